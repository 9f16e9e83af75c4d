// Decides how many candidates are held while something is decided about all of them: by columns of numbers, one row for each.
//
// Why: a million checkpoints are a million objects all over the memory, and each rule that walks them in another order than they were
// made in waits for the memory at every step: 2.5 to 4 s. Each object is read once, in the order of the list; what orders and counts
// them then are numbers that lie side by side, and a set of checkpoints is a list of row numbers.

import type { CheckpointRole, Instant } from '../types.ts';
import type { Candidate } from './candidate.ts';

/** Numbers of rows, in an order that matters. */
export type Rows = Uint32Array<ArrayBuffer>;

export interface Columns {
  /** What the columns are made of. */
  readonly candidates: readonly Timed[];
  /** The modification time in nanoseconds, counted backwards so that rising is newest first: to the nearest 256 of them. */
  readonly age: Float64Array;
  /** NaN: the checkpoint does not say. */
  readonly step: Float64Array;
  readonly epoch: Float64Array;
  /** The step, or the epoch where there is no step. */
  readonly number: Float64Array;
  /** As in ROLES. */
  readonly role: Uint8Array;
}

export type Timed = Pick<Candidate, 'checkpoint' | 'modifiedAt'>;

export const ROLES: Readonly<Record<CheckpointRole, number>> = { regular: 0, best: 1, last: 2, final: 3 };

export function columnsOf(candidates: readonly Timed[]): Columns {
  const { length } = candidates;
  const column = (): Float64Array => new Float64Array(length);
  const [age, step, epoch, number] = [column(), column(), column(), column()];
  const role = new Uint8Array(length);
  for (let row = 0; row < length; row++) {
    const { checkpoint, modifiedAt } = candidates[row] as Timed;
    const own = checkpoint.step ?? Number.NaN;
    const its = checkpoint.epoch ?? Number.NaN;
    age[row] = 0 - Number(modifiedAt);
    step[row] = own;
    epoch[row] = its;
    number[row] = Number.isNaN(own) ? its : own;
    role[row] = ROLES[checkpoint.role];
  }
  return { candidates, age, step, epoch, number, role };
}

/** Whether `a` was modified more than so many nanoseconds after `b`. The times themselves are asked only where rounding could decide. */
export function isLaterBy({ age, candidates }: Columns, a: number, b: number, nanoseconds: number): boolean {
  const difference = numberAt(age, b) - numberAt(age, a);
  const rounding = (Math.abs(numberAt(age, a)) + Math.abs(numberAt(age, b))) * Number.EPSILON;
  if (Math.abs(difference - nanoseconds) > rounding) return difference > nanoseconds;
  return timeOf(candidates, a) - timeOf(candidates, b) > nanoseconds;
}

export function timeOf(candidates: Columns['candidates'], row: number): Instant {
  return (candidates[row] as Timed).modifiedAt;
}

/** What a column says of a row. */
export function numberAt(column: Float64Array, row: number): number {
  return column[row] as number;
}

export function rowAt(rows: Rows, index: number): number {
  return rows[index] as number;
}

/** 0, 1, 2, …: every row, in the order of the list. */
export function everyRow({ role: { length } }: Columns): Rows {
  const rows = new Uint32Array(length);
  for (let row = 0; row < length; row++) rows[row] = row;
  return rows;
}

/** In the same order; the same list where that is all of them. */
export function rowsWhere(rows: Rows, isIn: (row: number) => boolean): Rows {
  let count = 0;
  for (let index = 0; index < rows.length; index++) if (isIn(rowAt(rows, index))) count++;
  if (count === rows.length) return rows;
  if (count === 0) return NO_ROWS;
  const some = new Uint32Array(count);
  let next = 0;
  for (let index = 0; index < rows.length; index++) {
    const row = rowAt(rows, index);
    if (isIn(row)) some[next++] = row;
  }
  return some;
}

const NO_ROWS: Rows = new Uint32Array(0);
