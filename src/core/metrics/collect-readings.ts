// Collects the metrics of each checkpoint from all sources. The same number from a second source is dropped.

import type { MetricReading, NamedValue, Unit } from '../types/checkpoints.ts';
import type { PathText } from '../types/primitives.ts';
import { isMetric, metricNames, modeOf } from './metric-direction.ts';

export interface MetricReadings {
  readonly byPath: ReadonlyMap<PathText, readonly MetricReading[]>;
  readonly add: (unit: Unit, readings: readonly MetricReading[]) => void;
}

export function metricReadings(): MetricReadings {
  const byPath = new Map<PathText, MetricReading[]>();
  const known = metricNames();
  return {
    byPath,
    add: ({ path }, readings) => {
      if (readings.length === 0) return;
      const before = byPath.get(path) ?? [];
      if (before.length === 0) byPath.set(path, before);
      for (const reading of readings) {
        const { key } = known(reading.name);
        const isNew = !before.some((each) => Object.is(each.value, reading.value) && known(each.name).key === key);
        if (isNew) before.push(reading);
      }
    },
  };
}

/** The metrics among the values of one source. */
export function readingsOf(values: readonly NamedValue[], source: MetricReading['source']): readonly MetricReading[] {
  return values.filter(({ name }) => isMetric(name)).map(({ name, value }) => ({ name, value, mode: modeOf(name), source }));
}
