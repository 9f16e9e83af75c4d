// Decides the order in which rules look at checkpoints: group by group, newest first in each, and what is not whole left out.

import type { Clock } from '../candidate.ts';
import { type Columns, everyRow, groupedWhere, ROLES, type Rows, rowAt } from '../candidate-columns.ts';
import { generationsIn } from '../generations.ts';
import type { Lineup } from '../lineup.ts';
import { offsetsOf } from '../local-time.ts';
import { bytes, doubles, integers } from '../number-columns.ts';
import type { Ranks } from './rule.ts';

export function ranksOf({ candidates, columns: byRow, groups: all }: Lineup, { localTime }: Clock): Ranks {
  const { rows: listed, starts } = groupedWhere(all, (row) => candidates[row]?.completeness !== 'incomplete');
  const columns = inOrder(byRow, listed);
  const groups = { rows: everyRow(listed), starts };
  const regular = groupedWhere(groups, (place) => columns.role[place] === ROLES.regular);
  const generations = generationsIn(regular, columns);
  return { candidates, listed, columns, groups, regular, generations, offsetAt: offsetsOf(localTime) };
}

function inOrder({ age, rounding, step, epoch, role }: Columns, rows: Rows): Columns {
  const { length } = rows;
  return {
    age: taken(age, rows, doubles(length)),
    rounding: taken(rounding, rows, integers(length)),
    step: taken(step, rows, doubles(length)),
    epoch: taken(epoch, rows, doubles(length)),
    role: taken(role, rows, bytes(length)),
  };
}

/** What a column says of each of these rows, in their order. */
function taken<T extends Float64Array | Int32Array | Uint8Array>(column: T, rows: Rows, into: T): T {
  for (let place = 0; place < rows.length; place++) into[place] = column[rowAt(rows, place)] as number;
  return into;
}
