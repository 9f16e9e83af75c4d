// The input of readers of checkpoints with several files: names, sizes, and functions that read each file.

import type { Inspection } from '../types/checkpoints.ts';
import type { PathText } from '../types/primitives.ts';
import type { InspectionDepth } from './inspect-file.ts';

/** A unit of several files. Paths are relative to its own folder, sorted. */
export interface UnitView {
  readonly files: ReadonlyMap<PathText, { readonly size: number }>;
  readonly inspect: (path: PathText, wanted: InspectionDepth) => Inspection;
  /** The whole file; null when it cannot be read or is longer than `LONGEST_PIECE`. */
  readonly read: (path: PathText) => Uint8Array | null;
}
