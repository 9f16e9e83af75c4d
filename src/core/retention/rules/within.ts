// Keeps what is newer than a time before the newest checkpoint, exactly as restic counts it.
//
// Not before now: a training that ended a year ago keeps its last week. A checkpoint dated in the future is no newest, and is kept.

import { secondsBack } from '../../lib/calendar.ts';
import { isAfter, roundingOf, wholeSeconds } from '../../lib/exact-time.ts';
import { formatDuration } from '../../lib/quantities.ts';
import type { Duration } from '../../types/primitives.ts';
import type { KeepRules } from '../../types/project.ts';
import type { RetentionClock } from '../candidate.ts';
import { type Grouped, isLaterBy, numberAt, type Rows, rowAt } from '../candidate-columns.ts';
import { bytes, counts } from '../columns/typed-arrays.ts';
import type { Ranks, RuleResult } from './rule-types.ts';

export function keepWithin(ranks: Ranks, { within }: KeepRules, clock: RetentionClock): readonly RuleResult[] {
  if (within === undefined || isZero(within)) return [];
  const { starts } = ranks.groups;
  const marks = bytes(ranks.listed.length);
  for (const [group, end] of endsWithin(ranks.groups, within, ranks, clock).entries()) marks.fill(1, starts[group], end);
  const reason = { code: 'within', limit: formatDuration(within) } as const;
  return [{ marks, reason: () => reason }];
}

export function isZero({ years, months, days, seconds }: Duration): boolean {
  return years === 0 && months === 0 && days === 0 && seconds === 0;
}

/** Where those end that are strictly newer, in `some` of each group. Where everything is dated in the future, nothing is old. */
export function endsWithin({ rows, starts }: Grouped, span: Duration, ranks: Ranks, { now }: RetentionClock): Rows {
  const { columns, groups, offsetAt } = ranks;
  const { age, rounding } = columns;
  const nearest = Number(now);
  const rest = roundingOf(now, nearest);
  const isFuture = (place: number): boolean => isAfter(-numberAt(age, place), rounding[place] as number, nearest, rest, 0);
  const ends = counts(starts.length - 1);
  for (let group = 0; group < ends.length; group++) {
    const [start, end] = [rowAt(starts, group), rowAt(starts, group + 1)];
    const first = rowAt(groups.starts, group);
    const beyond = rowAt(groups.starts, group + 1);
    const latest = firstWhere(first, beyond, isFuture);
    if (latest === beyond) ends[group] = end;
    else {
      const seconds = secondsBack(wholeSeconds(-numberAt(age, latest), rounding[latest] as number), span, offsetAt);
      ends[group] = firstWhere(start, end, (index) => isLaterBy(columns, rowAt(rows, index), latest, -seconds));
    }
  }
  return ends;
}

/** The first of which something no longer holds: rows are newest first, so it is looked for by halves. */
function firstWhere(start: number, end: number, holds: (index: number) => boolean): number {
  let [newer, older] = [start, end];
  while (newer < older) {
    const middle = (newer + older) >>> 1;
    if (holds(middle)) newer = middle + 1;
    else older = middle;
  }
  return newer;
}
