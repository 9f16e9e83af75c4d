// Decides whether a rule that counts still has a slot for the one of this rank, from 1.

import type { Count } from '../../types.ts';

export function isWithin(rank: number, count: Count): boolean {
  return count === 'all' || rank <= count;
}
