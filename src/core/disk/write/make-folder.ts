// Makes a section's folder before something is written into it, with whatever is missing above.

import type { StepOutcome } from '../../types/operation.ts';
import type { PathText } from '../../types/primitives.ts';
import { closeAll, openRoot } from '../directory.ts';
import { makeFolders } from './write-file.ts';

/** No lock and no journal: a folder more takes nothing from anybody, and training processes ask for it all at once. */
export function makeFolder(path: PathText): StepOutcome {
  const root = openRoot();
  try {
    return makeFolders(root, path);
  } finally {
    closeAll(root);
  }
}
