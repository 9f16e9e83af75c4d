// Decides which checkpoints a group survives by, and which groups the rules would leave with nothing.
// Apart from the rules on purpose: HF Trainer's `save_total_limit=1` deleted them all (transformers#25129).

import type { GroupBy, PathText } from '../types.ts';
import type { Candidate } from './candidate.ts';
import { type Rows, rowsWhere } from './candidate-columns.ts';
import { generationsOf } from './generations.ts';
import { groupRows } from './group.ts';
import { newestFirst } from './retention/newest-first.ts';

export interface Contender extends Candidate {
  /** Nobody writes to it any more: neither just modified nor open. */
  readonly settled: boolean;
}

/** What rules and protections said of a contender, by its place in the list. */
export type Stays = (row: number) => boolean;

export interface EmptyGroup {
  /** As `--allow-empty-group` takes it. */
  readonly name: PathText;
  /** The usable checkpoints that it has. */
  readonly checkpoints: number;
}

/**
 * Groups of which rules and protections keep nothing that could be loaded. Such a policy is refused before anybody survives: it is not
 * what its writer meant (restic: "refusing to delete last snapshot of snapshot group").
 */
export function emptyGroups(contenders: readonly Contender[], stays: Stays, by: GroupBy): readonly EmptyGroup[] {
  return groupRows(contenders, by).flatMap(({ name, rows }) => {
    const usable = rowsWhere(rows, (row) => contenders[row]?.completeness !== 'incomplete');
    return usable.length === 0 || usable.some(stays) ? [] : [{ name, checkpoints: usable.length }];
  });
}

/**
 * The last of each training, for every group that has usable checkpoints and would keep none that is as good. A complete one where
 * there is one, and one that may be half written only where there is no settled one: `torch.save` writes the final name in place, byte
 * after byte. `mayBeEmpty`: the groups, by name, that somebody gave up.
 */
export function survivorsOf<T extends Contender>(
  contenders: readonly T[],
  stays: Stays,
  by: GroupBy,
  mayBeEmpty: ReadonlySet<PathText> = new Set(),
): ReadonlySet<T> {
  const survivors = new Set<T>();
  for (const { name, rows } of groupRows(contenders, by)) {
    if (mayBeEmpty.has(name)) continue;
    const pool = soundest(rows, contenders);
    if (pool.some(stays)) continue;
    for (const last of lastsOf(Array.from(pool, (row) => contenders[row] as T))) survivors.add(last);
  }
  return survivors;
}

/** Of every group what it can survive by, whether it stays or not. */
export function soundestOf<T extends Contender>(contenders: readonly T[], by: GroupBy): ReadonlySet<T> {
  return new Set(
    groupRows(contenders, by).flatMap(({ rows }) => Array.from(soundest(rows, contenders), (row) => contenders[row] as T)),
  );
}

/** The best there is to survive by. */
function soundest(rows: Rows, contenders: readonly Contender[]): Rows {
  for (const completeness of ['complete', 'unknown'] as const) {
    const alike = rowsWhere(rows, (row) => contenders[row]?.completeness === completeness);
    if (alike.length === 0) continue;
    const settled = rowsWhere(alike, (row) => contenders[row]?.settled === true);
    return settled.length > 0 ? settled : alike;
  }
  return rows.subarray(0, 0);
}

function lastsOf<T extends Contender>(pool: readonly T[]): readonly T[] {
  const ordered = newestFirst(pool);
  const { trainings } = generationsOf(ordered);
  return trainings.length === 0 ? ordered.slice(0, 1) : trainings.flatMap((training) => training.at(-1)?.candidate ?? []);
}
