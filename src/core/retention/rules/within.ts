// Keeps what is newer than a time before the newest checkpoint, exactly as restic counts it.
//
// Not before now: a training that ended a year ago keeps its last week. A checkpoint dated in the future does not count as the newest,
// and is kept.

import { calendarBefore } from '../../lib/calendar.ts';
import { formatDuration } from '../../lib/quantities.ts';
import type { Duration, Instant } from '../../types/primitives.ts';
import type { KeepRules } from '../../types/project.ts';
import type { Candidate, RetentionClock } from '../candidate.ts';
import type { RuleResult, UsableGroup } from './rule-types.ts';

export function* keepWithin<T extends Candidate>(
  { usable }: UsableGroup<T>,
  { within }: KeepRules,
  clock: RetentionClock,
): Iterable<RuleResult<T>> {
  if (within === undefined || isZero(within)) return;
  const reason = { code: 'within', limit: formatDuration(within) } as const;
  const start = startOf(usable, within, clock);
  for (const candidate of usable) {
    if (!isAfter(candidate, start)) return;
    yield { candidate, reason };
  }
}

export function isZero({ years, months, days, seconds }: Duration): boolean {
  return years === 0 && months === 0 && days === 0 && seconds === 0;
}

/** When a span before the newest checkpoint begins; null where everything is dated in the future, so that nothing is old. */
export function startOf(newestFirst: readonly Candidate[], span: Duration, { now, localTime }: RetentionClock): Instant | null {
  const latest = newestFirst.find(({ modifiedAt }) => modifiedAt <= now);
  return latest === undefined ? null : calendarBefore(latest.modifiedAt, span, localTime);
}

export function isAfter({ modifiedAt }: Candidate, start: Instant | null): boolean {
  return start === null || modifiedAt > start;
}
