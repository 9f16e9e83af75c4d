// `outputs prune-checkpoints`: removes the checkpoints that no rule keeps. Flags stand in for the section's `keep:`, rule by rule.

import type { Command } from 'commander';
import { sectionsOfKind } from '../../core/config/find-section.ts';
import { usageError } from '../../core/lib/errors.ts';
import type { Report } from '../../core/types/reports.ts';
import { loadToChange } from '../../core/use-cases/load-project-for-writing.ts';
import type { ChangeOptions, ClockOptions } from '../../core/use-cases/options.ts';
import { type CheckpointOptions, planCheckpoints, simulate } from '../../core/use-cases/plan-checkpoints.ts';
import { refuseWrongClock } from '../../core/use-cases/refuse-wrong-clock.ts';
import { executeRemoval } from '../../core/use-cases/run-removal.ts';
import { scanAndCollect } from '../../core/use-cases/scan-sections.ts';
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
  if (flags.budget !== undefined && flags.free !== undefined) throw usageError('--budget and --free: say one of them');
  const project = await loadToChange(session, flags);
  refuseWrongClock(project, flags, session);
  const sections = sectionsOfKind(project, 'checkpoints');
  if (sections.length === 0) throw usageError(`no section of checkpoints is in use in the profile \`${project.profile}\``);
  if (flags.simulate) return simulate(project, await scanAndCollect(project, sections, session), flags, session);
  const plan = async () => planCheckpoints(project, await scanAndCollect(project, sections, session), flags, session);
  return executeRemoval({ command: 'prune-checkpoints', project, sections, flags, plan }, session);
}
