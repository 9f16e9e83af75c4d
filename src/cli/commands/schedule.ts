// `outputs schedule`: prints, installs or takes away what makes this machine prune the project by itself: a systemd user timer, or a line
// of the crontab.

import { resolve } from 'node:path/posix';
import type { Command } from 'commander';
import { loadProject } from '../../core/config/read/load-project.ts';
import { checkPlacesForInit } from '../../core/guard/read/check-places.ts';
import { refusal, usageError } from '../../core/lib/errors.ts';
import { escapeText } from '../../core/lib/escape.ts';
import { prunedSections } from '../../core/removal/plan-prune-all.ts';
import { type Schedule, scheduleName } from '../../core/schedule/schedule-text.ts';
import type { Project } from '../../core/types/project.ts';
import type { ScheduleReport } from '../../core/types/reports.ts';
import { type Job, jobsToInstall, jobsToRemove, textsOf } from '../../core/use-cases/schedule-jobs.ts';
import { scheduleParts } from '../../render/reports/schedule.ts';
import { addHelpNotes } from '../arguments/shared-flags.ts';
import type { Session } from '../session.ts';

interface ScheduleFlags {
  readonly cron?: true;
  readonly every?: string;
  readonly install?: true;
  readonly remove?: true;
  readonly yes?: true;
  readonly dryRun?: true;
}

/** A training that saves holds no lock; another prune does, for minutes at most. */
const LOCK_WAIT = '10min';

export function define(command: Command): void {
  command
    .option('--every <when>', 'hourly, daily (default), weekly, monthly, or what systemd or cron itself understands')
    .option('--cron', 'a line of the crontab instead of a systemd user timer')
    .addOption(command.createOption('--install', 'put it in place; asks first').conflicts('remove'))
    .addOption(command.createOption('--remove', 'take away what was installed, of both kinds').conflicts(['every', 'cron']))
    .option('-n, --dry-run', 'with --install or --remove: show what would happen and change nothing')
    .option('-y, --yes', 'do not ask before installing');
  addHelpNotes(command, {
    examples: [
      ['outputs schedule', 'print a timer and a service that prune every day'],
      ['outputs schedule --install', 'put them in place, and start the timer'],
      ["outputs schedule --every 'Sat 03:30' --install", 'on other days'],
      ['outputs schedule --cron --install', 'where there is no systemd'],
      ['outputs schedule --remove', 'no more'],
    ],
    exits: [0, 2, 3, 4, 130],
  });
}

export async function run(flags: ScheduleFlags, session: Session): Promise<ScheduleReport> {
  const project = await loadAsOurselves(flags, session);
  if (!flags.remove) refuseUseless(project);
  // What would refuse every night is not installed.
  if (!flags.remove) checkPlacesForInit(project, prunedSections(project), session.request);
  const schedule = scheduleOf(project, flags, session);
  const form = flags.cron ? 'cron' : 'systemd';
  const did = flags.remove ? 'remove' : flags.install ? 'install' : 'print';
  const report: ScheduleReport = {
    report: 'schedule',
    project: { ...project, warnings: [...project.warnings, ...warningsOf(schedule)] },
    did,
    form,
    dryRun: flags.dryRun === true,
    declined: false,
    name: schedule.name,
    parts: [],
    toRun: [],
  };
  if (did === 'print') {
    const parts = textsOf(schedule, form, session.context).map((part) => ({ ...part, outcome: 'shown' as const }));
    return { ...report, parts };
  }
  const jobs = did === 'remove' ? jobsToRemove(schedule, session.context) : jobsToInstall(schedule, form, session.context);
  const foreseen = { ...report, parts: jobs.map(({ part }) => part) };
  if (flags.dryRun) return foreseen;
  if (did === 'install' && !flags.yes && !(await isAgreed(foreseen, session))) return { ...foreseen, declined: true };
  session.noteSignals();
  return { ...report, ...installJobs(jobs) };
}

/** In order, and on with the next where one fails: the file of a timer is of use without its start. */
function installJobs(jobs: readonly Job[]): Pick<ScheduleReport, 'parts' | 'toRun'> {
  const done = jobs.map((job) => job.carryOut());
  return {
    parts: done.map(({ part }) => part),
    toRun: [...new Set(done.flatMap(({ toRun }) => toRun))],
  };
}

function scheduleOf(project: Project, { every = 'daily' }: ScheduleFlags, { context, request }: Session): Schedule {
  const { config, cwd } = request;
  const start = request.project === undefined ? cwd : resolve(cwd, request.project);
  const which = config === undefined ? ['-C', project.root] : ['--config', resolve(start, config)];
  const profile = request.profile === undefined ? [] : ['--profile', request.profile];
  const trusting = (request.trusting ?? []).flatMap((path) => ['--trust', path]);
  const command = [...context.ownCommand(), ...which, ...profile, ...trusting, 'prune', '--yes', '--quiet', '--wait', LOCK_WAIT];
  return { name: scheduleName(project.root), root: project.root, command, every };
}

/** As `prune` itself would say every night. */
function refuseUseless(project: Project): void {
  if (prunedSections(project).length > 0) return;
  throw usageError(
    `no section in use in the profile \`${project.profile}\` says what to keep, so there is nothing to prune`,
    'set keep: in the config, for example keep: { within: 30d } for a cache',
  );
}

/** Root's timers run as root, with root's home: those of the project's own user are meant. What is printed is installed by a shell. */
async function loadAsOurselves({ dryRun, remove }: ScheduleFlags, { context, request }: Session): Promise<Project> {
  const before = context.uid;
  const project = await loadProject(request, remove || dryRun ? 'look' : 'shell');
  if (context.uid === before) return project;
  throw refusal(`as root: these outputs belong to user ${context.uid}`, 'run it as that user; nothing was touched');
}

function warningsOf({ command }: Schedule) {
  const passing = command.find((word) => word.includes('/_npx/'));
  if (passing === undefined) return [];
  return [{ text: `${escapeText(passing)} is a cache of npx that may be emptied: install outputs, and run its own schedule` }];
}

async function isAgreed(report: ScheduleReport, session: Session): Promise<boolean> {
  if (report.parts.every(({ outcome }) => outcome === 'same')) return true;
  if (!session.mayAsk())
    throw refusal('there is nobody to ask; nothing was touched', 'add --yes to install it, or --dry-run to see it');
  session.context.stderr.write(scheduleParts(report));
  const answer = await session.ask('Install this? [y/N] ');
  return answer !== null && /^\s*y(es)?\s*$/i.test(answer);
}
