// Decides which checkpoint a model survives by, when the rules would take every one of them.
// Apart from the rules on purpose: HF Trainer's `save_total_limit=1` deleted them all (transformers#25129).

import type { Instant } from '../types.ts';
import { byCodePoint } from './order.ts';
import { type Candidate, groupsOf } from './retention.ts';

export interface Contender extends Candidate {
  readonly modifiedAt: Instant;
  /** Holds a whole checkpoint, as far as anyone can tell. */
  readonly complete: boolean;
  /** Nobody writes to it any more: neither just modified nor open. */
  readonly settled: boolean;
  /** What the rules and protections said. */
  readonly keep: boolean;
}

/**
 * One for each group that has complete checkpoints and would keep none of them: the highest epoch, then the newest. One that may
 * be half written is no survivor while there is a settled one: `torch.save` writes the final name in place, byte after byte.
 */
export function survivorsOf<T extends Contender>(contenders: readonly T[]): ReadonlySet<T> {
  const survivors = new Set<T>();
  for (const group of groupsOf(contenders).values()) {
    const complete = group.filter((contender) => contender.complete);
    const settled = complete.filter((contender) => contender.settled);
    const pool = settled.length > 0 ? settled : complete;
    if (pool.some((contender) => contender.keep)) continue;
    const best = pool.reduce<T | undefined>(
      (first, next) => (first === undefined || precedes(next, first) ? next : first),
      undefined,
    );
    if (best !== undefined) survivors.add(best);
  }
  return survivors;
}

function precedes(a: Contender, b: Contender): boolean {
  const [x, y] = [a.checkpoint.epoch ?? -1, b.checkpoint.epoch ?? -1];
  if (x !== y) return x > y;
  if (a.modifiedAt !== b.modifiedAt) return a.modifiedAt > b.modifiedAt;
  return byCodePoint(a.path, b.path) < 0;
}
