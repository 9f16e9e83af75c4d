// Decides which hour, day, week, month or year a moment belongs to: one number each, as restic makes them.

import type { Period } from '../../types.ts';
import type { LocalFields } from '../local-time.ts';

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
