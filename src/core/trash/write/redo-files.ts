// Writes down that something was done again, and drops the journals that `redo` has no use for any more.

import { attempt, openPath, withRoot } from '../../disk/directory.ts';
import { factsAt, namesIn } from '../../disk/stat-and-read.ts';
import { removeName } from '../../disk/write/mutating-calls.ts';
import { operationOfRedo } from '../../journal/redo-name.ts';
import type { Instant, PathText } from '../../types/primitives.ts';
import { makeReserve } from './disk-reserve.ts';
import { recordHistory } from './history-log.ts';
import { openTrashFolder } from './trash-folders.ts';

/** `by`: null where nothing of it could be done again. Advice, as all of the history is. */
export function recordRedone(
  outputs: PathText,
  { op, by, at }: { readonly op: string; readonly by: string | null; readonly at: Instant },
): void {
  attempt(() =>
    withRoot((root) =>
      recordHistory(openTrashFolder(openPath(root, outputs), outputs), { at, op, event: 'redone', ...(by !== null && { by }) }),
    ),
  );
}

/** Under the lock. Only of operations that the history says were undone: whatever else is called so is somebody's own. */
export function dropRedos(
  base: PathText,
  { wanted, undone }: { readonly wanted: ReadonlySet<string>; readonly undone: ReadonlySet<string> },
): void {
  attempt(() =>
    withRoot((root) => {
      const trash = openTrashFolder(openPath(root, base), base);
      const spent = namesIn(trash).filter((name) => {
        const operation = operationOfRedo(name);
        return operation !== null && !wanted.has(operation) && undone.has(operation) && factsAt(trash, name)?.type === 'file';
      });
      for (const name of spent) removeName(trash, name);
      // What they took on a full disk was the reserve's.
      if (spent.length > 0) makeReserve(trash, 'again');
    }),
  );
}
