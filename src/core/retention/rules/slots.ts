// Decides how many a rule that counts may keep.

import type { Count } from '../../types/primitives.ts';

export function slotsOf(count: Count): number {
  return count === 'all' ? Number.POSITIVE_INFINITY : count;
}
