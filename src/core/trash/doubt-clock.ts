// Decides whether the clock can be believed by what goes by age. By a clock of 2099 every log is too old, and nothing is young enough to be spared.

import type { Instant } from '../types/primitives.ts';
import { FIRST, type Gap, lastGap } from './expired-operations.ts';

const DAY = 86_400_000_000_000n;
/** Nobody leaves a project alone for so long and then lets a rule of days decide. */
const NEVER_SO_LONG = 5n * 366n * DAY;
/** After so long under one clock it is taken to be right. */
const SETTLED = 30n * DAY;

export type ClockDoubt = { readonly why: 'early' } | ({ readonly why: 'late' } & Gap);

/**
 * `seen`: when something happened in the project. Not only the newest counts: a training that runs under the same wrong clock writes first.
 * Times before there was outputs count as its first day: archives are unpacked with times of 1970, and clocks were wrong before.
 */
export function clockDoubt(seen: readonly Instant[], now: Instant): ClockDoubt | null {
  if (now < FIRST) return { why: 'early' };
  const since = [...seen.filter((time) => time >= FIRST), ...(seen.some((time) => time < FIRST) ? [FIRST] : [])];
  const gap = lastGap(since, now, NEVER_SO_LONG);
  return gap !== null && now - gap.to < SETTLED ? { why: 'late', ...gap } : null;
}
