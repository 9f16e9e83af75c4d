// Writes down in the trash that a person was told something about an operation, so that its time can be counted from there.

import { attempt, openPath, withRoot } from '../../disk/directory.ts';
import type { Instant } from '../../types/primitives.ts';
import { baseOf, type OperationOnDisk } from '../item-location.ts';
import { recordState } from './state-log.ts';
import { openOperationFolder, openTrashFolder } from './trash-folders.ts';

/** Under the lock. Where it cannot be written, the operation is kept, and told of again. */
export function recordTold(operation: OperationOnDisk, at: Instant): void {
  const base = baseOf(operation);
  attempt(() =>
    withRoot((root) => {
      const folder = openOperationFolder(openTrashFolder(openPath(root, base), base), operation.folder);
      recordState(folder, { at, op: operation.id, event: 'told' });
    }),
  );
}
