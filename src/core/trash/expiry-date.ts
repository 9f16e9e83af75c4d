// Decides until when the trash keeps an operation: as long after it as `trash.keep` says.

import { cutoff } from '../lib/quantities.ts';
import type { Duration, Instant } from '../types/primitives.ts';

/** `cutoff` goes back in time; a negative duration goes forward, by the same calendar. */
export function trashedUntil(startedAt: Instant, keep: Duration): Instant {
  return cutoff(startedAt, { years: -keep.years, months: -keep.months, days: -keep.days, seconds: -keep.seconds });
}
