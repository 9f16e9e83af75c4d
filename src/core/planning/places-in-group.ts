// Decides where each checkpoint stands among those of its group: how many are newer, and of which training it is.
//
// By time, but the numbered ones of a training are in the order of their numbers: they share the places in time that they have together.

import { groupedWhere, numberAt, ROLES, type Rows, rowAt } from '../policy/candidate-columns.ts';
import { generationsIn } from '../policy/generations.ts';
import type { Lineup } from '../policy/lineup.ts';
import { counts } from '../policy/number-columns.ts';

/** By row. */
export interface Places {
  /** All rows, group after group, the newest of each first. */
  readonly newestFirst: Rows;
  /** How many of its group: 0 for the newest. */
  readonly newer: Uint32Array;
  /** From 0, the oldest training first; 0 where there is no number. */
  readonly generation: Uint32Array;
}

export function placesIn({ columns, groups }: Lineup): Places {
  const rows = groups.rows.slice();
  const isRegular = (row: number): boolean => columns.role[row] === ROLES.regular;
  const { numberOf, numbered, starts, trainings } = generationsIn(groupedWhere(groups, isRegular), columns);
  const newer = counts(rows.length);
  const generation = counts(rows.length);
  for (let group = 0; group + 1 < groups.starts.length; group++) {
    const first = rowAt(trainings, group);
    let training = rowAt(trainings, group + 1);
    let next = starts[training] ?? 0;
    const start = rowAt(groups.starts, group);
    const end = rowAt(groups.starts, group + 1);
    for (let place = start; place < end; place++) {
      const byItsTime = rowAt(rows, place);
      if (isRegular(byItsTime) && !Number.isNaN(numberAt(numberOf, byItsTime))) {
        // The newest training first, and of each its highest number.
        if (next === starts[training]) training--;
        const row = rowAt(numbered, --next);
        rows[place] = row;
        generation[row] = training - first;
      }
      newer[rowAt(rows, place)] = place - start;
    }
  }
  return { newestFirst: rows, newer, generation };
}
