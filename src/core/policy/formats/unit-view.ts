// What a reader of checkpoints of many files is given: their names and sizes, and ways to look into each.

import type { Inspection, PathText } from '../../types.ts';
import type { Wanted } from './inspect-file.ts';

/** A unit of several files. Paths are relative to its own folder, sorted. */
export interface UnitView {
  readonly files: ReadonlyMap<PathText, { readonly size: number }>;
  readonly inspect: (path: PathText, wanted: Wanted) => Inspection;
  /** All of a file, or null where it cannot be read or is longer than `LONGEST_PIECE`. */
  readonly read: (path: PathText) => Uint8Array | null;
}
