// Keeps what is newer than a time before the newest checkpoint, exactly as restic counts it.
//
// Not before now: a training that ended a year ago keeps its last week. A checkpoint dated in the future is no newest, and is kept.

import type { Duration, Instant, KeepRules } from '../../types.ts';
import type { Clock } from '../candidate.ts';
import { type Rows, rowAt, timeOf } from '../candidate-columns.ts';
import { calendarBefore } from '../local-time.ts';
import { formatDuration } from '../quantity.ts';
import type { Keep, Ranks } from './rule.ts';

export function keepWithin(ranks: Ranks, { within }: KeepRules, clock: Clock, keep: Keep): void {
  if (within === undefined || isZero(within)) return;
  const { usable } = ranks;
  const reason = { code: 'within', limit: formatDuration(within) } as const;
  const end = countAfter(usable, startOf(ranks, within, clock), ranks);
  for (let index = 0; index < end; index++) keep(rowAt(usable, index), reason);
}

export function isZero({ years, months, days, seconds }: Duration): boolean {
  return years === 0 && months === 0 && days === 0 && seconds === 0;
}

/** Null where everything is dated in the future: then nothing is old. */
export function startOf(ranks: Ranks, span: Duration, { now, localTime }: Clock): Instant | null {
  const { usable } = ranks;
  const latest = usable[countAfter(usable, now, ranks)];
  return latest === undefined ? null : calendarBefore(timeOf(ranks.candidates, latest), span, localTime);
}

/** How many of the first ones are strictly newer: the rows are newest first, so it is looked for by halves. */
export function countAfter(rows: Rows, start: Instant | null, { candidates }: Pick<Ranks, 'candidates'>): number {
  let [newer, older] = [0, rows.length];
  if (start === null) return older;
  while (newer < older) {
    const middle = (newer + older) >>> 1;
    if (timeOf(candidates, rowAt(rows, middle)) > start) newer = middle + 1;
    else older = middle;
  }
  return newer;
}
