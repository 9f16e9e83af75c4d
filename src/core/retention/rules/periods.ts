// Keeps the newest regular checkpoint of each hour, day, week, month or year: of so many of them, or of those within a time before the
// newest checkpoint. Exactly as restic counts.
//
// Walking from the newest to the oldest, whatever lies in another period than the one before takes a slot; periods with nothing in them
// take none. The oldest of all takes one too while slots are left, so that the history is as long as it can be (restic#3624).

import { formatDuration } from '../../lib/quantities.ts';
import type { Reason } from '../../types/plan.ts';
import { type KeepRules, PERIODS, type Period } from '../../types/project.ts';
import type { Candidate, RetentionClock } from '../candidate.ts';
import { periodKey } from './calendar-periods.ts';
import type { RuleResult, UsableGroup } from './rule-types.ts';
import { isWithin } from './slots.ts';
import { isAfter, isZero, startOf } from './within.ts';

/** One rule on its way from the newest checkpoint to the oldest. */
interface Walk {
  readonly period: Period;
  /** Whether the rule keeps this one and what is older no more, having kept so many. */
  readonly isOver: (candidate: Candidate, taken: number) => boolean;
  readonly reason: (rank: number) => Reason;
  taken: number;
  /** The period of the checkpoint before this one. */
  key: number | undefined;
}

/** All rules walk together, so that the calendar is asked once for each checkpoint. */
export function* keepPeriods<T extends Candidate>(
  group: UsableGroup<T>,
  rules: KeepRules,
  clock: RetentionClock,
): Iterable<RuleResult<T>> {
  const { regular } = group.byRole;
  let walks = [...countedWalks(rules), ...walksWithin(group, rules, clock)];
  const oldest = regular.at(-1);
  for (const candidate of regular) {
    if (walks.some(({ isOver, taken }) => isOver(candidate, taken)))
      walks = walks.filter(({ isOver, taken }) => !isOver(candidate, taken));
    if (walks.length === 0) return;
    const fields = clock.localTime(candidate.modifiedAt);
    for (const walk of walks) {
      const key = periodKey(walk.period, fields);
      const isNew = key !== walk.key;
      walk.key = key;
      if (!isNew && candidate !== oldest) continue;
      const reason = walk.reason(++walk.taken);
      yield { candidate, reason: isNew ? reason : ({ ...reason, oldest: true } as Reason) };
    }
  }
}

/** In the order of the reasons. */
function countedWalks({ periods = {} }: KeepRules): readonly Walk[] {
  return PERIODS.flatMap((period): readonly Walk[] => {
    const of = periods[period] ?? 0;
    const reason = (rank: number): Reason => ({ code: period, rank, of });
    return of === 0 ? [] : [{ period, isOver: (_, taken) => !isWithin(taken + 1, of), reason, taken: 0, key: undefined }];
  });
}

function walksWithin(
  { usable }: UsableGroup<Candidate>,
  { periodsWithin = {} }: KeepRules,
  clock: RetentionClock,
): readonly Walk[] {
  return PERIODS.flatMap((period): readonly Walk[] => {
    const span = periodsWithin[period];
    if (span === undefined || isZero(span)) return [];
    const start = startOf(usable, span, clock);
    const reason: Reason = { code: `within-${period}`, limit: formatDuration(span) };
    return [{ period, isOver: (candidate) => !isAfter(candidate, start), reason: () => reason, taken: 0, key: undefined }];
  });
}
