// Decides how good each candidate is by its number, as columns: read once, for all groups.

import type { MetricMode } from '../../types.ts';
import type { Candidate, Standing } from '../candidate.ts';

export interface Metrics {
  /** By row: which numbers it is compared with; below 0 where nothing says one, or two sources contradict each other. */
  readonly contest: Int32Array;
  /** By contest; null where nobody knows which end is better. */
  readonly modes: readonly (MetricMode | null)[];
  /** By row: the smaller the better. Infinite for what is no number. */
  readonly worse: Readonly<Record<MetricMode, Float64Array>>;
}

export function metricsOf(candidates: readonly Candidate[]): Metrics {
  const { length } = candidates;
  const contest = new Int32Array(length).fill(-1);
  const worse = { min: new Float64Array(length), max: new Float64Array(length) };
  const modes: (MetricMode | null)[] = [];
  const contests = new Map<string, number>();
  let [lastMode, lastName, last]: [MetricMode | null | undefined, string, number] = [undefined, '', -1];
  for (let row = 0; row < length; row++) {
    const standing = candidates[row]?.standing;
    if (standing?.known !== 'value') continue;
    const { mode, metric } = standing;
    // Neighbours nearly always are of one.
    if (mode !== lastMode || metric.name !== lastName) {
      const key = `${mode} ${metric.name}`;
      last = contests.get(key) ?? modes.push(mode) - 1;
      contests.set(key, last);
      [lastMode, lastName] = [mode, metric.name];
    }
    contest[row] = last;
    // Added to 0, or taken from it: no sort should see a -0.
    worse.min[row] = isNumber(standing) ? metric.value + 0 : Number.POSITIVE_INFINITY;
    worse.max[row] = isNumber(standing) ? 0 - metric.value : Number.POSITIVE_INFINITY;
  }
  return { contest, modes, worse };
}

export function isNumber(standing: Standing | undefined): boolean {
  return standing?.known === 'value' && Number.isFinite(standing.metric.value);
}
