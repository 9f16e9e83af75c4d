// Reads metrics of Hugging Face's Trainer: `eval_` entries in the `log_history` of a checkpoint's `trainer_state.json`, logged at its own
// step (transformers trainer_callback.py). Entries of other steps belong to other checkpoints.

import { isRecord } from '../lib/json-object.ts';
import type { Parsed } from '../lib/quantities.ts';
import { parseTolerantJson } from '../lib/tolerant-json.ts';
import type { NamedValue } from '../types/checkpoints.ts';
import { metricsInRecord } from './json-lines.ts';

/** `step`: the checkpoint's; without it, the state's own `global_step`. */
export function trainerStateMetrics(text: string, step: number | undefined): Parsed<readonly NamedValue[]> {
  const parsed = parseTolerantJson(text);
  if (!parsed.ok) return parsed;
  const { global_step: reached, log_history: history } = isRecord(parsed.value) ? parsed.value : {};
  const values = new Map<string, NamedValue>();
  for (const entry of Array.isArray(history) ? history : []) {
    if (!isRecord(entry) || entry['step'] !== (step ?? reached)) continue;
    for (const metric of metricsInRecord(entry)) if (metric.name.startsWith('eval_')) values.set(metric.name, metric);
  }
  return { ok: true, value: [...values.values()] };
}
