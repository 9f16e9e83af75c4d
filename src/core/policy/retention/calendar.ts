// Decides which hour, day, week, month or year a moment belongs to: one number each, as restic makes them.

import type { Period } from '../../types.ts';
import type { LocalFields, LocalTime } from '../local-time.ts';

/** Equal for two moments of one period, in the calendar of the place. The hour that a change of clocks repeats is one hour. */
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

export const NS_PER_HOUR = 3600e9;
/** More than any time is rounded by below 2^62 ns, the year 2116; beyond, nothing is said. */
const ROUNDING_NS = 1024;

/**
 * Times after this and up to `at` lie in the hour of `at`, in nanoseconds since 1970; infinite where that is not known. Two moments of
 * one hour and one offset have no change of clocks between them.
 */
export function hourStart(at: number, fields: LocalFields, localTime: LocalTime): number {
  if (Math.abs(at) > 2 ** 62) return Number.POSITIVE_INFINITY;
  const offset = fields.offset * 1e9;
  const start = Math.floor((at + offset) / NS_PER_HOUR) * NS_PER_HOUR - offset + ROUNDING_NS;
  const first = localTime(BigInt(start));
  const isSame = first.offset === fields.offset && periodKey('hourly', first) === periodKey('hourly', fields);
  return isSame ? start : Number.POSITIVE_INFINITY;
}
