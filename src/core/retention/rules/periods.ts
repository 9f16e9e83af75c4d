// Keeps the newest regular checkpoint of each hour, day, week, month or year: of so many of them, or of those within a time before the
// newest checkpoint. Exactly as restic counts.
//
// Walking from the newest to the oldest, whatever lies in another period than the one before takes a slot; periods with nothing in them
// take none. The oldest of all takes one too while slots are left, so that the history is as long as it can be (restic#3624).

import { formatDuration } from '../../lib/quantities.ts';
import type { Reason } from '../../types/plan.ts';
import { type KeepRules, PERIODS } from '../../types/project.ts';
import type { RetentionClock } from '../candidate.ts';
import { numberAt, type Rows, rowAt } from '../candidate-columns.ts';
import { bytes, counts } from '../columns/typed-arrays.ts';
import { EVERY_PERIOD, hoursAt, PERIOD_BITS, periodsBetween } from './calendar-periods.ts';
import type { Ranks, RuleResult } from './rule-types.ts';
import { slotsOf } from './slots.ts';
import { endsWithin, isZero } from './within.ts';

/** One rule on its way through the checkpoints. A mark is twice the rank, and one more for the oldest. */
interface Walk extends RuleResult {
  readonly bit: number;
  /** In each group. */
  readonly slots: number;
  /** By group: where it ends, which goes back for a time only. Null: with the group. */
  readonly ends: Rows | null;
  /** How many it has kept of this group. */
  taken: number;
  /** Where it ends in this group. */
  end: number;
}

/** One walk for all rules: what the calendar says of a moment is asked once. */
export function keepPeriods(ranks: Ranks, rules: KeepRules, clock: RetentionClock): readonly RuleResult[] {
  const walks = [...countedWalks(ranks, rules), ...walksWithin(ranks, rules, clock)];
  if (walks.length === 0) return [];
  const { starts } = ranks.regular;
  for (let group = 0; group + 1 < starts.length; group++) {
    const end = rowAt(starts, group + 1);
    for (const walk of walks) {
      walk.taken = 0;
      walk.end = walk.ends === null ? end : rowAt(walk.ends, group);
    }
    walkThrough(ranks, rowAt(starts, group), end, walks);
  }
  return walks;
}

function walkThrough(
  { regular: { rows }, columns: { age, rounding }, offsetAt }: Ranks,
  start: number,
  end: number,
  walks: readonly Walk[],
): void {
  let before = 0;
  for (let index = start; index < end; index++) {
    const place = rowAt(rows, index);
    const isOldest = index + 1 === end;
    let ended = EVERY_PERIOD;
    // Of one alone nothing is asked.
    if (index > start || !isOldest) {
      const hours = hoursAt(-numberAt(age, place), rounding[place] as number, offsetAt);
      if (index > start) ended = periodsBetween(hours, before);
      before = hours;
    }
    if (ended === 0 && !isOldest) continue;
    let areOver = true;
    for (const walk of walks) {
      if (index >= walk.end || walk.taken >= walk.slots) continue;
      areOver = false;
      const isNew = (ended & walk.bit) !== 0;
      if (isNew || isOldest) walk.marks[place] = 2 * (walk.ends === null ? ++walk.taken : 1) + (isNew ? 0 : 1);
    }
    if (areOver) return;
  }
}

/** In the order of the reasons. */
function countedWalks({ listed }: Ranks, { periods = {} }: KeepRules): readonly Walk[] {
  return PERIODS.flatMap((period): readonly Walk[] => {
    const of = periods[period] ?? 0;
    if (of === 0) return [];
    const reason = (mark: number): Reason => ({ code: period, rank: mark >>> 1, of, ...(mark % 2 === 1 && { oldest: true }) });
    const marks = counts(listed.length);
    return [{ marks, reason, bit: PERIOD_BITS[period], slots: slotsOf(of), ends: null, taken: 0, end: 0 }];
  });
}

function walksWithin(ranks: Ranks, { periodsWithin = {} }: KeepRules, clock: RetentionClock): readonly Walk[] {
  return PERIODS.flatMap((period): readonly Walk[] => {
    const span = periodsWithin[period];
    if (span === undefined || isZero(span)) return [];
    const plain = { code: `within-${period}`, limit: formatDuration(span) } as const;
    const oldest = { ...plain, oldest: true } as const;
    const marks = bytes(ranks.listed.length);
    const ends = endsWithin(ranks.regular, span, ranks, clock);
    const reason = (mark: number): Reason => (mark % 2 === 1 ? oldest : plain);
    return [{ marks, reason, bit: PERIOD_BITS[period], slots: Number.POSITIVE_INFINITY, ends, taken: 0, end: 0 }];
  });
}
