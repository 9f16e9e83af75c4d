// Keeps what is newer than a time before the newest checkpoint, exactly as restic counts it.
//
// Not before now: a training that ended a year ago keeps its last week. A checkpoint dated in the future is no newest, and is kept.

import type { Duration, Instant, KeepRules } from '../../types.ts';
import type { Candidate, Clock } from '../candidate.ts';
import { calendarBefore } from '../local-time.ts';
import { formatDuration } from '../quantity.ts';
import type { Keep, Ranks } from './rule.ts';

export function keepWithin<T extends Candidate>({ usable }: Ranks<T>, { within }: KeepRules, clock: Clock, keep: Keep<T>): void {
  if (within === undefined || isZero(within)) return;
  const reason = { code: 'within', limit: formatDuration(within) } as const;
  const start = startOf(usable, within, clock);
  for (const candidate of usable) {
    if (!isAfter(candidate, start)) break;
    keep(candidate, reason);
  }
}

export function isZero({ years, months, days, seconds }: Duration): boolean {
  return years === 0 && months === 0 && days === 0 && seconds === 0;
}

/** Null where everything is dated in the future: then nothing is old. */
export function startOf(usable: readonly Candidate[], span: Duration, { now, localTime }: Clock): Instant | null {
  const latest = usable.find(({ modifiedAt }) => modifiedAt <= now);
  return latest === undefined ? null : calendarBefore(latest.modifiedAt, span, localTime);
}

/** Strictly. */
export function isAfter({ modifiedAt }: Candidate, start: Instant | null): boolean {
  return start === null || modifiedAt > start;
}
