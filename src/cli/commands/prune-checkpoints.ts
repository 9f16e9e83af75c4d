// `outputs prune-checkpoints`: removes the checkpoints that no rule keeps. Flags stand in for the section's `keep:`, rule by rule.

import type { Command } from 'commander';
import type { Report } from '../../core/types/reports.ts';
import type { ChangeOptions, ClockOptions } from '../../core/use-cases/host.ts';
import { loadToChange } from '../../core/use-cases/load-project-for-writing.ts';
import { type CheckpointOptions, pruneCheckpoints, simulate } from '../../core/use-cases/prune-checkpoints.ts';
import { addKeepFlags } from '../arguments/keep-flags.ts';
import {
  addChangeFlags,
  addClockFlag,
  addHelpNotes,
  addPlanFlag,
  durationFlag,
  refusePlanWithoutDryRun,
  sizeFlag,
} from '../arguments/shared-flags.ts';
import type { Session } from '../session.ts';

interface PruneCheckpointsFlags extends ChangeOptions, CheckpointOptions, ClockOptions {
  readonly simulate?: true;
}

export function define(command: Command): void {
  addKeepFlags(command)
    .option(
      '--budget <size>',
      'let the section hold at most this, for example 200GB: also give up what is least missed',
      sizeFlag('--budget'),
    )
    .option('--free <size>', 'free at least this, likewise', sizeFlag('--free'))
    .option('--best-effort', 'give up what may be given up, though a budget is not met by it')
    .option('--grace <age>', 'leave alone what was written within this time, for example 10min', durationFlag('--grace'))
    .option('--permanent', 'delete for good instead of moving to the trash');
  addClockFlag(addPlanFlag(addChangeFlags(command)));
  addHelpNotes(command, {
    examples: [
      ['outputs prune-checkpoints --dry-run', 'what would go or stay, and why'],
      ['outputs prune-checkpoints --keep-last 3', 'and every best and final one stay'],
      ['outputs prune-checkpoints --keep-best 2', 'also the two with the best metric'],
      ['outputs prune-checkpoints --keep-every 10', 'also every tenth epoch'],
      ['outputs prune-checkpoints --free 50GB', 'when the disk fills'],
      ['outputs prune-checkpoints --yes', 'in a script'],
    ],
    exits: [0, 2, 3, 4, 5, 130],
  });
}

export async function run(flags: PruneCheckpointsFlags, session: Session): Promise<Report> {
  refusePlanWithoutDryRun(flags);
  const open = { project: await loadToChange(session, flags), host: session };
  return flags.simulate ? simulate(open, flags) : pruneCheckpoints(open, flags);
}
