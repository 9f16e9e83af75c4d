// Decides the order in which rules look at checkpoints: group by group, newest first in each, and what is not whole left out.

import { offsetsOf } from '../lib/calendar.ts';
import type { RetentionClock } from './candidate.ts';
import { type Columns, everyRow, groupedWith, ROLES, type Rows } from './candidate-columns.ts';
import { bytes, doubles, integers } from './columns/typed-arrays.ts';
import type { Lineup } from './order-candidates.ts';
import type { Ranks } from './rules/rule-types.ts';
import { trainingSessionsIn } from './training-sessions.ts';

export function ranksOf({ candidates, columns: byRow, groups: all }: Lineup, { localTime }: RetentionClock): Ranks {
  const { rows: listed, starts } = groupedWith(all, byRow.usable, 1);
  const columns = inOrder(byRow, listed);
  const groups = { rows: everyRow(listed), starts };
  const regular = groupedWith(groups, columns.role, ROLES.regular);
  const generations = trainingSessionsIn(regular, columns);
  return { candidates, listed, columns, groups, regular, generations, offsetAt: offsetsOf(localTime) };
}

/** What the columns say of each of these rows, in their order. */
function inOrder({ age, rounding, step, epoch, role, usable }: Columns, rows: Rows): Columns {
  const { length } = rows;
  const [ages, steps, epochs] = [doubles(length), doubles(length), doubles(length)];
  const roundings = integers(length);
  const [roles, usables] = [bytes(length), bytes(length)];
  for (let place = 0; place < length; place++) {
    const row = rows[place] as number;
    ages[place] = age[row] as number;
    roundings[place] = rounding[row] as number;
    steps[place] = step[row] as number;
    epochs[place] = epoch[row] as number;
    roles[place] = role[row] as number;
    usables[place] = usable[row] as number;
  }
  return { age: ages, rounding: roundings, step: steps, epoch: epochs, role: roles, usable: usables };
}
