// Decides which periods end between two moments: hour, day, week, month, year, in the calendar of a place, as restic tells them apart.

import { civilOf, type OffsetAt } from '../../lib/calendar.ts';
import { wholeSeconds } from '../../lib/exact-time.ts';
import type { Period } from '../../types/project.ts';

/** One bit each. */
export const PERIOD_BITS: Readonly<Record<Period, number>> = { hourly: 1, daily: 2, weekly: 4, monthly: 8, yearly: 16 };
export const EVERY_PERIOD = 31;

/** The hours since 1970 by the clock on the wall. An hour that a change of clocks repeats is one hour. */
export function hoursAt(nearest: number, rounding: number, offsetAt: OffsetAt): number {
  const seconds = wholeSeconds(nearest, rounding);
  return Math.floor((seconds + offsetAt(seconds)) / 3600);
}

/** Of two hours: the bits of the periods that they do not have in common. */
export function periodsBetween(hours: number, others: number): number {
  if (hours === others) return 0;
  const [day, other] = [Math.floor(hours / 24), Math.floor(others / 24)];
  if (day === other) return PERIOD_BITS.hourly;
  const [date, otherDate] = [civilOf(day), civilOf(other)];
  const areOfOneYear = date.year === otherDate.year;
  return (
    PERIOD_BITS.hourly |
    PERIOD_BITS.daily |
    (weekOf(day) === weekOf(other) ? 0 : PERIOD_BITS.weekly) |
    (areOfOneYear && date.month === otherDate.month ? 0 : PERIOD_BITS.monthly) |
    (areOfOneYear ? 0 : PERIOD_BITS.yearly)
  );
}

/** ISO weeks begin on Monday, and day 0, 1970-01-01, was a Thursday. */
function weekOf(day: number): number {
  return Math.floor((day + 3) / 7);
}
