// Decides the order by time: newest first, and what comes first where two times are equal, so that the order of the input never counts.

import type { Candidate } from './candidate.ts';
import {
  type Columns,
  columnsOf,
  everyRow,
  type Grouped,
  type Rows,
  rowAt,
  stepOrEpoch,
  type Timed,
} from './candidate-columns.ts';
import { sortRows } from './columns/sort-by-number.ts';
import { sortByText } from './columns/sort-by-text.ts';
import { doubles } from './columns/typed-arrays.ts';

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
  const keys = tieKeys(columns);
  const path = (row: number): string => (candidates[row] as Named).path;
  const byText = (same: Rows): void => sortByText(same, path);
  const byNumber = (equal: Rows): void => {
    sortRows(equal, keys.numbers());
    eachTie(equal, 0, equal.length, keys.numbers(), byText);
  };
  // Of times that only rounding may have made equal.
  const byRounding = (near: Rows): void => {
    if (haveOne(near, columns.rounding)) {
      byNumber(near);
      return;
    }
    sortRows(near, keys.roundings());
    eachTie(near, 0, near.length, keys.roundings(), byNumber);
  };
  for (let group = 1; group < starts.length; group++)
    eachTie(rows, rowAt(starts, group - 1), rowAt(starts, group), columns.age, byRounding);
}

/** By row, of all of them, once one is asked for: the smaller comes first. */
function tieKeys(columns: Columns): { readonly roundings: () => Float64Array; readonly numbers: () => Float64Array } {
  const { rounding } = columns;
  let roundings: Float64Array | null = null;
  let numbers: Float64Array | null = null;
  return {
    roundings: () => {
      if (roundings !== null) return roundings;
      roundings = doubles(rounding.length);
      for (let row = 0; row < rounding.length; row++) roundings[row] = 0 - (rounding[row] as number);
      return roundings;
    },
    numbers: () => {
      if (numbers !== null) return numbers;
      numbers = doubles(rounding.length);
      for (let row = 0; row < rounding.length; row++) {
        const number = stepOrEpoch(columns, row);
        numbers[row] = Number.isNaN(number) ? 1 : 0 - number;
      }
      return numbers;
    },
  };
}

function haveOne(rows: Rows, column: Int32Array): boolean {
  const first = column[rows[0] as number];
  for (let index = 1; index < rows.length; index++) if (column[rows[index] as number] !== first) return false;
  return true;
}

/** Where two and more neighbours have one key. */
function eachTie(rows: Rows, from: number, to: number, keys: Float64Array, act: (equal: Rows) => void): void {
  for (let start = from; start < to; ) {
    const key = keys[rows[start] as number];
    let end = start + 1;
    while (end < to && keys[rows[end] as number] === key) end++;
    if (end - start > 1) act(rows.subarray(start, end));
    start = end;
  }
}
