// `outputs prune`: every policy of the config as one plan: old logs, checkpoints that no rule keeps, caches that nobody used. For cron.

import type { Command } from 'commander';
import type { RemovalReport } from '../../core/types/reports.ts';
import type { ChangeOptions, ClockOptions } from '../../core/use-cases/host.ts';
import { loadToChange } from '../../core/use-cases/load-project-for-writing.ts';
import { prune } from '../../core/use-cases/prune.ts';
import { addChangeFlags, addClockFlag, addHelpNotes, addPlanFlag, refusePlanWithoutDryRun } from '../arguments/shared-flags.ts';
import type { Session } from '../session.ts';

export function define(command: Command): void {
  addClockFlag(addPlanFlag(addChangeFlags(command)));
  addHelpNotes(command, {
    examples: [
      ['outputs prune --dry-run', 'what each rule of the config would remove'],
      ['outputs prune --yes', 'checkpoints go to the trash, old logs and caches for good'],
      ['30 3 * * * cd /my/project && outputs prune --yes --quiet', 'in a crontab'],
    ],
    exits: [0, 2, 3, 4, 5, 130],
  });
}

export async function run(flags: ChangeOptions & ClockOptions, session: Session): Promise<RemovalReport> {
  refusePlanWithoutDryRun(flags);
  return prune({ project: await loadToChange(session, flags), host: session }, flags);
}
