// Decides which sets of ranks end too early: their names do not say how many there are, but the saves before and after them do.
// An interrupted save of eight ranks that wrote six would else take the place of the whole one before it.

import type { Checkpoint } from '../types/checkpoints.ts';

/** The files of one checkpoint, numbered without a gap from its first number. */
export interface RankSet {
  readonly checkpoint: Checkpoint;
  readonly count: number;
}

/**
 * Those with fewer ranks than the save before, unless the one after has as few: then the job was made smaller. Of the newest nothing comes
 * after, so the first save of a smaller job is one of them until the second.
 */
export function missingRanks<T extends RankSet>(sets: readonly T[]): ReadonlySet<T> {
  const inOrder = [...sets].sort((a, b) => position(a) - position(b));
  return new Set(
    inOrder.filter(({ count }, index) => {
      const before = inOrder[index - 1];
      const after = inOrder[index + 1];
      return before !== undefined && before.count > count && (after === undefined || after.count > count);
    }),
  );
}

function position({ checkpoint: { step, epoch } }: RankSet): number {
  return step ?? epoch ?? 0;
}
