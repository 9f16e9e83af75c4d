// Writes into the history that a promotion was taken back. Advice, as all of the history is: what lies on the disk decides.

import { attempt, openPath, withRoot } from '../../disk/directory.ts';
import { recordHistory } from '../../trash/write/history-log.ts';
import { openTrashFolder } from '../../trash/write/trash-folders.ts';
import type { Instant, PathText } from '../../types/primitives.ts';

export function recordUndone(
  outputs: PathText,
  { op, by, at }: { readonly op: string; readonly by: string; readonly at: Instant },
): void {
  attempt(() =>
    withRoot((root) => recordHistory(openTrashFolder(openPath(root, outputs), outputs), { at, op, by, event: 'undone' })),
  );
}
