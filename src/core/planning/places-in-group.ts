// Decides where each checkpoint stands among those of its group: how many are newer, and of which training it is.
//
// By time, but the numbered ones of a training are in the order of their numbers: they share the places in time that they have together.

import type { Candidate } from '../policy/candidate.ts';
import { columnsOf, everyRow, numberAt, ROLES, type Rows, rowAt, rowsWhere } from '../policy/candidate-columns.ts';
import { endOf, type Generations, generationsIn } from '../policy/generations.ts';
import { groupRows } from '../policy/group.ts';
import { orderTies } from '../policy/retention/newest-first.ts';
import { sortRows } from '../policy/sort-rows.ts';
import type { GroupBy } from '../types.ts';

/** By row. */
export interface Places {
  /** All rows, group after group, the newest of each first. */
  readonly newestFirst: Rows;
  /** How many of its group: 0 for the newest. */
  readonly newer: Uint32Array;
  /** From 0, the oldest training first; 0 where there is no number. */
  readonly generation: Uint32Array;
}

export function placesIn(candidates: readonly Candidate[], groupBy: GroupBy): Places {
  const { length } = candidates;
  const columns = columnsOf(candidates);
  const byTime = everyRow(columns);
  sortRows(byTime, columns.age);
  const places = { newestFirst: new Uint32Array(length), newer: new Uint32Array(length), generation: new Uint32Array(length) };
  let start = 0;
  for (const { rows } of groupRows(candidates, groupBy, byTime)) {
    orderTies(rows, columns, candidates);
    const generations = generationsIn(
      rowsWhere(rows, (row) => columns.role[row] === ROLES.regular),
      columns,
    );
    const isNumbered = (row: number): boolean =>
      columns.role[row] === ROLES.regular && !Number.isNaN(numberAt(generations.numberOf, row));
    const numbered = newestNumbered(generations);
    for (let newer = 0; newer < rows.length; newer++) {
      const byItsTime = rowAt(rows, newer);
      const [row, generation] = isNumbered(byItsTime) ? numbered() : [byItsTime, 0];
      places.newestFirst[start + newer] = row;
      places.newer[row] = newer;
      places.generation[row] = generation;
    }
    start += rows.length;
  }
  return places;
}

/** One after another, the newest training first, and of each its highest number. */
function newestNumbered(generations: Generations): () => readonly [row: number, generation: number] {
  const { numbered, starts } = generations;
  let generation = starts.length;
  let next = 0;
  let end = 0;
  return () => {
    if (next === end) {
      generation--;
      end = starts[generation] ?? 0;
      next = endOf(generations, generation);
    }
    return [rowAt(numbered, --next), generation];
  };
}
