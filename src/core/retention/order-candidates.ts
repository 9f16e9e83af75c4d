// Decides the order in which everything looks at checkpoints: group by group, the newest of each first. It is found once: rules,
// survivors, capabilities and budgets all go by it.

import type { GroupBy } from '../types/project.ts';
import type { Candidate } from './candidate.ts';
import { type Group, groupsOf } from './groups.ts';
import { newestFirst } from './newest-first.ts';

/** Sorted by the name of the group; in each the newest first. */
export function orderedCandidates<T extends Candidate>(candidates: readonly T[], groupBy: GroupBy): readonly Group<T>[] {
  return groupsOf(candidates, groupBy).map(({ name, members }) => ({ name, members: newestFirst(members) }));
}
