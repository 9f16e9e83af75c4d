// Decides what is told of what the rules have marked: which checkpoints stay, and the reasons of each when it is asked about.

import type { Reason } from '../../types/plan.ts';
import type { Rows } from '../candidate-columns.ts';
import { integers } from '../columns/typed-arrays.ts';
import type { RuleResult } from './rule-types.ts';

/** As a map of them would be, in the order of the list. */
export interface KeepReasons<T> extends Iterable<readonly [T, readonly Reason[]]> {
  readonly size: number;
  readonly has: (candidate: T) => boolean;
  /** Made anew each time. */
  readonly get: (candidate: T) => readonly Reason[] | undefined;
  /** The same by the place in the list. */
  readonly at: (row: number) => readonly Reason[] | undefined;
}

const GONE = -1;

/** `listed`: by place, where it is in the list. */
export function reasonsFrom<T>(candidates: readonly T[], listed: Rows, words: readonly RuleResult[]): KeepReasons<T> {
  const { placeOf, size } = placesOfKept(candidates.length, listed, words);
  const rowOf = rowsIn(candidates);
  const placeAt = (row: number): number => placeOf[row] ?? GONE;
  let alike: readonly Reason[] = [];
  const reasonsAt = (place: number): readonly Reason[] => {
    const all: Reason[] = [];
    for (const { marks, reason } of words) {
      const mark = marks[place] as number;
      if (mark !== 0) all.push(reason(mark, place));
    }
    // A rule that counts nothing says one thing of all: a million who keep it keep one list.
    if (all.length !== 1) return all;
    if (all[0] !== alike[0]) alike = all;
    return alike;
  };
  return {
    size,
    at: (row) => (placeAt(row) === GONE ? undefined : reasonsAt(placeAt(row))),
    has: (candidate) => placeAt(rowOf(candidate)) !== GONE,
    get: (candidate) => {
      const place = placeAt(rowOf(candidate));
      return place === GONE ? undefined : reasonsAt(place);
    },
    *[Symbol.iterator]() {
      for (const [row, candidate] of candidates.entries()) {
        const place = placeAt(row);
        if (place !== GONE) yield [candidate, reasonsAt(place)];
      }
    },
  };
}

function placesOfKept(length: number, listed: Rows, words: readonly RuleResult[]) {
  const placeOf = integers(length).fill(GONE);
  let size = 0;
  for (const { marks } of words) {
    for (let place = 0; place < marks.length; place++) {
      if (marks[place] === 0) continue;
      const row = listed[place] as number;
      if (placeOf[row] === GONE) size++;
      placeOf[row] = place;
    }
  }
  return { placeOf, size };
}

/** Nearly always one is asked about after the other, in the order of the list: a map of a million takes longer than the rules. */
function rowsIn<T>(candidates: readonly T[]): (candidate: T) => number {
  let last = 0;
  let rows: ReadonlyMap<T, number> | null = null;
  return (candidate) => {
    if (candidates[last] === candidate) return last;
    const next = last + 1 < candidates.length ? last + 1 : 0;
    if (candidates[next] === candidate) last = next;
    else {
      rows ??= new Map(candidates.map((each, row) => [each, row]));
      last = rows.get(candidate) ?? candidates.length;
    }
    return last;
  };
}
