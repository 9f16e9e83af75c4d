// What the keep rules know of a checkpoint. Nothing else takes part in deciding which of them stay.

import type { LocalTime } from '../lib/calendar.ts';
import type { Checkpoint, Completeness, NamedValue } from '../types/checkpoints.ts';
import type { Instant, PathText } from '../types/primitives.ts';
import type { MetricMode } from '../types/project.ts';

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
  readonly metricRank?: MetricRank;
}

/** The number that ranks a checkpoint, NaN where that is what was written; or what its sources say, where they differ. */
export type MetricRank =
  /** `mode`: null where nobody knows it. */
  | { readonly known: 'value'; readonly metric: NamedValue; readonly mode: MetricMode | null }
  | { readonly known: 'contradiction'; readonly metric: string; readonly values: readonly [number, number, ...number[]] };

export interface RetentionClock {
  readonly now: Instant;
  readonly localTime: LocalTime;
}
