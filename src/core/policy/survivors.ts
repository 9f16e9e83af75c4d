// Decides which checkpoints a group survives by, and which groups the rules would leave with nothing.
// Apart from the rules on purpose: HF Trainer's `save_total_limit=1` deleted them all (transformers#25129).

import type { PathText } from '../types.ts';
import type { Candidate } from './candidate.ts';
import { type Rows, rowAt, rowsWhere } from './candidate-columns.ts';
import { generationsOf } from './generations.ts';
import { groupName } from './group.ts';
import type { Lineup } from './lineup.ts';
import { byCodePoint } from './order.ts';

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
export function emptyGroups(lineup: Lineup<Contender>, stays: Stays): readonly EmptyGroup[] {
  const empty: EmptyGroup[] = [];
  for (const { rows, group } of rowsByGroup(lineup)) {
    const usable = rowsWhere(rows, (row) => lineup.candidates[row]?.completeness !== 'incomplete');
    if (usable.length > 0 && !usable.some(stays)) empty.push({ name: nameIn(lineup, group), checkpoints: usable.length });
  }
  return empty.sort((a, b) => byCodePoint(a.name, b.name));
}

/**
 * The last of each training, for every group that has usable checkpoints and would keep none that is as good. A complete one where
 * there is one, and one that may be half written only where there is no settled one: `torch.save` writes the final name in place, byte
 * after byte. `mayBeEmpty`: the groups, by name, that somebody gave up.
 */
export function survivorsOf<T extends Contender>(
  lineup: Lineup<T>,
  stays: Stays,
  mayBeEmpty: ReadonlySet<PathText> = new Set(),
): ReadonlySet<T> {
  const { candidates } = lineup;
  const survivors = new Set<T>();
  for (const { rows, group } of rowsByGroup(lineup)) {
    if (mayBeEmpty.size > 0 && mayBeEmpty.has(nameIn(lineup, group))) continue;
    const pool = soundest(rows, candidates);
    if (pool.some(stays)) continue;
    for (const last of lastsOf(Array.from(pool, (row) => candidates[row] as T))) survivors.add(last);
  }
  return survivors;
}

/** Of every group what it can survive by, whether it stays or not. */
export function soundestOf<T extends Contender>(lineup: Lineup<T>): ReadonlySet<T> {
  const { candidates } = lineup;
  const sound = new Set<T>();
  for (const { rows } of rowsByGroup(lineup)) for (const row of soundest(rows, candidates)) sound.add(candidates[row] as T);
  return sound;
}

function* rowsByGroup({ groups: { rows, starts } }: Lineup): Generator<{ readonly group: number; readonly rows: Rows }> {
  for (let group = 0; group + 1 < starts.length; group++)
    yield { group, rows: rows.subarray(rowAt(starts, group), rowAt(starts, group + 1)) };
}

function nameIn({ firsts, groupBy }: Lineup<Contender>, group: number): PathText {
  return groupName(firsts[group] as Contender, groupBy);
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

/** Of a pool that is newest first. */
function lastsOf<T extends Contender>(pool: readonly T[]): readonly T[] {
  const { trainings } = generationsOf(pool);
  return trainings.length === 0 ? pool.slice(0, 1) : trainings.flatMap((training) => training.at(-1)?.candidate ?? []);
}
