// Decides the order by time: newest first, and what comes first where two times are equal, so that the order of the input never counts.

import type { Instant } from '../../types.ts';
import type { Candidate } from '../candidate.ts';
import { type Columns, columnsOf, everyRow, numberAt, type Rows, rowAt, type Timed, timeOf } from '../candidate-columns.ts';
import { sortRows } from '../sort-rows.ts';

type Named = Pick<Candidate, 'path'>;

/** A copy. */
export function newestFirst<T extends Timed & Named>(candidates: readonly T[]): readonly T[] {
  const columns = columnsOf(candidates);
  const rows = everyRow(columns);
  sortRows(rows, columns.age);
  orderTies(rows, columns, candidates);
  return Array.from(rows, (row) => candidates[row] as T);
}

/** In place, of rows by age. Equal times: the higher number first, as the later of the two; then by path. */
export function orderTies(rows: Rows, columns: Columns, candidates: readonly Named[]): void {
  eachTie(
    rows,
    (a, b) => numberAt(columns.age, a) === numberAt(columns.age, b),
    (near) => orderNear(near, columns, candidates),
  );
}

/** Of times that only rounding may have made equal. */
function orderNear(near: Rows, columns: Columns, candidates: readonly Named[]): void {
  const time = (row: number): Instant => timeOf(columns.candidates, row);
  const first = time(rowAt(near, 0));
  if (!near.every((row) => time(row) === first)) near.sort((a, b) => (time(a) > time(b) ? -1 : time(a) < time(b) ? 1 : 0));
  eachTie(
    near,
    (a, b) => time(a) === time(b),
    (equal) => {
      sortRows(equal, fallingNumbers(columns));
      eachTie(
        equal,
        (a, b) => numberOf(columns, a) === numberOf(columns, b),
        (same) => sortByPath(same, candidates),
      );
    },
  );
}

/** Where two and more neighbours are equal. */
function eachTie(rows: Rows, isEqual: (a: number, b: number) => boolean, act: (equal: Rows) => void): void {
  let start = 0;
  for (let index = 1; index <= rows.length; index++) {
    if (index < rows.length && isEqual(rowAt(rows, start), rowAt(rows, index))) continue;
    if (index - start > 1) act(rows.subarray(start, index));
    start = index;
  }
}

function numberOf({ number }: Columns, row: number): number {
  const its = numberAt(number, row);
  return Number.isNaN(its) ? -1 : its;
}

const falling = new WeakMap<Columns, Float64Array>();

/** Of columns in which times are equal: most often of none. */
function fallingNumbers(columns: Columns): Float64Array {
  const known = falling.get(columns);
  if (known !== undefined) return known;
  const keys = columns.number.map((_, row) => 0 - numberOf(columns, row));
  falling.set(columns, keys);
  return keys;
}

/** By UTF-16 unit, which needs no loop of ours: nothing is listed in this order. */
function sortByPath(rows: Rows, candidates: readonly Named[]): void {
  const pathOf = (row: number): string => (candidates[row] as Named).path;
  // Most often they are: a scan goes by name.
  if (rows.every((row, index) => index === 0 || pathOf(rowAt(rows, index - 1)) < pathOf(row))) return;
  rows.sort((a, b) => (pathOf(a) < pathOf(b) ? -1 : pathOf(a) > pathOf(b) ? 1 : 0));
}
