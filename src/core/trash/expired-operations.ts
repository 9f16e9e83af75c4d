// Decides when the trash may let go of an operation: when it has been kept as long as `trash.keep` says, by times that agree. A clock that
// was wrong then (1970 before NTP, 2099), or is wrong now, must not empty the trash: an age that cannot be believed is none.

import { cutoff, olderThan } from '../lib/quantities.ts';
import type { Duration, Instant } from '../types/primitives.ts';
import { trashedUntil } from './expiry-date.ts';

const HOUR = 3_600_000_000_000n;
const DAY = 24n * HOUR;
/** What clocks of machines that share a disk differ by. */
const AGREES = HOUR;
/** There was no outputs before: 2025-01-01. Machines without a battery start in 1970, 2000 or when their firmware was built. */
export const FIRST = 1_735_689_600_000_000_000n;
/** A project may lie untouched for so long, besides `trash.keep`, before the clock is not believed at once. */
const UNTOUCHED = 90n * DAY;

/** What speaks of when something was moved to the trash. */
export interface Times {
  /** The operation's own word. */
  readonly startedAt: Instant;
  /** The newest change of its folders in the trash, and its last record. A copy or a restored backup has newer ones. */
  readonly changedAt: Instant | null;
  /** The newest record in the history that stands before its first one. */
  readonly toldBefore: Instant | null;
  /** When the trash was made, where the disk tells. */
  readonly trashMadeAt: Instant | null;
}

export interface TrashClock {
  readonly now: Instant;
  readonly keep: Duration;
  /** The first thing that happened here after a time in which nothing did: `leapIn`. */
  readonly leaptTo: Instant | null;
}

/**
 * `first`: before there was outputs. `future`: it, or the trash, is from a time to come. `history`, `trash`: the history, or the trash
 * itself, is older than it and yet newer. `items`: what it moved had changed after it.
 */
export type Doubt = 'first' | 'future' | 'history' | 'trash' | 'items';

/** `until`: at least. `leapt`: only because the clock leapt is it kept any longer. */
export type OperationAge =
  | { readonly is: 'expired'; readonly until: Instant }
  | { readonly is: 'kept'; readonly until: Instant; readonly leapt: boolean }
  | { readonly is: 'doubted'; readonly until: Instant; readonly why: Doubt };

export function operationAge(times: Times, clock: TrashClock): OperationAge {
  const { now, keep, leaptTo } = clock;
  const start = startOf(times);
  const why = doubtOf(times, clock);
  if (why !== null) return doubted(start, clock, why);
  const from = leaptTo !== null && leaptTo > start ? leaptTo : start;
  const until = trashedUntil(from, keep);
  if (olderThan(from, now, keep)) return { is: 'expired', until };
  return { is: 'kept', until, leapt: olderThan(start, now, keep) };
}

/** What an age comes to once the whole journal was read, which only tells what changed when it moved it. */
export function withItems(age: OperationAge, times: Times, clock: TrashClock, itemsChangedAt: Instant | null): OperationAge {
  const isEarlier = itemsChangedAt !== null && itemsChangedAt > times.startedAt + AGREES;
  return age.is === 'expired' && isEarlier ? doubted(startOf(times), clock, 'items') : age;
}

function doubted(start: Instant, { now, keep }: TrashClock, why: Doubt): OperationAge {
  return { is: 'doubted', until: trashedUntil(start > now ? start : now, keep), why };
}

/** A copy, a restored backup and an undo of a part begin anew. */
function startOf({ startedAt, changedAt }: Times): Instant {
  return changedAt !== null && changedAt > startedAt + AGREES ? changedAt : startedAt;
}

function doubtOf(times: Times, { now, keep }: TrashClock): Doubt | null {
  const { startedAt, toldBefore, trashMadeAt } = times;
  const start = startOf(times);
  const isBelied = (by: Instant | null, time: Instant): boolean => by !== null && by <= now && by > time + AGREES;
  if (startedAt < FIRST) return 'first';
  if (startedAt > now || (start > now + AGREES && olderThan(startedAt, now, keep))) return 'future';
  if (isBelied(toldBefore, startedAt)) return 'history';
  return isBelied(trashMadeAt, start) ? 'trash' : null;
}

/**
 * Where the clock seems to have leapt: the first of `seen` (`now` among them) after the last gap that is longer than `trash.keep` and 90
 * days; null where there is none. Nobody can tell a wrong clock from a project that nobody touched, so ages begin anew there.
 */
export function leapIn(seen: readonly Instant[], { now, keep }: Pick<TrashClock, 'now' | 'keep'>): Instant | null {
  return lastGap(seen, now, now - cutoff(now, keep) + UNTOUCHED)?.to ?? null;
}

export interface Gap {
  readonly from: Instant;
  readonly to: Instant;
}

/** The last time longer than `longest` in which nothing happened; `now` counts as something that happens. */
export function lastGap(seen: readonly Instant[], now: Instant, longest: bigint): Gap | null {
  const times = [...seen.filter((time) => time <= now), now].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const at = times.findLastIndex((time, n) => n > 0 && time - (times[n - 1] ?? time) > longest);
  const [from, to] = [times[at - 1], times[at]];
  return from === undefined || to === undefined ? null : { from, to };
}

/** A clause about the operation. */
export function doubtText(why: Doubt): string {
  switch (why) {
    case 'first':
      return 'says that it is older than outputs itself';
    case 'future':
      return 'is from the future';
    case 'history':
      return 'says that it is older than what the history tells before it';
    case 'trash':
      return 'is older than the trash that it lies in';
    case 'items':
      return 'says that it is older than what it moved';
    default:
      return why satisfies never;
  }
}

/** What becomes of an operation. `tell`: it has expired, undo could not bring all of it back, and nobody was told yet. */
export type Fate = 'free' | 'tell' | 'keep';

/** Its age begins anew with the record that somebody was told: also where undo could bring it back by then, as they may have seen to that. */
export function fateOf(
  age: OperationAge,
  { wasTold, isReturnable }: { readonly wasTold: boolean; readonly isReturnable: () => boolean },
): Fate {
  if (age.is !== 'expired') return 'keep';
  return wasTold || isReturnable() ? 'free' : 'tell';
}
