// Decides which metric ranks the checkpoints of one group, and the value of each checkpoint.
//
// `metric: {name, mode}` in the config decides. Without it, only metrics of known direction (`metric-direction.ts`) compete, in this order:
// more than half of the group has it; it is from validation, not training; it is in the file names; more checkpoints have it; it is usual
// (USUAL); its name comes first. If no direction is known, a metric in the file names ranks from both ends, because Keras'
// `model.{epoch}-{val_loss}` does not name its metric. NaN is a value. A checkpoint without a value is not ranked and stays. Sources that
// contradict each other rank nothing.

import { byCodePoint } from '../lib/code-point-order.ts';
import type { MetricRank } from '../retention/candidate.ts';
import type { MetricReading } from '../types/checkpoints.ts';
import type { PathText } from '../types/primitives.ts';
import type { MetricChoice, MetricMode } from '../types/project.ts';
import { isOfTraining, metricKey, metricNames, modeOf } from './metric-direction.ts';

export type Ranking =
  | {
      readonly ranked: true;
      readonly metric: string;
      /** Null when it is not known whether lower or higher is better. */
      readonly mode: MetricMode | null;
      /** Only checkpoints with a value. */
      readonly metricRanks: ReadonlyMap<PathText, MetricRank>;
    }
  | {
      readonly ranked: false;
      /** The one asked for. */
      readonly metric: string | null;
      /** A sentence fragment. */
      readonly why: string;
    };

/** How a reading from a file's own name is marked. */
export const FROM_NAME = 'its name';

/** The frameworks' own defaults for the best checkpoint: Ultralytics' fitness, timm's top-1, most others' validation loss. */
const USUAL: readonly RegExp[] = [/fitness$/, /map50_95/, /(?:^|_)top_?1$/, /^(?:val|valid|validation|eval|dev|test)_loss$/];

/** `group`: the paths of the units that compete; `metrics`: as in `Evidence`. */
export function rankingOf(
  group: readonly PathText[],
  metrics: ReadonlyMap<PathText, readonly MetricReading[]>,
  choice: MetricChoice | undefined,
): Ranking {
  const chosen = choice === undefined ? usualOf(group, metrics) : { name: choice.name, mode: choice.mode ?? modeOf(choice.name) };
  if (chosen === null) return { ranked: false, metric: null, why: 'no metric of known direction is known' };
  const { name: metric, mode } = chosen;
  const key = metricKey(metric);
  const known = metricNames();
  const metricRanks = new Map<PathText, MetricRank>();
  for (const path of group) {
    const readings = (metrics.get(path) ?? []).filter(({ name }) => known(name).key === key);
    const metricRank = metricRankOf(metric, mode, readings);
    if (metricRank !== null) metricRanks.set(path, metricRank);
  }
  return metricRanks.size === 0
    ? { ranked: false, metric, why: 'no checkpoint says it' }
    : { ranked: true, metric, mode, metricRanks };
}

function metricRankOf(name: string, mode: MetricMode | null, readings: readonly MetricReading[]): MetricRank | null {
  const values = [...new Set(readings.map(({ value }) => value))].sort((a, b) => decimals(b) - decimals(a));
  const [value, ...others] = values;
  if (value === undefined) return null;
  const contrary = others.filter((other) => !agree(value, other));
  const [second, ...rest] = contrary;
  if (second !== undefined) return { known: 'contradiction', metric: name, values: [value, second, ...rest] };
  return { known: 'value', metric: { name, value }, mode };
}

/** The same number, printed with fewer digits (`0.12` for 0.1234), or kept in fewer bits. */
export function agree(a: number, b: number): boolean {
  if (Object.is(a, b) || a === b) return true;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return false;
  const digits = Math.min(decimals(a), decimals(b));
  const slack = Math.max(0.5 * 10 ** -digits, FLOAT32 * Math.max(Math.abs(a), Math.abs(b)));
  return Math.abs(a - b) <= slack * (1 + 1e-9);
}

const FLOAT32 = 1e-6;

/**
 * Digits after the point in the shortest text of the number. `1` and `0` may have been printed as `1.0` or `1.00`: as 1 ± 0.5 a perfect
 * accuracy would agree with one of 0.6.
 */
function decimals(value: number): number {
  const [, fraction = '', exponent = '0'] = /^-?\d+(?:\.(\d+))?(?:e([-+]\d+))?$/.exec(String(value)) ?? [];
  return Math.max(Math.abs(value) < 10 ? 1 : 0, fraction.length - Number(exponent));
}

interface Candidate {
  readonly name: string;
  readonly mode: MetricMode | null;
  count: number;
  inNames: boolean;
}

function usualOf(
  group: readonly PathText[],
  metrics: ReadonlyMap<PathText, readonly MetricReading[]>,
): { readonly name: string; readonly mode: MetricMode | null } | null {
  const candidates = new Map<string, Candidate>();
  const known = metricNames();
  for (const path of group) {
    const seen = new Set<string>();
    for (const { name, mode, source } of metrics.get(path) ?? []) {
      const { key } = known(name);
      if (mode === null && source.how !== FROM_NAME) continue;
      const candidate = candidates.get(key) ?? { name, mode, count: 0, inNames: false };
      candidates.set(key, candidate);
      if (source.how === FROM_NAME) candidate.inNames = true;
      if (!seen.has(key)) candidate.count++;
      seen.add(key);
    }
  }
  const ranked = [...candidates]
    .map(([key, candidate]) => ({ key, candidate, weight: weightOf(key, candidate, group.length) }))
    .sort((a, b) => differenceOf(a.weight, b.weight) || byCodePoint(a.key, b.key));
  return ranked[0]?.candidate ?? null;
}

/** Compared number by number; lower wins. */
function weightOf(key: string, { name, mode, count, inNames }: Candidate, all: number): readonly number[] {
  const usual = USUAL.findIndex((pattern) => pattern.test(key));
  return [
    mode === null ? 1 : 0,
    count * 2 > all ? 0 : 1,
    isOfTraining(name) ? 1 : 0,
    inNames ? 0 : 1,
    -count,
    usual < 0 ? USUAL.length : usual,
  ];
}

function differenceOf(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((weight, index) => weight !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
