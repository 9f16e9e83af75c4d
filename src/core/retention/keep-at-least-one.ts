// Decides which checkpoints a group survives by, and which groups the rules would leave with nothing.
// Apart from the rules on purpose: HF Trainer's `save_total_limit=1` deleted them all (transformers#25129).

import type { PathText } from '../types/primitives.ts';
import type { Candidate } from './candidate.ts';
import type { Group } from './groups.ts';
import { trainingSessionsOf } from './training-sessions.ts';

export interface Contender extends Candidate {
  /** Nobody writes to it any more: neither just modified nor open. */
  readonly settled: boolean;
}

/** Groups as `orderedCandidates` makes them: newest first. */
type Groups<T> = readonly Group<T>[];

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
export function emptyGroups<T extends Contender>(groups: Groups<T>, isKept: (contender: T) => boolean): readonly EmptyGroup[] {
  return groups.flatMap(({ name, members }) => {
    const usable = members.filter(({ completeness }) => completeness !== 'incomplete');
    return usable.length === 0 || usable.some(isKept) ? [] : [{ name, checkpoints: usable.length }];
  });
}

/**
 * Adds the newest usable checkpoint of each training session where the rules would keep no equally good one. Prefers a complete
 * checkpoint, then a settled one: `torch.save` writes in place, so a file that is still written to may be half a checkpoint.
 * `mayBeEmpty`: names of groups that the user allowed to lose everything.
 */
export function keepAtLeastOne<T extends Contender>(
  groups: Groups<T>,
  isKept: (contender: T) => boolean,
  mayBeEmpty: ReadonlySet<PathText> = new Set(),
): ReadonlySet<T> {
  const survivors = groups.flatMap(({ name, members }) => {
    const pool = mayBeEmpty.has(name) ? [] : soundest(members);
    return pool.some(isKept) ? [] : lastOfEachSession(pool);
  });
  return new Set(survivors);
}

/** Of every group what it can survive by, whether it stays or not. */
export function soundestOf<T extends Contender>(groups: Groups<T>): ReadonlySet<T> {
  return new Set(groups.flatMap(({ members }) => soundest(members)));
}

/** The best there is to survive by, in the same order. */
function soundest<T extends Contender>(members: readonly T[]): readonly T[] {
  let best = 0;
  for (const member of members) best = Math.max(best, soundnessOf(member));
  return best === 0 ? [] : members.filter((member) => soundnessOf(member) === best);
}

/** The higher, the better to survive by; 0 for nothing to survive by. */
function soundnessOf({ completeness, settled }: Contender): number {
  if (completeness === 'incomplete') return 0;
  return (completeness === 'complete' ? 3 : 1) + (settled ? 1 : 0);
}

/** Of a pool that is newest first; its newest where nothing has a number. */
function lastOfEachSession<T extends Contender>(pool: readonly T[]): readonly T[] {
  const { sessions } = trainingSessionsOf(pool);
  return sessions.length === 0 ? pool.slice(0, 1) : sessions.flatMap((session) => session.at(-1)?.candidate ?? []);
}
