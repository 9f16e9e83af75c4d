// Reads metrics in JSON lines. Detectron2's `metrics.json` counts by `iteration`, from 0 as in `model_0004999.pth`. In mmengine's
// `vis_data/scalars.json` a line without `iter` is a validation; its `step` is the epoch, or the iteration if training counts iterations.
// A line that is not JSON is skipped: the last one may be half written.

import { isRecord, isWholeNumber } from '../lib/json-object.ts';
import { parseTolerantJson } from '../lib/tolerant-json.ts';
import type { NamedValue } from '../types/checkpoints.ts';
import type { MetricRow } from './match-rows.ts';
import { isMetric } from './metric-direction.ts';

export function* jsonLineRows(text: string): Iterable<MetricRow> {
  for (const [index, line] of text.split('\n').entries()) {
    const parsed = parseTolerantJson(line);
    if (parsed.ok && isRecord(parsed.value)) yield* rowsOf(parsed.value, index + 1);
  }
}

function* rowsOf(entry: Readonly<Record<string, unknown>>, line: number): Iterable<MetricRow> {
  const { iteration, iter, step } = entry;
  const values = metricsInRecord(entry);
  if (isWholeNumber(iteration)) yield { step: iteration, values: values.filter(({ name }) => isEvaluation(name)), line };
  else if (iter === undefined && isWholeNumber(step)) {
    yield { step, values, line };
    yield { epoch: step, values, line };
  }
}

/** Detectron2 logs an evaluation as `bbox/AP`; its losses and `fast_rcnn/cls_accuracy` belong to the last training batch. */
function isEvaluation(name: string): boolean {
  return (
    /^(?:val|valid|validation|eval|test)(?:_|\/)/.test(name) ||
    /^(?!fast_rcnn|mask_rcnn|keypoint|roi_head|rpn|retinanet).*\//.test(name)
  );
}

/** The metrics among the numbers of an object. */
export function metricsInRecord(entry: Readonly<Record<string, unknown>>): readonly NamedValue[] {
  return Object.entries(entry).flatMap(([name, value]) => (typeof value === 'number' && isMetric(name) ? [{ name, value }] : []));
}
