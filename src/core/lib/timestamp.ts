// Writes a moment as `{timestamp}` in a name: YYYYMMDD_HHMMSS on the clock of the place, as the seed's `date +%Y%m%d_%H%M%S` does.

import type { Instant } from '../types/primitives.ts';
import type { LocalTime } from './calendar.ts';

const NS_PER_SECOND = 1_000_000_000n;
const SECONDS_PER_DAY = 86_400n;

export function timestampText(at: Instant, localTime: LocalTime): string {
  const { year, month, day, offset } = localTime(at);
  const seconds = at / NS_PER_SECOND + BigInt(offset);
  const ofDay = Number(((seconds % SECONDS_PER_DAY) + SECONDS_PER_DAY) % SECONDS_PER_DAY);
  const two = (number: number): string => String(number).padStart(2, '0');
  const clock = [Math.floor(ofDay / 3600), Math.floor(ofDay / 60) % 60, ofDay % 60].map(two).join('');
  return `${String(year).padStart(4, '0')}${two(month)}${two(day)}_${clock}`;
}
