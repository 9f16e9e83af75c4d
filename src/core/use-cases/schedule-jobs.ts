// What it takes to install or to take away a schedule, one job a thing: looked at when it is made, done when it is carried out.

import { hasCrontab, readCrontab } from '../disk/read-crontab.ts';
import { changeFile, type FileChange } from '../disk/write/change-file.ts';
import { refusal, usageError } from '../lib/errors.ts';
import type { Parsed } from '../lib/quantities.ts';
import { checkCalendar, gentlePrograms } from '../schedule/read/detect-schedulers.ts';
import { type FoundUnit, findUnit, logFile, refuseHomeless, unitFolder } from '../schedule/read/systemd-unit-files.ts';
import { cronBlock, type Schedule, systemdUnitsOf, withCronBlock, withoutCronBlock } from '../schedule/schedule-text.ts';
import { tellSystemd, writeCrontab } from '../schedule/write/install-schedule.ts';
import type { PathText } from '../types/primitives.ts';
import type { SchedulePart } from '../types/reports.ts';
import type { System } from './host.ts';

export interface Job {
  /** As it would be. */
  readonly part: SchedulePart;
  /** `toRun`: what somebody has to do by hand. */
  readonly carryOut: () => { readonly part: SchedulePart; readonly toRun: readonly string[] };
}

type Form = 'systemd' | 'cron';

interface Text {
  readonly path: PathText | null;
  readonly text: string;
}

/** What there would be to install. Looks at nothing. Throws usage errors and refusals of what cannot be written down. */
export function textsOf(schedule: Schedule, form: Form, { env, home }: System): readonly Text[] {
  if (form === 'cron') {
    const block = cronBlock(schedule, { log: logFile(schedule.name, env, home), under: gentlePrograms() });
    if (!block.ok) throw usageError(block.why);
    return [{ path: null, text: block.value }];
  }
  checkCalendar(schedule.every, env);
  const units = systemdUnitsOf(schedule);
  if (!units.ok) throw refusal(`the command ${units.why}`, 'nothing was touched');
  const folder = unitFolder(env, home);
  return units.value.map(({ file, text }) => ({ path: `${folder}/${file}`, text }));
}

/** Throws refusals before anything is touched. */
export function jobsToInstall(schedule: Schedule, form: Form, context: System): readonly Job[] {
  refuseHomeless(context.home);
  return textsOf(schedule, form, context).map(({ path, text }) => {
    if (path === null) return cronJob(schedule, text, context);
    const then = path.endsWith('.timer') ? start(schedule, context) : () => [];
    return unitJob(findUnit(path, schedule.name), text, context, then);
  });
}

/** Of both kinds, whatever is there. */
export function jobsToRemove(schedule: Schedule, context: System): readonly Job[] {
  const folder = unitFolder(context.env, context.home);
  const found = ['timer', 'service']
    .map((kind) => findUnit(`${folder}/${schedule.name}.${kind}`, schedule.name))
    .filter(({ file }) => file.state === 'text');
  const stop = once(() =>
    tellSystemd(['disable', '--now', `${schedule.name}.timer`], context.env)
      ? []
      : [`systemctl --user disable --now ${schedule.name}.timer`],
  );
  const reload = () => {
    tellSystemd(['daemon-reload'], context.env);
    return [];
  };
  const units = found.map((each, at) => {
    const job = unitJob(each, null, context, at === found.length - 1 ? reload : () => []);
    // Before its file goes: systemd finds by it what it once linked.
    return { ...job, carryOut: () => ({ toRun: stop(), part: job.carryOut().part }) };
  });
  return [...units, ...cronRemoval(schedule, context)];
}

function once(work: () => readonly string[]): () => readonly string[] {
  let answer: readonly string[] | null = null;
  return () => {
    answer ??= work();
    return answer;
  };
}

function start({ name }: Schedule, { env }: System): () => readonly string[] {
  return () => {
    const lines = [['daemon-reload'], ['enable', '--now', `${name}.timer`]];
    return lines.every((words) => tellSystemd(words, env)) ? [] : lines.map((words) => `systemctl --user ${words.join(' ')}`);
  };
}

/** `text` null takes it away. */
function unitJob({ path, file }: FoundUnit, text: string | null, context: System, then: () => readonly string[]): Job {
  const part = { path, text };
  const change = changeOf(path, file, text);
  return {
    part: { ...part, outcome: change === null ? 'same' : 'shown' },
    carryOut: () => {
      if (change === null) return { part: { ...part, outcome: 'same' }, toRun: then() };
      const outcome = changeFile(change, context.newId(context.now()));
      const isDone = outcome.result === 'done' || outcome.result === 'gone';
      const why = outcome.result === 'failed' ? outcome.errno : 'it was changed meanwhile';
      if (!isDone) return { part: { ...part, outcome: { failed: why } }, toRun: [] };
      return { part: { ...part, outcome: text === null ? 'removed' : 'written' }, toRun: then() };
    },
  };
}

function changeOf(path: string, file: FoundUnit['file'], text: string | null): FileChange | null {
  if (file.state === 'missing') return text === null ? null : { do: 'create', path, text };
  if (text === null) return { do: 'remove', path, before: file.facts };
  return file.text === text ? null : { do: 'replace', path, text, before: file.facts };
}

function cronJob({ name }: Schedule, block: string, { env }: System): Job {
  const before = readCrontab(env);
  const after = orRefuse(withCronBlock(before, name, Buffer.from(block, 'utf8').toString('latin1')));
  return crontabJob(before, after, block, env);
}

function cronRemoval({ name }: Schedule, { env }: System): readonly Job[] {
  if (!hasCrontab(env)) return [];
  const crontab = readCrontab(env);
  const { before, after, had } = orRefuse(withoutCronBlock(crontab, name));
  return had ? [crontabJob(crontab, before + after, null, env)] : [];
}

function orRefuse<T>(parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value;
  throw refusal(`your crontab ${parsed.why}`, 'put it right with crontab -e; nothing was touched');
}

function crontabJob(before: string, after: string, text: string | null, env: System['env']): Job {
  const part = { path: null, text };
  const isSame = before === after;
  return {
    part: { ...part, outcome: isSame ? 'same' : 'shown' },
    carryOut: () => {
      const failed = isSame ? null : writeCrontab(before, after, env);
      const outcome = isSame ? 'same' : failed !== null ? { failed } : text === null ? 'removed' : 'written';
      return { part: { ...part, outcome }, toRun: [] };
    },
  };
}
