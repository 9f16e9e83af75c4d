// Decides where each checkpoint stands among those of its group: how many are newer, and of which training it is.
//
// By time, but the numbered ones of a training are in the order of their numbers: they share the places in time that they have together.

import { type Grouped, numberAt, ROLES, type Rows, rowAt } from '../retention/candidate-columns.ts';
import { counts } from '../retention/columns/typed-arrays.ts';
import type { Lineup } from '../retention/order-candidates.ts';
import type { TrainingSessions } from '../retention/training-sessions.ts';

export interface GroupRanks {
  /** All rows, the newest of each group first. */
  readonly groups: Grouped;
  /** By row: from 0, the oldest training first; 0 where there is no number. */
  readonly generation: Uint32Array;
}

/** `generations`: those of the regular ones. Rows are whatever the columns are by. */
export function placesIn({ columns, groups }: Pick<Lineup, 'columns' | 'groups'>, generations: TrainingSessions): GroupRanks {
  const { numberOf, numbered, starts, trainings } = generations;
  const rows = groups.rows.slice();
  const generation = counts(rows.length);
  for (let group = 0; group + 1 < groups.starts.length; group++) {
    const first = rowAt(trainings, group);
    let training = rowAt(trainings, group + 1);
    let next = starts[training] ?? 0;
    const end = rowAt(groups.starts, group + 1);
    for (let place = rowAt(groups.starts, group); place < end; place++) {
      const byItsTime = rowAt(rows, place);
      if (columns.role[byItsTime] !== ROLES.regular || Number.isNaN(numberAt(numberOf, byItsTime))) continue;
      // The newest training first, and of each its highest number.
      if (next === starts[training]) training--;
      const row = rowAt(numbered, --next);
      rows[place] = row;
      generation[row] = training - first;
    }
  }
  return { groups: { rows, starts: groups.starts }, generation };
}

/** By row: how many of its group are newer. */
export function newerThan({ rows, starts }: Grouped): Rows {
  const newer = counts(rows.length);
  for (let group = 0; group + 1 < starts.length; group++) {
    const start = rowAt(starts, group);
    for (let place = start; place < rowAt(starts, group + 1); place++) newer[rowAt(rows, place)] = place - start;
  }
  return newer;
}
