// Decides what a scheduled prune is called, when it runs, and what its unit files and crontab block say. Pure text: nothing is looked at.

import { escapeText } from '../lib/escape.ts';
import { bytesOfText } from '../lib/path-text.ts';
import { nameOf } from '../lib/paths.ts';
import type { Parsed } from '../lib/quantities.ts';
import { sha256Hex } from '../lib/sha256.ts';
import type { PathText } from '../types/primitives.ts';
import { cronLine, systemdCommand, systemdText } from './schedule-quote.ts';

export interface Schedule {
  /** Of the project; the same for every run, whatever happens to be installed. */
  readonly name: string;
  readonly root: PathText;
  /** Absolute program, and all its words. */
  readonly command: readonly PathText[];
  /** `hourly`, `daily`, `weekly`, `monthly`, or what the scheduler itself understands. */
  readonly every: string;
}

/** `outputs-prune-my-project-3fa2b1c4`: to be recognised by people, and no other project's. */
export function scheduleName(root: PathText): string {
  const readable = nameOf(root)
    .replace(/[^A-Za-z0-9_.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 40);
  return ['outputs-prune', readable, hashOf(root).slice(0, 8)].filter((part) => part !== '').join('-');
}

function hashOf(root: PathText): string {
  return sha256Hex(bytesOfText(root));
}

export interface SystemdUnit {
  /** `….service` or `….timer`. */
  readonly file: string;
  readonly text: string;
}

/** How a unit file begins that is ours to change or to take away. */
export function unitMark(name: string): string {
  return `# ${name}: made by outputs schedule`;
}

/**
 * No sandbox: in one, systemd hides the processes of the user, and then nobody could tell which files are open. `Persistent`: what was missed
 * while the machine was off is made up for. The delay keeps the projects of a cluster from all beginning at midnight.
 */
export function systemdUnitsOf({ name, root, command, every }: Schedule): Parsed<readonly SystemdUnit[]> {
  const line = systemdCommand(command);
  if (!line.ok) return line;
  const mark = `${unitMark(name)}; outputs schedule --remove takes it away`;
  const what = systemdText(`outputs prune in ${escapeText(root)}`);
  const service = [
    ...[mark, '[Unit]', `Description=${what}`, 'Documentation=man:outputs(1)', ''],
    ...['[Service]', 'Type=oneshot', `ExecStart=${line.value}`, 'Nice=10', 'IOSchedulingClass=idle', ''],
  ];
  const timer = [
    ...[mark, '[Unit]', `Description=${what}, ${systemdText(every)}`, '', '[Timer]', `OnCalendar=${systemdText(every)}`],
    ...['RandomizedDelaySec=30min', 'Persistent=true', '', '[Install]', 'WantedBy=timers.target', ''],
  ];
  return {
    ok: true,
    value: [
      { file: `${name}.service`, text: service.join('\n') },
      { file: `${name}.timer`, text: timer.join('\n') },
    ],
  };
}

export interface CronOptions {
  readonly log: PathText;
  /** Programs to run it under: `nice -n 10`. */
  readonly under: readonly string[];
}

/** The block for a crontab, or why there can be none. */
export function cronBlock({ name, root, command, every }: Schedule, { log, under }: CronOptions): Parsed<string> {
  const when = cronTimes(every, root);
  if (when === null)
    return {
      ok: false,
      why: `--every ${escapeText(every)}: cron takes hourly, daily, weekly, monthly or five fields such as '30 3 * * *'`,
    };
  const folder = log.slice(0, log.lastIndexOf('/')) || '/';
  const words = command.map((word) => ({ word }));
  const line = cronLine(when, [
    ...[{ shell: 'mkdir -p' }, { word: folder }, { shell: '&&' }, { shell: under.join(' ') }].filter(
      (piece) => !('shell' in piece) || piece.shell !== '',
    ),
    ...words,
    ...[{ shell: '>>' }, { word: log }, { shell: '2>&1' }],
  ]);
  if (!line.ok) return { ok: false, why: `the command for ${escapeText(root)} ${line.why}` };
  return {
    ok: true,
    value: `${beginOf(name)} (${escapeText(root)}); outputs schedule --remove takes it away\n${line.value}\n${endOf(name)}\n`,
  };
}

const FIELD = String.raw`(?:\*|[0-9A-Za-z]+(?:-[0-9A-Za-z]+)?)(?:/[0-9]+)?`;
const FIVE_FIELDS = new RegExp(`^${Array.from({ length: 5 }, () => `${FIELD}(?:,${FIELD})*`).join(' +')}$`);

/** Each project at a minute of its own, the same one every time. */
function cronTimes(every: string, root: PathText): string | null {
  const minute = Number.parseInt(hashOf(root).slice(0, 2), 16) % 60;
  const times: Readonly<Record<string, string>> = {
    hourly: `${minute} * * * *`,
    daily: `${minute} 3 * * *`,
    weekly: `${minute} 3 * * 1`,
    monthly: `${minute} 3 1 * *`,
  };
  if (Object.hasOwn(times, every)) return times[every] ?? null;
  return FIVE_FIELDS.test(every) ? every : null;
}

function beginOf(name: string): string {
  return `# begin ${name}: made by outputs schedule`;
}

function endOf(name: string): string {
  return `# end ${name}`;
}

/**
 * A crontab without our block, and where it stood; every other byte as it was. Fails where our block has no end: what belongs to whom is
 * then anybody's guess.
 */
export function withoutCronBlock(
  crontab: string,
  name: string,
): Parsed<{ readonly before: string; readonly after: string; readonly had: boolean }> {
  const lines = crontab.split(/(?<=\n)/);
  const isBegin = (line: string): boolean => line.startsWith(beginOf(name));
  const isEnd = (line: string): boolean => line.trimEnd() === endOf(name);
  const begin = lines.findIndex(isBegin);
  if (begin === -1) {
    if (lines.some(isEnd)) return { ok: false, why: `has the end of the block ${name} without its beginning` };
    return { ok: true, value: { before: crontab, after: '', had: false } };
  }
  const end = lines.findIndex((line, at) => at > begin && isEnd(line));
  const again = lines.findIndex((line, at) => at > begin && isBegin(line));
  if (end === -1 || again !== -1) return { ok: false, why: `has the beginning of the block ${name} without its end, or twice` };
  return { ok: true, value: { before: lines.slice(0, begin).join(''), after: lines.slice(end + 1).join(''), had: true } };
}

/** With the block in its old place, or at the end. */
export function withCronBlock(crontab: string, name: string, block: string): Parsed<string> {
  const rest = withoutCronBlock(crontab, name);
  if (!rest.ok) return rest;
  const { before, after } = rest.value;
  // A last line without an end would swallow our first.
  return { ok: true, value: `${before}${before === '' || before.endsWith('\n') ? '' : '\n'}${block}${after}` };
}
