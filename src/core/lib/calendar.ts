// Decides what the calendar of a place says at an instant, and when a calendar duration before it was. The place is an argument.

import type { Duration, Instant } from '../types/primitives.ts';

/** What a calendar on the wall says, and how far its clock is ahead of UTC. */
export interface LocalFields {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  /** The year that the ISO week belongs to: 2027-01-01 is in week 53 of 2026. */
  readonly isoYear: number;
  readonly isoWeek: number;
  /** Seconds east of UTC. */
  readonly offset: number;
}

export type LocalTime = (at: Instant) => LocalFields;

export const UTC: LocalTime = localTimeBy(() => 0);

/**
 * `secondsEastAt` says what the place adds to UTC at so many milliseconds since 1970, as `-60 * new Date(ms).getTimezoneOffset()`
 * does. Where it knows nothing (NaN: beyond the year 275760, which a damaged inode can say) UTC counts.
 */
export function localTimeBy(secondsEastAt: (milliseconds: number) => number): LocalTime {
  // Asked about one moment after another, most often of one day.
  let last: Day | null = null;
  let lastDays = 0;
  return (at) => {
    const utc = secondsOf(at);
    const offset = Math.round(secondsEastAt(utc * 1000)) || 0;
    const seconds = utc + offset;
    const days = Math.floor(seconds / SECONDS_PER_DAY);
    const its = last !== null && days === lastDays ? last : dayOf(days);
    [last, lastDays] = [its, days];
    const { year, month, day, isoYear, isoWeek } = its;
    return { year, month, day, hour: Math.floor((seconds - days * SECONDS_PER_DAY) / 3600), isoYear, isoWeek, offset };
  };
}

type Day = Omit<LocalFields, 'hour' | 'offset'>;

/** ISO 8601: a week begins on Monday and belongs to the year of its Thursday. Day 0, 1970-01-01, was a Thursday. */
function dayOf(days: number): Day {
  const thursday = days - modulo(days + 3, 7) + 3;
  const { year, month, day } = civilOf(days);
  const isoYear = thursday < daysTo(year, 1, 1) ? year - 1 : thursday < daysTo(year + 1, 1, 1) ? year : year + 1;
  return { year, month, day, isoYear, isoWeek: Math.floor((thursday - daysTo(isoYear, 1, 1)) / 7) + 1 };
}

/**
 * `duration` before `at`, as Go's `AddDate` and `Add` count it, which is how restic does: years, months and days by the calendar of
 * the place, then seconds exactly. A day that its month lacks runs over: one month before 31 March is 3 March (2 March in a leap year).
 * So a later `at` can give an earlier result: one month before 1 April is 1 March.
 */
export function calendarBefore(at: Instant, { years, months, days, seconds }: Duration, localTime: LocalTime): Instant {
  let start = at;
  if (years !== 0 || months !== 0 || days !== 0) {
    const { year, month, day, offset } = localTime(at);
    const nsOfDay = nsModulo(at + BigInt(offset) * NS_PER_SECOND, NS_PER_DAY);
    const wall = BigInt(daysTo(year - years, month - months, day) - days) * NS_PER_DAY + nsOfDay;
    // Turns the wall time into an instant as Go does: uses the offset at that time read as UTC, then the offset at the result.
    const guess = wall - BigInt(localTime(wall).offset) * NS_PER_SECOND;
    start = wall - BigInt(localTime(guess).offset) * NS_PER_SECOND;
  }
  return start - BigInt(seconds) * NS_PER_SECOND;
}

const NS_PER_SECOND = 1_000_000_000n;
const SECONDS_PER_DAY = 86_400;
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

/** Of so many days since 1970. */
function civilOf(days: number): { readonly year: number; readonly month: number; readonly day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const dayOfEra = shifted - era * DAYS_PER_ERA;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    year: era * 400 + yearOfEra + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  };
}

function modulo(a: number, b: number): number {
  return a - Math.floor(a / b) * b;
}

function nsModulo(a: bigint, b: bigint): bigint {
  return ((a % b) + b) % b;
}

/** Whole seconds since 1970, rounded down. A million BigInt divisions take a quarter of a second, so it is asked only where it matters. */
function secondsOf(at: Instant): number {
  const about = Number(at) / 1e9;
  const whole = Math.floor(about);
  const isClear = about - whole > 1e-5 && about - whole < 1 - 1e-5 && Math.abs(about) < 1e10;
  return isClear ? whole : Number((at - nsModulo(at, NS_PER_SECOND)) / NS_PER_SECOND);
}
