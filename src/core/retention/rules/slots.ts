// Decides how many checkpoints a rule that counts may keep.

import type { Count } from '../../types/primitives.ts';

/** Whether the one of this rank, counted from 1, is among the first `count`. */
export function isWithin(rank: number, count: Count): boolean {
  return count === 'all' || rank <= count;
}
