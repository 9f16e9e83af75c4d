// Decides how a time of nanoseconds is kept in two numbers, exactly: the nearest double, and what rounding to it took away.
//
// A million BigInts take longer to find in the memory, to compare and to divide than all that retention does. A double is off by less
// than 2^30 for 10^7 years around 1970, so that the last 32 bits, in which JavaScript can count, tell what is missing.

import type { Instant } from '../types/primitives.ts';

const NS_PER_SECOND = 1e9;
const bits = new DataView(new ArrayBuffer(8));

/** In nanoseconds. `nearest`: the time as a double. */
export function roundingOf(time: Instant, nearest: number): number {
  bits.setBigInt64(0, time);
  return (bits.getInt32(4) - (nearest | 0)) | 0;
}

/** Whole seconds since 1970, rounded down. */
export function wholeSeconds(nearest: number, rounding: number): number {
  const seconds = Math.floor(nearest / NS_PER_SECOND);
  const rest = ((nearest | 0) + rounding - Math.imul(seconds, NS_PER_SECOND)) | 0;
  return rest < 0 ? seconds - 1 : rest >= NS_PER_SECOND ? seconds + 1 : seconds;
}

/** Differences of doubles that are greater are not made by rounding. */
const ROUNDED = 2 ** 30;

/** Whether one time is more than so many whole seconds after another. */
export function isAfter(nearest: number, rounding: number, other: number, otherRounding: number, seconds: number): boolean {
  const beyond = nearest - other - seconds * NS_PER_SECOND;
  if (beyond > ROUNDED || beyond < -ROUNDED) return beyond > 0;
  const apart = (nearest | 0) + rounding - ((other | 0) + otherRounding);
  return ((apart - Math.imul(seconds, NS_PER_SECOND)) | 0) > 0;
}
