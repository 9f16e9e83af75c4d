// Decides the order in which everything looks at checkpoints: group by group, the newest of each first. It is found once: rules,
// survivors, abilities and budgets all go by it, and a sort of 100,000 takes as long as what is then decided.

import type { GroupBy } from '../types/project.ts';
import type { Candidate } from './candidate.ts';
import { type Columns, columnsOf, everyRow, type Grouped } from './candidate-columns.ts';
import { gather, sortRows } from './columns/sort-by-number.ts';
import { numberedGroups } from './groups.ts';
import { orderTies } from './newest-first.ts';

export interface Lineup<T extends Candidate = Candidate> {
  readonly candidates: readonly T[];
  /** By row: the place in the list. */
  readonly columns: Columns;
  /** All rows, in the order in which groups are met. */
  readonly groups: Grouped;
  readonly groupBy: GroupBy;
  /** Of each group, the first that is met: it names the group. */
  readonly firsts: readonly T[];
}

/** The order of the list makes no difference but to which group is met first. */
export function lineUp<T extends Candidate>(candidates: readonly T[], groupBy: GroupBy): Lineup<T> {
  const columns = columnsOf(candidates);
  const { groupOf, firsts } = numberedGroups(candidates, groupBy);
  const rows = everyRow(candidates);
  sortRows(rows, columns.age);
  const groups = { rows, starts: gather(rows, groupOf, firsts.length) };
  orderTies(groups, columns, candidates);
  return { candidates, columns, groups, groupBy, firsts };
}
