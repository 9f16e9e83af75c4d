// What every keep rule is: a look at one group that names what it keeps, and why.

import type { CheckpointRole, KeepRules, Reason } from '../../types.ts';
import type { Candidate, Clock } from '../candidate.ts';
import { type Generations, generationsOf } from '../generations.ts';
import { newestFirst } from './newest-first.ts';

/** The usable checkpoints of one group, newest first everywhere. */
export interface Ranks<T> {
  readonly usable: readonly T[];
  readonly byRole: Readonly<Record<CheckpointRole, readonly T[]>>;
  /** Of the regular ones. */
  readonly generations: Generations<T>;
}

export type Keep<T> = (candidate: T, reason: Reason) => void;

export type Rule = <T extends Candidate>(group: Ranks<T>, rules: KeepRules, clock: Clock, keep: Keep<T>) => void;

/** Incomplete ones take no part. */
export function ranksOf<T extends Candidate>(members: readonly T[]): Ranks<T> {
  const usable: T[] = [];
  const byRole: Record<CheckpointRole, T[]> = { regular: [], best: [], last: [], final: [] };
  for (const candidate of newestFirst(members)) {
    if (candidate.completeness === 'incomplete') continue;
    usable.push(candidate);
    byRole[candidate.checkpoint.role].push(candidate);
  }
  return { usable, byRole, generations: generationsOf(byRole.regular) };
}
