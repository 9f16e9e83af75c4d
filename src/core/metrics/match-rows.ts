// Decides which checkpoint a row of a training table belongs to.

import { append } from '../lib/group-by.ts';
import type { MetricReading, NamedValue, Unit } from '../types/checkpoints.ts';
import type { PathText } from '../types/primitives.ts';
import { metricNames } from './metric-direction.ts';

/** What a training logged at one moment. Epochs and steps start where the names of its checkpoints start. */
export interface MetricRow {
  readonly epoch?: number;
  readonly step?: number;
  readonly values: readonly NamedValue[];
  /** From 1. */
  readonly line?: number;
}

/** The checkpoints of one folder by epoch and by step. Rows of other epochs and steps are dropped. */
export interface Positions {
  readonly byEpoch: ReadonlyMap<number, readonly Unit[]>;
  readonly byStep: ReadonlyMap<number, readonly Unit[]>;
}

export function positionsOf(units: readonly Unit[]): Positions {
  const byEpoch = new Map<number, Unit[]>();
  const byStep = new Map<number, Unit[]>();
  for (const unit of units) {
    const { epoch, step } = unit.checkpoint;
    if (epoch !== undefined) append(byEpoch, epoch, unit);
    if (step !== undefined) append(byStep, step, unit);
  }
  // In order of steps, so that the first one at or after a row's step is the checkpoint saved next.
  for (const each of byEpoch.values()) each.sort((a, b) => (a.checkpoint.step ?? 0) - (b.checkpoint.step ?? 0));
  return { byEpoch, byStep };
}

/**
 * A row with an epoch belongs to the checkpoint of that epoch; if there are several, to the one saved next after the row's step. A row with
 * only a step belongs to the checkpoint of that step.
 */
function unitsAt({ epoch, step }: MetricRow, { byEpoch, byStep }: Positions): readonly Unit[] {
  if (epoch === undefined) return (step === undefined ? undefined : byStep.get(step)) ?? [];
  const ofEpoch = byEpoch.get(epoch) ?? [];
  if (step === undefined || ofEpoch.every((unit) => unit.checkpoint.step === undefined)) return ofEpoch;
  const next = ofEpoch.find((unit) => (unit.checkpoint.step ?? 0) >= step);
  return next === undefined ? [] : [next];
}

export interface TableSource {
  /** Absolute. */
  readonly path: PathText;
  /** How it was read, e.g. `results.csv of Ultralytics`. */
  readonly how: string;
}

/** The last value of each metric wins: a resumed training writes an epoch again. */
export function readingsIn(
  rows: Iterable<MetricRow>,
  positions: Positions,
  { path, how }: TableSource,
): ReadonlyMap<Unit, readonly MetricReading[]> {
  const found = new Map<Unit, Map<string, MetricReading>>();
  const known = metricNames();
  for (const row of rows) {
    const units = unitsAt(row, positions);
    if (units.length === 0 || row.values.length === 0) continue;
    const source = { path, ...(row.line !== undefined && { line: row.line }), how };
    for (const { name, value } of row.values) {
      const { key, mode } = known(name);
      const reading = { name, value, mode, source };
      for (const unit of units) {
        const readings = found.get(unit) ?? new Map<string, MetricReading>();
        if (readings.size === 0) found.set(unit, readings);
        readings.set(key, reading);
      }
    }
  }
  return new Map([...found].map(([unit, readings]) => [unit, [...readings.values()]]));
}
