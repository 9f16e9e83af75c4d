// Decides which operations the trash may let go of: those that have been kept as long as `trash.keep` says.
// A clock that is wrong must not empty the trash: where time seems to have gone backwards, nothing expires.

import { olderThan } from '../policy/quantity.ts';
import type { Duration, Instant } from '../types.ts';

export interface Kept {
  readonly id: string;
  readonly startedAt: Instant;
}

export interface Expiry<T extends Kept> {
  readonly expired: readonly T[];
  /** An operation from the future: either its clock was wrong or ours is, so no age can be trusted. */
  readonly fromTheFuture: T | null;
}

export function expiredOf<T extends Kept>(operations: readonly T[], keep: Duration, now: Instant): Expiry<T> {
  const fromTheFuture = operations.find(({ startedAt }) => startedAt > now) ?? null;
  if (fromTheFuture !== null) return { expired: [], fromTheFuture };
  return { expired: operations.filter(({ startedAt }) => olderThan(startedAt, now, keep)), fromTheFuture };
}
