// Metrics in the JSON of a results section, `{model}_results.json` or `{model}_metrics.json`: of the checkpoint that an object names, by
// its key or by one of its texts; else of the one checkpoint of that model, if it has just one. Nothing is guessed beyond that.

import { nameOf } from '../lib/paths.ts';
import type { Parsed } from '../lib/quantities.ts';
import { parseTolerantJson } from '../lib/tolerant-json.ts';
import type { NamedValue, Unit } from '../types/checkpoints.ts';
import { metricsInRecord } from './json-lines.ts';

/** The model's name, or null where the file is no such result. */
export function modelOfResults(fileName: string): string | null {
  return /^(.+)_(?:results|metrics)\.json$/.exec(fileName)?.[1] ?? null;
}

export interface ResultUnits {
  /** By a file name without folders. */
  readonly named: (name: string) => readonly Unit[];
  readonly ofModel: (model: string) => readonly Unit[];
}

const DEEPEST = 4;

export function resultMetrics(
  text: string,
  model: string,
  units: ResultUnits,
): Parsed<readonly { readonly unit: Unit; readonly values: readonly NamedValue[] }[]> {
  const parsed = parseTolerantJson(text);
  if (!parsed.ok) return parsed;
  const only = units.ofModel(model);
  const found: { unit: Unit; values: readonly NamedValue[] }[] = [];
  let anyNamed = false;
  const look = (value: unknown, about: Unit | null, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > DEEPEST) return;
    const fields = value as Readonly<Record<string, unknown>>;
    const self = Array.isArray(value) ? null : theOne(Object.values(fields), units);
    const unit = self ?? about;
    anyNamed ||=
      self !== null ||
      Object.entries(fields)
        .flat()
        .some((text) => typeof text === 'string' && LIKE_A_CHECKPOINT.test(text));
    const values = Array.isArray(value) ? [] : metricsInRecord(fields);
    if (unit !== null && values.length > 0) found.push({ unit, values });
    for (const [key, below] of Object.entries(fields)) {
      const named = Array.isArray(value) ? null : theOne([key], units);
      look(below, named ?? unit, depth + 1);
    }
  };
  look(parsed.value, null, 0);
  if (anyNamed) return { ok: true, value: found };
  const [unit] = only;
  if (unit === undefined || only.length > 1) return { ok: true, value: [] };
  look(parsed.value, unit, 0);
  return { ok: true, value: found };
}

/** A checkpoint that is not here any more: what was measured is not of another one. */
const LIKE_A_CHECKPOINT =
  /\.(?:pth|pt|ckpt|safetensors|bin|h5|hdf5|keras|onnx|tar|nemo|gguf|msgpack)$|(?:^|[/\\])checkpoint[-_]\d+$/i;

function meant(text: unknown, units: ResultUnits): readonly Unit[] {
  return typeof text === 'string' && text.length < 4096 ? units.named(nameOf(text)) : [];
}

/** An object that names two checkpoints compares them; what it measures is of neither. A thousand runs can each have a `best.pt`. */
function theOne(texts: readonly unknown[], units: ResultUnits): Unit | null {
  let one: Unit | null = null;
  for (const text of texts) {
    for (const unit of meant(text, units)) {
      if (one !== null && unit !== one) return null;
      one = unit;
    }
  }
  return one;
}
