// Decides which checkpoints a group survives by, and which groups the rules would leave with nothing.
// Apart from the rules on purpose: HF Trainer's `save_total_limit=1` deleted them all (transformers#25129).

import { byCodePoint } from '../lib/code-point-order.ts';
import type { PathText } from '../types/primitives.ts';
import type { Candidate } from './candidate.ts';
import { type Grouped, type Rows, rowAt, rowsWith } from './candidate-columns.ts';
import { bytes } from './columns/typed-arrays.ts';
import { groupName } from './groups.ts';
import type { Lineup } from './order-candidates.ts';
import { trainingSessionsOf } from './training-sessions.ts';

export interface Contender extends Candidate {
  /** Nobody writes to it any more: neither just modified nor open. */
  readonly settled: boolean;
}

/** By row: 1 for what rules and protections keep. */
export type Kept = Uint8Array;

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
export function emptyGroups(lineup: Lineup<Contender>, kept: Kept): readonly EmptyGroup[] {
  const { groups, columns } = lineup;
  const empty: EmptyGroup[] = [];
  for (let group = 0; group + 1 < groups.starts.length; group++) {
    let checkpoints = 0;
    let stays = false;
    for (let index = rowAt(groups.starts, group); index < rowAt(groups.starts, group + 1) && !stays; index++) {
      const row = rowAt(groups.rows, index);
      if (columns.usable[row] === 0) continue;
      checkpoints++;
      stays = kept[row] === 1;
    }
    if (checkpoints > 0 && !stays) empty.push({ name: nameIn(lineup, group), checkpoints });
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
  kept: Kept,
  mayBeEmpty: ReadonlySet<PathText> = new Set(),
): ReadonlySet<T> {
  const { candidates, groups } = lineup;
  const soundness = soundnessOf(candidates);
  const survivors = new Set<T>();
  for (let group = 0; group + 1 < groups.starts.length; group++) {
    if (mayBeEmpty.size > 0 && mayBeEmpty.has(nameIn(lineup, group))) continue;
    const pool = soundest(groups, group, soundness);
    if (pool.length === 0 || rowsWith(pool, kept, 0).length < pool.length) continue;
    for (const last of lastsOf(Array.from(pool, (row) => candidates[row] as T))) survivors.add(last);
  }
  return survivors;
}

/** Of every group what it can survive by, whether it stays or not. */
export function soundestOf<T extends Contender>({ candidates, groups }: Lineup<T>): ReadonlySet<T> {
  const soundness = soundnessOf(candidates);
  const sound = new Set<T>();
  for (let group = 0; group + 1 < groups.starts.length; group++)
    for (const row of soundest(groups, group, soundness)) sound.add(candidates[row] as T);
  return sound;
}

/** By row: the higher, the better to survive by; 0 for nothing to survive by. */
function soundnessOf(contenders: readonly Contender[]): Uint8Array {
  const soundness = bytes(contenders.length);
  for (let row = 0; row < contenders.length; row++) {
    const { completeness, settled } = contenders[row] as Contender;
    if (completeness !== 'incomplete') soundness[row] = (completeness === 'complete' ? 3 : 1) + (settled ? 1 : 0);
  }
  return soundness;
}

/** The best there is to survive by, newest first. */
function soundest({ rows, starts }: Grouped, group: number, soundness: Uint8Array): Rows {
  const its = rows.subarray(rowAt(starts, group), rowAt(starts, group + 1));
  let best = 0;
  for (let index = 0; index < its.length; index++) best = Math.max(best, soundness[rowAt(its, index)] as number);
  return best === 0 ? its.subarray(0, 0) : rowsWith(its, soundness, best);
}

function nameIn({ firsts, groupBy }: Lineup<Contender>, group: number): PathText {
  return groupName(firsts[group] as Contender, groupBy);
}

/** Of a pool that is newest first. */
function lastsOf<T extends Contender>(pool: readonly T[]): readonly T[] {
  const { trainings } = trainingSessionsOf(pool);
  return trainings.length === 0 ? pool.slice(0, 1) : trainings.flatMap((training) => training.at(-1)?.candidate ?? []);
}
