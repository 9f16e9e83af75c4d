// Makes, replaces or removes one file of the user's own, outside of every project: a unit, a configuration.

import { dirname } from 'node:path/posix';
import type { Facts } from '../../types/items.ts';
import type { StepOutcome } from '../../types/operation.ts';
import type { PathText } from '../../types/primitives.ts';
import { closeAll, openRoot } from '../directory.ts';
import { type FileAccess, makeFolders, removeFile, replaceFile, writeNewFile } from './write-file.ts';

export type FileChange =
  | { readonly do: 'create'; readonly path: PathText; readonly text: string; readonly access?: FileAccess }
  | { readonly do: 'replace'; readonly path: PathText; readonly text: string; readonly before: Facts }
  | { readonly do: 'remove'; readonly path: PathText; readonly before: Facts };

/** `path` without links on the way. `unique` names a temporary file. */
export function changeFile(change: FileChange, unique: string): StepOutcome {
  const root = openRoot();
  try {
    switch (change.do) {
      case 'create': {
        const folder = makeFolders(root, dirname(change.path), change.access);
        return folder.result === 'done' ? writeNewFile(root, change.path, change.text, unique, change.access) : folder;
      }
      case 'replace':
        return replaceFile(root, change.path, change.before, change.text, unique);
      case 'remove':
        return removeFile(root, change.path, change.before);
      default:
        return change satisfies never;
    }
  } finally {
    closeAll(root);
  }
}
