// Decides the order by time: newest first, and what comes first where two times are equal, so that the order of the input never counts.

import type { Candidate } from '../candidate.ts';
import {
  type Columns,
  columnsOf,
  everyRow,
  type Grouped,
  numberAt,
  type Rows,
  rowAt,
  stepOrEpoch,
  type Timed,
} from '../candidate-columns.ts';
import { sortBy, sortRows } from '../sort-rows.ts';
import { sortByText } from '../sort-texts.ts';

type Named = Pick<Candidate, 'path'>;

/** A copy. */
export function newestFirst<T extends Timed & Named>(candidates: readonly T[]): readonly T[] {
  const columns = columnsOf(candidates);
  const rows = everyRow(candidates);
  sortRows(rows, columns.age);
  orderTies({ rows, starts: Uint32Array.of(0, rows.length) }, columns, candidates);
  return Array.from(rows, (row) => candidates[row] as T);
}

/** In place, of rows by age in each group. Equal times: the higher number first, as the later of the two; then by path. */
export function orderTies({ rows, starts }: Grouped, columns: Columns, candidates: readonly Named[]): void {
  const sameAge = (a: number, b: number): boolean => numberAt(columns.age, a) === numberAt(columns.age, b);
  const act = (near: Rows): void => orderNear(near, columns, candidates);
  for (let group = 1; group < starts.length; group++) eachTie(rows, rowAt(starts, group - 1), rowAt(starts, group), sameAge, act);
}

/** Of times that only rounding may have made equal. */
function orderNear(near: Rows, columns: Columns, candidates: readonly Named[]): void {
  const rounding = (row: number): number => columns.rounding[row] as number;
  const number = (row: number): number => {
    const its = stepOrEpoch(columns, row);
    return Number.isNaN(its) ? -1 : its;
  };
  const path = (row: number): string => (candidates[row] as Named).path;
  sortBy(near, (row) => -rounding(row));
  eachTie(
    near,
    0,
    near.length,
    (a, b) => rounding(a) === rounding(b),
    (equal) => {
      sortBy(equal, (row) => -number(row));
      eachTie(
        equal,
        0,
        equal.length,
        (a, b) => number(a) === number(b),
        (same) => sortByText(same, path),
      );
    },
  );
}

/** Where two and more neighbours are equal. */
function eachTie(
  rows: Rows,
  from: number,
  to: number,
  isEqual: (a: number, b: number) => boolean,
  act: (equal: Rows) => void,
): void {
  let start = from;
  for (let index = from + 1; index <= to; index++) {
    if (index < to && isEqual(rowAt(rows, start), rowAt(rows, index))) continue;
    if (index - start > 1) act(rows.subarray(start, index));
    start = index;
  }
}
