// Metrics in JSON lines: Detectron2's `metrics.json` (by `iteration`, from 0 as in `model_0004999.pth`) and mmengine's
// `vis_data/scalars.json`, where a line without `iter` is of a validation and its `step` is the epoch, or the iteration where training
// counts those. A line that is no JSON, as the last one while it is being written, is no line.

import { parseTolerantJson } from '../lib/tolerant-json.ts';
import type { NamedValue } from '../types/checkpoints.ts';
import type { MetricRow } from './match-rows.ts';
import { isMetric } from './metric-direction.ts';

export function* jsonLineRows(text: string): Iterable<MetricRow> {
  let line = 0;
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    line++;
    const parsed = parseTolerantJson(text.slice(start, end));
    start = end + 1;
    if (!parsed.ok || typeof parsed.value !== 'object' || parsed.value === null || Array.isArray(parsed.value)) continue;
    yield* rowsOf(parsed.value as Readonly<Record<string, unknown>>, line);
  }
}

function* rowsOf(entry: Readonly<Record<string, unknown>>, line: number): Iterable<MetricRow> {
  const { iteration, iter, step } = entry;
  const values = metricsInRecord(entry);
  if (isWhole(iteration)) yield { step: iteration, values: values.filter(({ name }) => isEvaluation(name)), line };
  else if (iter === undefined && isWhole(step)) {
    yield { step, values, line };
    yield { epoch: step, values, line };
  }
}

/** Detectron2 logs an evaluation as `bbox/AP`; its losses and `fast_rcnn/cls_accuracy` are of the batch that was just trained on. */
function isEvaluation(name: string): boolean {
  return (
    /^(?:val|valid|validation|eval|test)(?:_|\/)/.test(name) ||
    /^(?!fast_rcnn|mask_rcnn|keypoint|roi_head|rpn|retinanet).*\//.test(name)
  );
}

/** The numbers of an object that measure something. */
export function metricsInRecord(entry: Readonly<Record<string, unknown>>): readonly NamedValue[] {
  return Object.entries(entry).flatMap(([name, value]) => (typeof value === 'number' && isMetric(name) ? [{ name, value }] : []));
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
