// What every keep rule is: a look at all groups that puts a mark on each checkpoint it keeps. What a mark means is told when somebody asks:
// a million checkpoints that ten rules keep are ten million reasons, and nobody reads them all.

import type { OffsetAt } from '../../lib/calendar.ts';
import type { Reason } from '../../types/plan.ts';
import type { KeepRules } from '../../types/project.ts';
import type { Candidate, RetentionClock } from '../candidate.ts';
import { type Columns, type Grouped, type Rows, rowAt } from '../candidate-columns.ts';
import type { TrainingSessions } from '../training-sessions.ts';

/**
 * All usable checkpoints, each at its place: group by group, newest first in each. Rows and columns are by place here, so that every
 * rule walks through the memory from its beginning to its end.
 */
export interface Ranks {
  readonly candidates: readonly Candidate[];
  /** By place: where it is in the list of candidates. */
  readonly listed: Rows;
  readonly columns: Columns;
  readonly groups: Grouped;
  readonly regular: Grouped;
  /** Of the regular ones. */
  readonly generations: TrainingSessions;
  readonly offsetAt: OffsetAt;
}

/** What a rule says: by place a mark, 0 where it keeps nothing, and what a mark stands for. */
export interface RuleResult {
  readonly marks: Uint8Array | Uint32Array;
  readonly reason: (mark: number, place: number) => Reason;
}

/** In the order in which reasons are listed. */
export type RetentionRule = (ranks: Ranks, rules: KeepRules, clock: RetentionClock) => readonly RuleResult[];

/** Which group a place is of. */
export function groupAt({ starts }: Grouped, place: number): number {
  let [group, beyond] = [0, starts.length - 1];
  while (beyond - group > 1) {
    const middle = (group + beyond) >>> 1;
    if (rowAt(starts, middle) <= place) group = middle;
    else beyond = middle;
  }
  return group;
}
