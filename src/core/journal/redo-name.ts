// What the journal of an operation that was undone is called in the trash: `redo` goes by it. A file, which no program takes for an operation.

import type { PathText } from '../types/primitives.ts';

const ENDING = '.redo';

export function redoName(operation: string): PathText {
  return operation + ENDING;
}

/** Null for any other name. */
export function operationOfRedo(name: PathText): string | null {
  return name.endsWith(ENDING) ? name.slice(0, -ENDING.length) : null;
}
