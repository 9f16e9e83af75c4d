// What every keep rule is: a function of one group of checkpoints that yields what it keeps, each with its reason.

import type { CheckpointRole } from '../../types/checkpoints.ts';
import type { Reason } from '../../types/plan.ts';
import type { KeepRules } from '../../types/project.ts';
import type { Candidate, RetentionClock } from '../candidate.ts';
import type { TrainingSessions } from '../training-sessions.ts';

/** The usable checkpoints of one group, newest first. */
export interface UsableGroup<T> {
  readonly usable: readonly T[];
  readonly byRole: Readonly<Record<CheckpointRole, readonly T[]>>;
  /** Of the regular ones. */
  readonly sessions: TrainingSessions<T>;
}

/** One checkpoint that a rule keeps. A rule may yield the same checkpoint twice, for two reasons. */
export interface RuleResult<T> {
  readonly candidate: T;
  readonly reason: Reason;
}

export type RetentionRule = <T extends Candidate>(
  group: UsableGroup<T>,
  rules: KeepRules,
  clock: RetentionClock,
) => Iterable<RuleResult<T>>;
