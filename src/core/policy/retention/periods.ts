// Keeps the newest regular checkpoint of each hour, day, week, month or year: of so many of them, or of those within a time before the
// newest checkpoint. Exactly as restic counts.
//
// Walking from the newest to the oldest, whatever lies in another period than the one before takes a slot; periods with nothing in them
// take none. The oldest of all takes one too while slots are left, so that the history is as long as it can be (restic#3624).

import { type Count, type KeepRules, PERIODS, type Period, type Reason } from '../../types.ts';
import type { Clock } from '../candidate.ts';
import { numberAt, rowAt, timeOf } from '../candidate-columns.ts';
import type { LocalFields } from '../local-time.ts';
import { formatDuration } from '../quantity.ts';
import { hourStart, NS_PER_HOUR, periodKey } from './calendar.ts';
import type { Keep, Ranks } from './rule.ts';
import { isWithin } from './slots.ts';
import { countAfter, isZero, startOf } from './within.ts';

/** One rule on its way through the checkpoints. */
interface Walk {
  readonly period: Period;
  /** How many of the first it may look at: fewer than all where it goes back for a time only. */
  readonly end: number;
  /** Takes a slot. */
  readonly take: (oldest: boolean) => Reason;
  /** Whether there is one. */
  readonly hasSlot: () => boolean;
  before: number | undefined;
}

/** One walk for all rules: what the calendar says of a moment is asked once. */
export function keepPeriods(ranks: Ranks, rules: KeepRules, clock: Clock, keep: Keep): void {
  const { regular } = ranks.byRole;
  const { age } = ranks.columns;
  let walks = walksOf(ranks, rules, clock);
  let sameHour = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < regular.length && walks.length > 0; index++) {
    const row = rowAt(regular, index);
    const next = regular[index + 1];
    // No walk takes it: a million saves lie in some thousand hours.
    if (numberAt(age, row) < sameHour && next !== undefined) continue;
    const fields: LocalFields = clock.localTime(timeOf(ranks.candidates, row));
    let areOver = false;
    for (const walk of walks) {
      if (index >= walk.end || !walk.hasSlot()) {
        areOver = true;
        continue;
      }
      const key = periodKey(walk.period, fields);
      const isNew = key !== walk.before;
      walk.before = key;
      if (isNew || next === undefined) keep(row, walk.take(!isNew));
    }
    if (areOver) walks = walks.filter(({ end, hasSlot }) => index < end && hasSlot());
    if (next !== undefined && numberAt(age, next) - numberAt(age, row) < NS_PER_HOUR)
      sameHour = -hourStart(-numberAt(age, row), fields, clock.localTime);
  }
}

/** In the order of the reasons. */
function walksOf(ranks: Ranks, { periods = {}, periodsWithin = {} }: KeepRules, clock: Clock): readonly Walk[] {
  const { regular } = ranks.byRole;
  const counted = PERIODS.flatMap((period) => countedWalk(period, periods[period] ?? 0, regular.length));
  const within = PERIODS.flatMap((period): readonly Walk[] => {
    const span = periodsWithin[period];
    if (span === undefined || isZero(span)) return [];
    const end = countAfter(regular, startOf(ranks, span, clock), ranks);
    const reason = { code: `within-${period}`, limit: formatDuration(span) } as const;
    const take = (oldest: boolean): Reason => (oldest ? { ...reason, oldest } : reason);
    return [{ period, end, take, hasSlot: () => true, before: undefined }];
  });
  return [...counted, ...within];
}

function countedWalk(period: Period, of: Count, end: number): readonly Walk[] {
  if (of === 0) return [];
  let rank = 1;
  const take = (oldest: boolean): Reason => ({ code: period, rank: rank++, of, ...(oldest && { oldest }) });
  return [{ period, end, take, hasSlot: () => isWithin(rank, of), before: undefined }];
}
