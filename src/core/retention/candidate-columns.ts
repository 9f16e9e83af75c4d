// Decides how many candidates are held while something is decided about all of them: by columns of numbers, one row for each.
//
// Why: a million checkpoints are a million objects all over the memory, and each rule that walks them in another order than they were
// made in waits for the memory at every step: 2.5 to 4 s. Each object is read once, in the order of the list; what orders and counts
// them then are numbers that lie side by side, and a set of checkpoints is a list of row numbers.

import { isAfter, roundingOf } from '../lib/exact-time.ts';
import type { CheckpointRole } from '../types/checkpoints.ts';
import type { Candidate } from './candidate.ts';
import { bytes, counts, doubles, integers } from './columns/typed-arrays.ts';

/** Numbers of rows, in an order that matters. */
export type Rows = Uint32Array;

export interface Columns {
  /** The modification time in nanoseconds, counted backwards so that rising is newest first: to the nearest 256 of them. */
  readonly age: Float64Array;
  /** What that lost (`exact-time.ts`). */
  readonly rounding: Int32Array;
  /** NaN: the checkpoint does not say. */
  readonly step: Float64Array;
  readonly epoch: Float64Array;
  /** As in ROLES. */
  readonly role: Uint8Array;
  /** 1 for what could be loaded, 0 for what is incomplete. */
  readonly usable: Uint8Array;
}

export type Timed = Pick<Candidate, 'checkpoint' | 'modifiedAt' | 'completeness'>;

export const ROLES: Readonly<Record<CheckpointRole, number>> = { regular: 0, best: 1, last: 2, final: 3 };

export function columnsOf(candidates: readonly Timed[]): Columns {
  const { length } = candidates;
  const column = () => doubles(length);
  const [age, step, epoch] = [column(), column(), column()];
  const rounding = integers(length);
  const [role, usable] = [bytes(length), bytes(length)];
  for (let row = 0; row < length; row++) {
    const { checkpoint, modifiedAt, completeness } = candidates[row] as Timed;
    const nearest = Number(modifiedAt);
    age[row] = 0 - nearest;
    rounding[row] = roundingOf(modifiedAt, nearest);
    step[row] = checkpoint.step ?? Number.NaN;
    epoch[row] = checkpoint.epoch ?? Number.NaN;
    role[row] = checkpoint.role === 'regular' ? ROLES.regular : ROLES[checkpoint.role];
    usable[row] = completeness === 'incomplete' ? 0 : 1;
  }
  return { age, rounding, step, epoch, role, usable };
}

/** What a column says of a row. */
export function numberAt(column: Float64Array, row: number): number {
  return column[row] as number;
}

/** Whether `a` was modified more than so many whole seconds after `b`. */
export function isLaterBy({ age, rounding }: Columns, a: number, b: number, seconds: number): boolean {
  return isAfter(-numberAt(age, a), rounding[a] as number, -numberAt(age, b), rounding[b] as number, seconds);
}

/** The step, or the epoch where there is no step; NaN where there is neither. */
export function stepOrEpoch({ step, epoch }: Columns, row: number): number {
  const own = numberAt(step, row);
  return Number.isNaN(own) ? numberAt(epoch, row) : own;
}

export function rowAt(rows: Rows, index: number): number {
  return rows[index] as number;
}

/** 0, 1, 2, …: every row, in the order of the list. */
export function everyRow({ length }: { readonly length: number }): Rows {
  const rows = counts(length);
  for (let row = 0; row < length; row++) rows[row] = row;
  return rows;
}

/** In the same order; the same list where that is all of them. */
export function rowsWhere(rows: Rows, isIn: (row: number) => boolean): Rows {
  let count = 0;
  for (let index = 0; index < rows.length; index++) if (isIn(rowAt(rows, index))) count++;
  if (count === rows.length) return rows;
  const some = counts(count);
  let next = 0;
  for (let index = 0; index < rows.length && next < count; index++) {
    const row = rowAt(rows, index);
    if (isIn(row)) some[next++] = row;
  }
  return some;
}

/**
 * The same of what a column says so of, asked of no function: V8 forgets what it has made of a loop as soon as the loop calls another
 * one, and 100,000 rows are too few to make that good again.
 */
export function rowsWith(rows: Rows, column: Uint8Array, value: number): Rows {
  let count = 0;
  for (let index = 0; index < rows.length; index++) if (column[rows[index] as number] === value) count++;
  if (count === rows.length) return rows;
  const some = counts(count);
  let next = 0;
  for (let index = 0; index < rows.length && next < count; index++) {
    const row = rows[index] as number;
    if (column[row] === value) some[next++] = row;
  }
  return some;
}

/** Rows group by group. */
export interface Grouped {
  readonly rows: Rows;
  /** Where each group begins, and after the last where all end. */
  readonly starts: Rows;
}

/** The same groups, of which some may hold nothing now. */
export function groupedWith({ rows, starts }: Grouped, column: Uint8Array, value: number): Grouped {
  const some = rowsWith(rows, column, value);
  if (some.length === rows.length) return { rows, starts };
  const its = counts(starts.length);
  let count = 0;
  for (let group = 1; group < starts.length; group++) {
    const end = rowAt(starts, group);
    for (let index = rowAt(starts, group - 1); index < end; index++) if (column[rowAt(rows, index)] === value) count++;
    its[group] = count;
  }
  return { rows: some, starts: its };
}
