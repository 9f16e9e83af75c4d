// Decides how many trainings a group of checkpoints comes from: neither its numbers nor its times can be trusted alone.
//
// By number, a fresh run in a used folder loses what it has just saved (transformers#37260, #28862; unsloth-zoo#782). By time, the
// newest goes wherever times are not those of the saves: network file systems, copies, a git checkout (transformers#26961, #27138,
// #11769). Where both orders agree there is one training. Where the numbers fall back while time goes on, another one has begun: a
// fresh run, a restart from an earlier step. The last of each is kept, and a person is told.

import { escapeText } from '../lib/escape.ts';
import type { PathText, Warning } from '../types/primitives.ts';
import {
  type Columns,
  columnsOf,
  everyRow,
  type Grouped,
  groupedWith,
  isLaterBy,
  numberAt,
  rowAt,
  stepOrEpoch,
  type Timed,
} from './candidate-columns.ts';
import { sortRows } from './columns/sort-by-number.ts';
import { bytes, counts, doubles } from './columns/typed-arrays.ts';

/** Times this close say nothing: 1 s is what some file systems store, and what a checkout of a whole folder takes (as in transformers). */
const TOLERANCE_SECONDS = 1;

/** Of many groups. */
export interface TrainingSessions {
  /** By group: what its numbers count, as a place in UNITS. */
  readonly units: Uint8Array;
  /** By row. NaN where it has none. */
  readonly numberOf: Float64Array;
  /** Group by group, one training after the other, from the oldest to the newest, each from its lowest number to its highest. */
  readonly numbered: Grouped['rows'];
  /** Where in `numbered` each training begins, and after the last where all end. */
  readonly starts: readonly number[];
  /** By group: the first of its trainings, and after the last how many there are. Groups where nothing has a number have none. */
  readonly trainings: Grouped['starts'];
  /** Newest first. */
  readonly unnumbered: Grouped;
}

/** `number`: where some say steps and others epochs only. */
const UNITS = ['step', 'epoch', 'number'] as const;
type Unit = (typeof UNITS)[number];

/** Expects `regular` ones, newest first in each group (`retention/newest-first.ts`). */
export function trainingSessionsIn(newestFirst: Grouped, columns: Columns): TrainingSessions {
  const { rows, starts: groups } = newestFirst;
  const units = bytes(groups.length - 1);
  const numberOf = doubles(columns.age.length);
  const hasNumber = bytes(columns.age.length);
  const numbered = counts(rows.length);
  const starts: number[] = [];
  const trainings = counts(groups.length);
  let count = 0;
  for (let group = 0; group < units.length; group++) {
    const [start, end] = [rowAt(groups, group), rowAt(groups, group + 1)];
    const unit = unitOf(newestFirst, start, end, columns);
    units[group] = UNITS.indexOf(unit);
    let highest = -1;
    for (let index = end - 1; index >= start; index--) {
      const row = rowAt(rows, index);
      const number = unit === 'epoch' ? numberAt(columns.epoch, row) : stepOrEpoch(columns, row);
      numberOf[row] = number;
      if (Number.isNaN(number)) continue;
      hasNumber[row] = 1;
      // An equal number is no fall: `epoch=9-v1.ckpt` is another save of epoch 9.
      const falls = highest >= 0 && number < numberAt(numberOf, highest);
      const begins = highest < 0 || (falls && isLaterBy(columns, row, highest, TOLERANCE_SECONDS));
      if (begins) starts.push(count);
      if (begins || !falls) highest = row;
      numbered[count++] = row;
    }
    trainings[group + 1] = starts.length;
  }
  starts.push(count);
  for (let training = 1; training < starts.length; training++)
    sortRows(numbered, numberOf, starts[training - 1], starts[training]);
  const unnumbered = groupedWith(newestFirst, hasNumber, 0);
  return { units, numberOf, numbered, starts, trainings, unnumbered };
}

/** The same of a list, newest first: the checkpoints of each training from its lowest number to its highest, the oldest training first. */
export function trainingSessionsOf<T extends Timed>(
  list: readonly T[],
): {
  readonly unit: Unit;
  readonly trainings: readonly (readonly Numbered<T>[])[];
  readonly unnumbered: readonly T[];
} {
  const { units, numberOf, numbered, starts, unnumbered } = trainingSessionsIn(
    { rows: everyRow(list), starts: Uint32Array.of(0, list.length) },
    columnsOf(list),
  );
  const candidate = (row: number): T => list[row] as T;
  const trainings = starts.slice(1).map((end, training) =>
    Array.from(numbered.subarray(starts[training], end), (row) => ({
      candidate: candidate(row),
      number: numberAt(numberOf, row),
    })),
  );
  return { unit: UNITS[units[0] ?? 0] ?? 'number', trainings, unnumbered: Array.from(unnumbered.rows, (row) => candidate(row)) };
}

interface Numbered<T> {
  readonly candidate: T;
  readonly number: number;
}

/** For a screen: what a person should know where several trainings share a folder. `name` is the group's, which comes from two at least. */
export function generationWarning(name: PathText, group: number, generations: TrainingSessions): Warning {
  const { units, numbered, numberOf, starts, trainings } = generations;
  const count = trainingsOf(generations, group);
  const unit = UNITS[units[group] ?? 0];
  const start = starts[rowAt(trainings, group + 1) - 1] ?? 0;
  const where = name === '.' ? 'this folder' : escapeText(name);
  const [before, after] = [start - 1, start].map((index) => numberAt(numberOf, rowAt(numbered, index)));
  const fall = `after ${unit} ${before} the newest begins at ${unit} ${after}`;
  return { text: `${count} training runs seem to share ${where}: ${fall}; the last of each stays` };
}

/** How many a group comes from. */
export function trainingsOf({ trainings }: TrainingSessions, group: number): number {
  return rowAt(trainings, group + 1) - rowAt(trainings, group);
}

/** Steps where all have them, or epochs where all have those: 300 steps are not more than 3 epochs. */
function unitOf({ rows }: Grouped, start: number, end: number, { step, epoch }: Columns): Unit {
  let steps = true;
  let epochs = true;
  for (let index = start; index < end; index++) {
    const row = rowAt(rows, index);
    const noStep = Number.isNaN(numberAt(step, row));
    if (noStep === Number.isNaN(numberAt(epoch, row))) continue;
    if (noStep) steps = false;
    else epochs = false;
  }
  return steps ? 'step' : epochs ? 'epoch' : 'number';
}
