// What the keep rules know of a checkpoint. Nothing else takes part in deciding which of them stay.

import type { Checkpoint, Completeness, Instant, MetricMode, NamedValue, PathText } from '../types.ts';
import type { LocalTime } from './local-time.ts';

export interface Candidate {
  /** Relative to the section. */
  readonly path: PathText;
  /** The folder of its run, relative to the section. */
  readonly run: PathText;
  readonly checkpoint: Checkpoint;
  /** The newest modification of any of its parts. */
  readonly modifiedAt: Instant;
  /** No rule looks at an incomplete one: it would take the place of one that can be loaded. */
  readonly completeness: Completeness;
  /** What ranks it among the best. Absent where nothing says a number. */
  readonly standing?: Standing;
}

/** The number that ranks a checkpoint, NaN where that is what was written; or what its sources say, where they differ. */
export type Standing =
  /** `mode`: null where nobody knows it. */
  | { readonly known: 'value'; readonly metric: NamedValue; readonly mode: MetricMode | null }
  | { readonly known: 'contradiction'; readonly metric: string; readonly values: readonly [number, number, ...number[]] };

export interface Clock {
  readonly now: Instant;
  readonly localTime: LocalTime;
}
