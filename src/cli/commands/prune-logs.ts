// `outputs prune-logs`: removes log files older than so many days. What cron runs.

import type { Command } from 'commander';
import { sectionsOfKind } from '../../core/config/find-section.ts';
import { isUnderAnHour } from '../../core/items/section-kinds.ts';
import { usageError } from '../../core/lib/errors.ts';
import { escapeText } from '../../core/lib/escape.ts';
import { formatDuration } from '../../core/lib/quantities.ts';
import { planPruneLogs } from '../../core/logs/plan-prune-logs.ts';
import { mergePlans } from '../../core/plans/merge-plans.ts';
import type { Duration } from '../../core/types/primitives.ts';
import type { Section } from '../../core/types/project.ts';
import type { RemovalReport } from '../../core/types/reports.ts';
import { loadToChange } from '../../core/use-cases/load-project-for-writing.ts';
import type { ChangeOptions, ClockOptions } from '../../core/use-cases/options.ts';
import { planSweepsOf } from '../../core/use-cases/plan-sweeps.ts';
import { refuseWrongClock } from '../../core/use-cases/refuse-wrong-clock.ts';
import { executeRemoval } from '../../core/use-cases/run-removal.ts';
import { scanAndCollect } from '../../core/use-cases/scan-sections.ts';
import {
  addChangeFlags,
  addClockFlag,
  addHelpNotes,
  addPlanFlag,
  durationFlag,
  positiveFlag,
  refusePlanWithoutDryRun,
} from '../arguments/shared-flags.ts';
import type { Session } from '../session.ts';

interface PruneLogsFlags extends ChangeOptions, ClockOptions {
  readonly olderThan?: Duration;
  readonly keepDays?: number;
  readonly trash?: true;
}

export function define(command: Command): void {
  command
    .addOption(
      command
        .createOption(
          '--older-than <age>',
          'remove what was last written longer ago than this, for example 7d, 12h, 1mo; less than 1h is asked about',
        )
        .argParser(durationFlag('--older-than'))
        .conflicts('keepDays'),
    )
    .option('--keep-days <n>', 'the same in days of 24 hours', positiveFlag('--keep-days'))
    .option('--trash', 'move to the trash instead of deleting');
  addClockFlag(addPlanFlag(addChangeFlags(command)));
  addHelpNotes(command, {
    examples: [
      ['outputs prune-logs', 'older than the config says (7d)'],
      ['outputs prune-logs --older-than 30d -n', 'only look'],
      ['0 3 * * * cd /my/project && outputs prune-logs --quiet', 'in a crontab'],
    ],
    exits: [0, 2, 3, 4, 5, 130],
  });
}

export async function run(flags: PruneLogsFlags, session: Session): Promise<RemovalReport> {
  refusePlanWithoutDryRun(flags);
  const project = await loadToChange(session, flags);
  refuseWrongClock(project, flags, session);
  const sections = sectionsOfKind(project, 'logs');
  const [first, ...others] = sections.map((section) => ({ section, olderThan: ageFor(section, flags) }));
  if (first === undefined) throw usageError(`no section of logs is in use in the profile \`${project.profile}\``);
  const isMoved = sections.some(({ irreplaceable }) => irreplaceable);
  const actsAtOnce = !isMoved && ![first, ...others].some(({ olderThan }) => isUnderAnHour(formatDuration(olderThan)));
  // `--quiet` prints no list, so the rule itself is carried out, in one pass; a question and the trash need the list.
  const isListed = flags.dryRun === true || flags.trash === true || isMoved || session.lists || !(actsAtOnce || flags.yes);
  const plan = async () => {
    if (!isListed) return planSweepsOf(project, [first, ...others], session);
    const { scans, surroundings } = await scanAndCollect(project, sections, session);
    const planFor = ({ section, olderThan }: typeof first) =>
      planPruneLogs({
        project,
        scans: scans.filter((scan) => scan.section === section),
        surroundings,
        now: session.now,
        disposal: flags.trash ? 'trash' : 'default',
        olderThan,
      });
    return mergePlans(planFor(first), ...others.map(planFor));
  };
  return executeRemoval({ command: 'prune-logs', project, sections, flags, actsAtOnce, plan }, session);
}

/** What the flags say, or else what the section keeps. */
function ageFor(section: Section, { olderThan, keepDays }: PruneLogsFlags): Duration {
  const age = olderThan ?? (keepDays === undefined ? section.keep.within : { years: 0, months: 0, days: keepDays, seconds: 0 });
  if (age !== undefined) return age;
  throw usageError(
    `section \`${escapeText(section.name)}\` does not say how long its logs are kept`,
    'Give --older-than, for example --older-than 7d, or set keep.within in the config.',
  );
}
