// `outputs prune-checkpoints`: removes the checkpoints that no rule keeps. Flags stand in for the section's `keep:`, rule by rule.

import type { Command } from 'commander';
import { usageError } from '../../core/errors.ts';
import { mergePlans } from '../../core/planning/merge.ts';
import { planPruneCheckpoints } from '../../core/planning/prune-checkpoints.ts';
import { sectionsOfKind } from '../../core/policy/sections.ts';
import type { Count, Duration, KeepRules, RemovalReport, Section } from '../../core/types.ts';
import {
  addChangeFlags,
  addHelpNotes,
  addPlanFlag,
  type ChangeFlags,
  countFlag,
  durationFlag,
  positiveFlag,
  refusePlanWithoutDryRun,
} from '../flags.ts';
import { loadToChange } from '../load-to-change.ts';
import { lookAt } from '../look.ts';
import { carryOut } from '../removal.ts';
import type { Session } from '../session.ts';

interface PruneCheckpointsFlags extends ChangeFlags {
  readonly keepLast?: Count;
  readonly keepBest?: Count;
  readonly keepEvery?: number;
  readonly grace?: Duration;
  readonly permanent?: true;
}

export function define(command: Command): void {
  command
    .option('--keep-last <n>', 'the newest regular checkpoints of each model (a number from 0, or all)', countFlag('--keep-last'))
    .option(
      '--keep-best <n>',
      'named best and final checkpoints always stay; the number counts ranked ones once metrics are known',
      countFlag('--keep-best'),
    )
    .option('--keep-every <k>', 'every checkpoint whose epoch is a multiple of this', positiveFlag('--keep-every'))
    .option('--grace <age>', 'leave alone what was written within this time, for example 10min', durationFlag('--grace'))
    .option('--permanent', 'delete for good instead of moving to the trash');
  addPlanFlag(addChangeFlags(command));
  addHelpNotes(command, {
    examples: [
      ['outputs prune-checkpoints --dry-run', 'what would go or stay, and why'],
      ['outputs prune-checkpoints --keep-last 3', 'and every best and final one stay'],
      ['outputs prune-checkpoints --keep-every 10', 'also every tenth epoch'],
      ['outputs prune-checkpoints --yes', 'in a script'],
    ],
    exits: [0, 2, 3, 4, 5, 130],
  });
}

export async function run(flags: PruneCheckpointsFlags, session: Session): Promise<RemovalReport> {
  refusePlanWithoutDryRun(flags);
  const project = await loadToChange(session);
  const sections = sectionsOfKind(project, 'checkpoints');
  const [first, ...others] = sections;
  if (first === undefined) throw usageError(`no section of checkpoints is in use in the profile \`${project.profile}\``);
  const plan = async () => {
    const { scans, surroundings } = await lookAt(project, sections, session);
    const planFor = (section: Section) =>
      planPruneCheckpoints({
        project,
        scans: scans.filter((scan) => scan.section === section),
        surroundings,
        now: session.now,
        disposal: flags.permanent ? 'permanent' : 'default',
        rules: rulesFor(section, flags),
        grace: flags.grace ?? project.grace,
      });
    return mergePlans(planFor(first), ...others.map(planFor));
  };
  return carryOut({ command: 'prune-checkpoints', project, sections, flags, plan }, session);
}

function rulesFor({ keep }: Section, { keepLast, keepBest, keepEvery }: PruneCheckpointsFlags): KeepRules {
  return {
    ...keep,
    ...(keepLast !== undefined && { last: keepLast }),
    ...(keepBest !== undefined && { best: keepBest }),
    ...(keepEvery !== undefined && { every: keepEvery }),
  };
}
