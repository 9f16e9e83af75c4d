// Decides which period a moment lies in: hour, day, week, month or year, in the calendar of a place, as restic tells them apart.

import type { LocalFields } from '../../lib/calendar.ts';
import type { Period } from '../../types/project.ts';

/** Equal for two moments of one period. The hour that a change of clocks repeats is one hour. */
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
