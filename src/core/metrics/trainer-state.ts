// Metrics of Hugging Face's Trainer: the entries of `log_history` in a checkpoint's own `trainer_state.json` that were logged at its
// own step and have `eval_` names (transformers trainer_callback.py). Those of other steps are of other checkpoints.

import type { Parsed } from '../lib/quantities.ts';
import { parseTolerantJson } from '../lib/tolerant-json.ts';
import type { NamedValue } from '../types/checkpoints.ts';
import { isMetric } from './metric-direction.ts';

/** `step`: the checkpoint's; without it, the state's own `global_step`. */
export function trainerStateMetrics(text: string, step: number | undefined): Parsed<readonly NamedValue[]> {
  const parsed = parseTolerantJson(text);
  if (!parsed.ok) return parsed;
  const { global_step: reached, log_history: history } = fieldsOf(parsed.value);
  const values = new Map<string, NamedValue>();
  for (const entry of Array.isArray(history) ? history : []) {
    const fields = fieldsOf(entry);
    if (fields['step'] !== (step ?? reached)) continue;
    for (const [name, value] of Object.entries(fields))
      if (name.startsWith('eval_') && typeof value === 'number' && isMetric(name)) values.set(name, { name, value });
  }
  return { ok: true, value: [...values.values()] };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
