// Keeps the newest regular checkpoint of each hour, day, week, month or year: of so many of them, or of those within a time before the
// newest checkpoint. Exactly as restic counts.
//
// Walking from the newest to the oldest, whatever lies in another period than the one before takes a slot; periods with nothing in them
// take none. The oldest of all takes one too while slots are left, so that the history is as long as it can be (restic#3624).

import { type Count, type KeepRules, PERIODS, type Period, type Reason } from '../../types.ts';
import type { Candidate, Clock } from '../candidate.ts';
import type { LocalFields } from '../local-time.ts';
import { formatDuration } from '../quantity.ts';
import { periodKey } from './calendar.ts';
import type { Keep, Ranks } from './rule.ts';
import { isWithin } from './slots.ts';
import { isAfter, isZero, startOf } from './within.ts';

/** One rule on its way through the checkpoints. */
interface Walk {
  readonly period: Period;
  /** Whether it has come to its end: no slots left, or older than its time. */
  readonly isOver: (candidate: Candidate) => boolean;
  /** Takes a slot. */
  readonly take: (oldest: boolean) => Reason;
  before: number | undefined;
}

/** One walk for all rules: what the calendar says of a moment is asked once. */
export function keepPeriods<T extends Candidate>(ranks: Ranks<T>, rules: KeepRules, clock: Clock, keep: Keep<T>): void {
  const { regular } = ranks.byRole;
  let walks = walksOf(ranks, rules, clock);
  const oldest = regular.at(-1);
  for (const candidate of regular) {
    if (walks.some((walk) => walk.isOver(candidate))) walks = walks.filter((walk) => !walk.isOver(candidate));
    if (walks.length === 0) return;
    const fields: LocalFields = clock.localTime(candidate.modifiedAt);
    for (const walk of walks) {
      const key = periodKey(walk.period, fields);
      const isNew = key !== walk.before;
      walk.before = key;
      if (isNew || candidate === oldest) keep(candidate, walk.take(!isNew));
    }
  }
}

/** In the order of the reasons. */
function walksOf(ranks: Ranks<Candidate>, { periods = {}, periodsWithin = {} }: KeepRules, clock: Clock): readonly Walk[] {
  const counted = PERIODS.flatMap((period) => countedWalk(period, periods[period] ?? 0));
  const within = PERIODS.flatMap((period): readonly Walk[] => {
    const span = periodsWithin[period];
    if (span === undefined || isZero(span)) return [];
    const start = startOf(ranks.usable, span, clock);
    const reason = { code: `within-${period}`, limit: formatDuration(span) } as const;
    const take = (oldest: boolean): Reason => (oldest ? { ...reason, oldest } : reason);
    return [{ period, isOver: (candidate) => !isAfter(candidate, start), take, before: undefined }];
  });
  return [...counted, ...within];
}

function countedWalk(period: Period, of: Count): readonly Walk[] {
  if (of === 0) return [];
  let rank = 1;
  const take = (oldest: boolean): Reason => ({ code: period, rank: rank++, of, ...(oldest && { oldest }) });
  return [{ period, isOver: () => !isWithin(rank, of), take, before: undefined }];
}
