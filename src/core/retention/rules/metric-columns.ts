// Decides how good each checkpoint is by its number, as columns: read once, for all groups.

import type { MetricMode } from '../../types/project.ts';
import type { Candidate, MetricRank } from '../candidate.ts';
import { type Rows, rowAt } from '../candidate-columns.ts';
import { doubles, integers } from '../columns/typed-arrays.ts';

export interface Metrics {
  /** By place: which numbers it is compared with, or NONE or CONTRADICTION. */
  readonly contest: Int32Array;
  /** By contest: values of different metrics are not compared; null where nobody knows which end is better. */
  readonly modes: readonly (MetricMode | null)[];
  /** By place: the smaller the better, for `min` and where nobody knows. Infinite for what is no number. */
  readonly worse: Float64Array;
}

export const NONE = -1;
export const CONTRADICTION = -2;

/** `listed`: by place, where it is in the list. */
export function metricsOf(candidates: readonly Candidate[], listed: Rows): Metrics {
  const { length } = listed;
  const contest = integers(length).fill(NONE);
  const worse = doubles(length);
  const placeOf = integers(candidates.length).fill(-1);
  for (let place = 0; place < length; place++) placeOf[rowAt(listed, place)] = place;
  const modes: (MetricMode | null)[] = [];
  const contests = new Map<string, number>();
  let lastMode: MetricMode | null | undefined;
  let lastName = '';
  let last = NONE;
  // In the order of the list, as they lie in the memory.
  for (let row = 0; row < candidates.length; row++) {
    const place = placeOf[row] as number;
    const standing = candidates[row]?.standing;
    if (place < 0 || standing === undefined) continue;
    if (standing.known === 'contradiction') {
      contest[place] = CONTRADICTION;
      continue;
    }
    const { mode, metric } = standing;
    // Neighbours nearly always are of one.
    if (mode !== lastMode || metric.name !== lastName) {
      const key = `${mode} ${metric.name}`;
      last = contests.get(key) ?? modes.push(mode) - 1;
      contests.set(key, last);
      lastMode = mode;
      lastName = metric.name;
    }
    contest[place] = last;
    const { value } = metric;
    worse[place] = !Number.isFinite(value) ? Number.POSITIVE_INFINITY : mode === 'max' ? 0 - value : value + 0;
  }
  return { contest, modes, worse };
}

/** What ranks it, where that is one number. */
export function metricOf(standing: MetricRank | undefined): Extract<MetricRank, { known: 'value' }>['metric'] | undefined {
  return standing?.known === 'value' ? standing.metric : undefined;
}
