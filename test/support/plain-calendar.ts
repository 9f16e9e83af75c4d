// The calendar as it is told: exact to the nanosecond, and asked about every moment. What `local-time.ts` and `retention/calendar.ts` have to come to.

import type { LocalFields, LocalTime } from '../../src/core/lib/calendar.ts';
import type { Duration, Instant } from '../../src/core/types/primitives.ts';
import type { Period } from '../../src/core/types/project.ts';

/** Equal for two moments of one period, as restic makes them. The hour that a change of clocks repeats is one hour. */
export function periodKey(period: Period, { year, month, day, hour, isoYear, isoWeek }: LocalFields): number {
  switch (period) {
    case 'hourly':
      return ((year * 100 + month) * 100 + day) * 100 + hour;
    case 'daily':
      return (year * 100 + month) * 100 + day;
    case 'weekly':
      return isoYear * 100 + isoWeek;
    case 'monthly':
      return year * 100 + month;
    case 'yearly':
      return year;
    default:
      return period satisfies never;
  }
}

/**
 * `duration` before `at`, as Go's `AddDate` and `Add` count it, which is how restic does: years, months and days by the calendar of
 * the place, then seconds exactly. A day that its month lacks runs over: one month before 31 March is 3 March (2 in a leap year). So
 * it is not monotone: a month before 1 April is 1 March, two days earlier than a month before the day before.
 */
export function calendarBefore(at: Instant, { years, months, days, seconds }: Duration, localTime: LocalTime): Instant {
  let start = at;
  if (years !== 0 || months !== 0 || days !== 0) {
    const { year, month, day, offset } = localTime(at);
    const nsOfDay = nsModulo(at + BigInt(offset) * NS_PER_SECOND, NS_PER_DAY);
    const wall = BigInt(daysTo(year - years, month - months, day) - days) * NS_PER_DAY + nsOfDay;
    // Go's way from a clock on the wall back to an instant: the offset there, taken for UTC, and once more with what came out.
    const guess = wall - BigInt(localTime(wall).offset) * NS_PER_SECOND;
    start = wall - BigInt(localTime(guess).offset) * NS_PER_SECOND;
  }
  return start - BigInt(seconds) * NS_PER_SECOND;
}

const NS_PER_SECOND = 1_000_000_000n;
const NS_PER_DAY = 86_400n * NS_PER_SECOND;
const DAYS_PER_ERA = 146_097;

/** Days from 1970-01-01 to a date of the Gregorian calendar; months below 1 and above 12 run over into other years. */
function daysTo(year: number, month: number, day: number): number {
  // Years begin in March, so that the day which some years lack is their last (Hinnant, "chrono-Compatible Low-Level Date Algorithms").
  const months = year * 12 + month - 3;
  const marchYear = Math.floor(months / 12);
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * modulo(months, 12) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * DAYS_PER_ERA + dayOfEra - 719_468;
}

function modulo(a: number, b: number): number {
  return a - Math.floor(a / b) * b;
}

function nsModulo(a: bigint, b: bigint): bigint {
  return ((a % b) + b) % b;
}
