// Reads every metric of each checkpoint with its source: the file name, the contents, state and metrics files in its folder, training
// tables, and the project's results.

import { withRoot } from '../../disk/directory.ts';
import { escapeText } from '../../lib/escape.ts';
import { isRecord } from '../../lib/json-object.ts';
import { pathIn } from '../../lib/paths.ts';
import { parseTolerantJson } from '../../lib/tolerant-json.ts';
import { type TextReader, textReader } from '../../scan/text-reader.ts';
import type { Evidence, Inspection, NamedValue, Unit } from '../../types/checkpoints.ts';
import type { Item, Scan } from '../../types/items.ts';
import type { PathText, Warning } from '../../types/primitives.ts';
import type { Project } from '../../types/project.ts';
import { FROM_NAME } from '../choose-metric.ts';
import { type MetricReadings, metricReadings, readingsOf } from '../collect-readings.ts';
import { metricsInside } from '../inside-checkpoint.ts';
import { metricsInRecord } from '../json-lines.ts';
import { trainerStateMetrics } from '../trainer-state.ts';
import { readResults } from './read-results.ts';
import { readTables } from './read-tables.ts';

const LARGEST_STATE = 16 * 1024 * 1024;
const LARGEST_METRICS = 64 * 1024;

/** A metric that cannot be read is only a warning: a checkpoint without one is not ranked, and stays. */
export function readMetrics(
  project: Project,
  scan: Scan,
  units: readonly Unit[],
  inspections: ReadonlyMap<PathText, Inspection>,
): Pick<Evidence, 'metrics' | 'warnings'> {
  const readings = metricReadings();
  const warnings: Warning[] = [];
  if (units.length === 0) return { metrics: readings.byPath, warnings };
  const unread = (path: PathText, errno: string): void => {
    const why = errno === 'EFBIG' ? 'it is too large' : `it cannot be read (${errno})`;
    warnings.push({ text: `no metrics were read from ${escapeText(path)}: ${why}` });
  };
  withRoot((root) => {
    const read = textReader(root, scan.realPath);
    for (const unit of units) addOwn(unit, { scan, inspection: inspections.get(unit.path), read, readings });
    readTables(root, read, { scan, units, readings, unread });
    readResults(root, { project, units, readings, unread });
  });
  return { metrics: readings.byPath, warnings };
}

interface Own {
  readonly scan: Scan;
  readonly inspection: Inspection | undefined;
  readonly read: TextReader;
  readonly readings: MetricReadings;
}

const NO_METRICS: readonly NamedValue[] = [];

function addOwn(unit: Unit, { scan, inspection, read, readings }: Own): void {
  const { metrics: inName = NO_METRICS, role, step } = unit.checkpoint;
  const inside = inspection === undefined ? NO_METRICS : metricsInside(inspection.metrics, role);
  if (inName.length + inside.length > 0) {
    const path = pathIn(scan.realPath, unit.path);
    readings.add(unit, readingsOf(inName, { path, how: FROM_NAME }));
    readings.add(unit, readingsOf(inside, { path, how: 'inside the file' }));
  }
  for (const part of unit.parts) {
    if (part.children.length === 0) continue;
    const state = childOf(part, 'trainer_state.json');
    if (state !== null) addTrainerState(unit, state, step ?? inspection?.step, { scan, read, readings });
    const metrics = childOf(childOf(part, 'metrics'), 'metrics');
    if (metrics !== null) addOrbax(unit, metrics, (value) => value, { scan, read, readings });
    const metadata = childOf(part, '_CHECKPOINT_METADATA');
    if (metadata !== null) addOrbax(unit, metadata, ({ metrics: its }) => its, { scan, read, readings });
  }
}

function childOf(folder: Item | null, name: PathText): Item | null {
  if (folder === null || folder.children.length === 0) return null;
  const path = pathIn(folder.path, name);
  return folder.children.find((child) => child.path === path) ?? null;
}

function addTrainerState(
  unit: Unit,
  { path }: Item,
  step: number | undefined,
  { scan, read, readings }: Omit<Own, 'inspection'>,
): void {
  const text = read(path, LARGEST_STATE);
  const values = text.ok ? trainerStateMetrics(text.value, step) : null;
  if (values?.ok) readings.add(unit, readingsOf(values.value, { path: pathIn(scan.realPath, path), how: 'log_history' }));
}

/** Orbax's `<step>/metrics/metrics`, which is one JSON object, and `metrics` in its metadata. */
function addOrbax(
  unit: Unit,
  { path }: Item,
  metricsOf: (value: Readonly<Record<string, unknown>>) => unknown,
  { scan, read, readings }: Omit<Own, 'inspection'>,
): void {
  const text = read(path, LARGEST_METRICS);
  const parsed = text.ok ? parseTolerantJson(text.value) : null;
  const metrics = parsed?.ok && isRecord(parsed.value) ? metricsOf(parsed.value) : null;
  if (!isRecord(metrics)) return;
  const values = metricsInRecord(metrics);
  readings.add(unit, readingsOf(values, { path: pathIn(scan.realPath, path), how: 'metrics of Orbax' }));
}
