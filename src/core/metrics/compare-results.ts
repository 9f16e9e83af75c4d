// Decides the table of compared results: columns, the direction of each metric, the best values, and the order of rows.

import type { PathText } from '../types/primitives.ts';
import type { MetricChoice, MetricMode } from '../types/project.ts';
import type { ComparedColumn, ComparedRow } from '../types/reports.ts';
import { isMetric, metricKey, modeOf } from './metric-direction.ts';
import type { ResultRow } from './results-rows.ts';

export interface CompareInput {
  readonly results: readonly (ResultRow & { readonly path: PathText })[];
  /** Metrics from the config. */
  readonly choices: readonly MetricChoice[];
  /** A metric, as a person writes it; by name where absent. */
  readonly sortBy?: string;
  readonly byName: (a: string, b: string) => number;
}

export interface Comparison {
  readonly columns: readonly ComparedColumn[];
  readonly rows: readonly ComparedRow[];
}

/** Null when no result has the metric to sort by. */
export function compareResults({ results, choices, sortBy, byName }: CompareInput): Comparison | null {
  const names = new Map<string, string>();
  for (const { values } of results)
    for (const { name } of values) if (!names.has(metricKey(name))) names.set(metricKey(name), name);
  const keys = [...names.keys()];
  const rows = results
    .map(({ name, path, item, values }): ComparedRow => {
      const byKey = new Map(values.map(({ name: metric, value }) => [metricKey(metric), value]));
      const source = { path, ...(item !== undefined && { item }) };
      return { name, source, values: keys.map((key) => byKey.get(key) ?? null) };
    })
    .sort(
      (a, b) => byName(a.name, b.name) || byName(a.source.path, b.source.path) || (a.source.item ?? 0) - (b.source.item ?? 0),
    );
  const modes = keys.map((key) => modeFor(key, names.get(key) ?? key, choices));
  const sorted = sortBy === undefined ? rows : sortedBy(rows, columnOf(sortBy, keys), modes);
  if (sorted === null) return null;
  return {
    rows: sorted,
    columns: keys.map((key, at) => ({
      name: names.get(key) ?? key,
      mode: modes[at] ?? null,
      best: bestOf(
        sorted.map(({ values }) => values[at] ?? null),
        modes[at] ?? null,
      ),
    })),
  };
}

/** The config decides before the built-in rules; `psnr` in the config also applies to `test.psnr`. */
function modeFor(key: string, name: string, choices: readonly MetricChoice[]): MetricMode | null {
  const choice =
    choices.find((each) => metricKey(each.name) === key) ?? choices.find((each) => key.endsWith(`_${metricKey(each.name)}`));
  const last = name.slice(name.lastIndexOf('.') + 1);
  if (!isMetric(last)) return null;
  return choice?.mode ?? modeOf(last) ?? modeOf(name);
}

/** Finds a column by its full name, or by the end of its name if only one matches. */
function columnOf(asked: string, keys: readonly string[]): number {
  const key = metricKey(asked);
  const at = keys.indexOf(key);
  if (at >= 0) return at;
  const ending = keys.flatMap((each, index) => (each.endsWith(`_${key}`) ? [index] : []));
  return ending.length === 1 ? (ending[0] ?? -1) : -1;
}

/** Best first; largest first when the direction is not known. NaN and missing values come last. */
function sortedBy(
  rows: readonly ComparedRow[],
  column: number,
  modes: readonly (MetricMode | null)[],
): readonly ComparedRow[] | null {
  if (column < 0) return null;
  const sign = modes[column] === 'min' ? 1 : -1;
  const rank = ({ values }: ComparedRow): number => {
    const value = values[column] ?? null;
    return value === null ? 2 : Number.isNaN(value) ? 1 : 0;
  };
  return [...rows].sort((a, b) => {
    const [left, right] = [a.values[column] ?? 0, b.values[column] ?? 0];
    return rank(a) - rank(b) || (rank(a) > 0 || left === right ? 0 : left < right ? -sign : sign);
  });
}

/** Empty when there is only one value, or all are equal. */
function bestOf(values: readonly (number | null)[], mode: MetricMode | null): readonly number[] {
  const known = values.filter((value): value is number => value !== null && !Number.isNaN(value));
  if (mode === null || known.length < 2) return [];
  const best = known.reduce((a, b) => ((mode === 'min') === a < b ? a : b));
  if (known.every((value) => value === best)) return [];
  return values.flatMap((value, index) => (value === best ? [index] : []));
}
