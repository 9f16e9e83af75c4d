// What a reader of checkpoints of many files is given: their names and sizes, and ways to look into each.

import type { Inspection } from '../types/checkpoints.ts';
import type { PathText } from '../types/primitives.ts';
import type { InspectionDepth } from './inspect-file.ts';

/** A unit of several files. Paths are relative to its own folder, sorted. */
export interface UnitView {
  readonly files: ReadonlyMap<PathText, { readonly size: number }>;
  readonly inspect: (path: PathText, wanted: InspectionDepth) => Inspection;
  /** All of a file, or null where it cannot be read or is longer than `LONGEST_PIECE`. */
  readonly read: (path: PathText) => Uint8Array | null;
}
