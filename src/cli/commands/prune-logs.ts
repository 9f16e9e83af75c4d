// `outputs prune-logs`: removes log files older than so many days. What cron runs.

import type { Command } from 'commander';
import type { RemovalReport } from '../../core/types/reports.ts';
import { loadToChange } from '../../core/use-cases/load-project-for-writing.ts';
import { type PruneLogsOptions, pruneLogs } from '../../core/use-cases/prune-logs.ts';
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

interface PruneLogsFlags extends Omit<PruneLogsOptions, 'disposal'> {
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

export async function run({ keepDays, trash, ...flags }: PruneLogsFlags, session: Session): Promise<RemovalReport> {
  refusePlanWithoutDryRun(flags);
  const olderThan = keepDays === undefined ? {} : { olderThan: { years: 0, months: 0, days: keepDays, seconds: 0 } };
  const disposal = trash ? { disposal: 'trash' as const } : {};
  // `--quiet` prints no list, so the rule itself is carried out, in one pass; a question and the trash need the list.
  const options = { ...flags, ...olderThan, ...disposal, lists: session.lists };
  return pruneLogs({ project: await loadToChange(session, flags), host: session }, options);
}
