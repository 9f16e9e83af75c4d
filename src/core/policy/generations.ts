// Decides how many trainings a group of checkpoints comes from: neither its numbers nor its times can be trusted alone.
//
// By number, a fresh run in a used folder loses what it has just saved (transformers#37260, #28862; unsloth-zoo#782). By time, the
// newest goes wherever times are not those of the saves: network file systems, copies, a git checkout (transformers#26961, #27138,
// #11769). Where both orders agree there is one training. Where the numbers fall back while time goes on, another one has begun: a
// fresh run, a restart from an earlier step. The last of each is kept, and a person is told.

import { escapeText } from '../escape.ts';
import type { PathText, Warning } from '../types.ts';
import {
  type Columns,
  columnsOf,
  everyRow,
  isLaterBy,
  numberAt,
  type Rows,
  rowAt,
  rowsWhere,
  type Timed,
} from './candidate-columns.ts';
import { sortRows } from './sort-rows.ts';

/** Times this close say nothing: 1 s is what some file systems store, and what a checkout of a whole folder takes (as in transformers). */
const TOLERANCE_NS = 1e9;

export interface Generations {
  /** What the numbers count; `number` where some say steps and others epochs only. */
  readonly unit: 'step' | 'epoch' | 'number';
  /** By row. */
  readonly numberOf: Float64Array;
  /** One training after the other, from the oldest to the newest, each from its lowest number to its highest. */
  readonly numbered: Rows;
  /** Where in `numbered` each training begins. None where nothing has a number. */
  readonly starts: readonly number[];
  /** Newest first. */
  readonly unnumbered: Rows;
}

/** Expects `regular` ones, newest first (`retention/newest-first.ts`). */
export function generationsIn(newestFirst: Rows, columns: Columns): Generations {
  const unit = unitOf(newestFirst, columns);
  const numberOf = unit === 'epoch' ? columns.epoch : columns.number;
  // A copy, where it is all of them.
  const numbered = rowsWhere(newestFirst, (row) => !Number.isNaN(numberAt(numberOf, row)))
    .slice()
    .reverse();
  const unnumbered = rowsWhere(newestFirst, (row) => Number.isNaN(numberAt(numberOf, row)));
  const starts = whereNumbersFall(numbered, numberOf, columns);
  const generations = { unit, numberOf, numbered, starts, unnumbered };
  for (const [training, start] of starts.entries()) sortRows(numbered.subarray(start, endOf(generations, training)), numberOf);
  return generations;
}

/** The same of a list, newest first: the checkpoints of each training from its lowest number to its highest, the oldest training first. */
export function generationsOf<T extends Timed>(
  list: readonly T[],
): {
  readonly unit: Generations['unit'];
  readonly trainings: readonly (readonly Numbered<T>[])[];
  readonly unnumbered: readonly T[];
} {
  const columns = columnsOf(list);
  const generations = generationsIn(everyRow(columns), columns);
  const { unit, numberOf, numbered, starts, unnumbered } = generations;
  const candidate = (row: number): T => list[row] as T;
  const trainings = starts.map((start, training) =>
    Array.from(numbered.subarray(start, endOf(generations, training)), (row) => ({
      candidate: candidate(row),
      number: numberAt(numberOf, row),
    })),
  );
  return { unit, trainings, unnumbered: Array.from(unnumbered, (row) => candidate(row)) };
}

interface Numbered<T> {
  readonly candidate: T;
  readonly number: number;
}

/** Where in `numbered` a training has ended. */
export function endOf({ numbered, starts }: Generations, training: number): number {
  return starts[training + 1] ?? numbered.length;
}

/** For a screen: what a person should know where several trainings share a folder. `name` is the group's. */
export function generationWarnings(name: PathText, generations: Generations): readonly Warning[] {
  const { starts, numbered, numberOf, unit } = generations;
  if (starts.length < 2) return [];
  const start = starts.at(-1) ?? 0;
  const where = name === '.' ? 'this folder' : escapeText(name);
  const [before, after] = [start - 1, start].map((index) => numberAt(numberOf, rowAt(numbered, index)));
  const fall = `after ${unit} ${before} the newest begins at ${unit} ${after}`;
  return [{ text: `${starts.length} training runs seem to share ${where}: ${fall}; the last of each stays` }];
}

/** Steps where all have them, or epochs where all have those: 300 steps are not more than 3 epochs. */
function unitOf(rows: Rows, { step, epoch }: Columns): Generations['unit'] {
  let [steps, epochs] = [true, true];
  for (let index = 0; index < rows.length; index++) {
    const row = rowAt(rows, index);
    const noStep = Number.isNaN(numberAt(step, row));
    if (noStep === Number.isNaN(numberAt(epoch, row))) continue;
    if (noStep) steps = false;
    else epochs = false;
  }
  return steps ? 'step' : epochs ? 'epoch' : 'number';
}

/** Expects the oldest first. An equal number is no fall: `epoch=9-v1.ckpt` is another save of epoch 9. */
function whereNumbersFall(oldestFirst: Rows, numberOf: Float64Array, columns: Columns): readonly number[] {
  if (oldestFirst.length === 0) return [];
  const starts = [0];
  let highest = rowAt(oldestFirst, 0);
  for (let index = 1; index < oldestFirst.length; index++) {
    const next = rowAt(oldestFirst, index);
    if (numberAt(numberOf, next) >= numberAt(numberOf, highest)) highest = next;
    else if (isLaterBy(columns, next, highest, TOLERANCE_NS)) {
      starts.push(index);
      highest = next;
    }
  }
  return starts;
}
