// Reads `results.csv` of Ultralytics, next to the folder `weights` (ultralytics/engine/trainer.py, save_metrics). Its column `epoch` starts
// at 1 while file names start at 0: `epoch0.pt` is row 1. In YOLOv5 and the first YOLOv8 both start at 0.

import { rowsByEpoch } from './csv-columns.ts';
import type { MetricRow } from './match-rows.ts';

export function* ultralyticsRows(text: string): Iterable<MetricRow> {
  let first: number | undefined;
  for (const row of rowsByEpoch(text)) {
    first ??= row.epoch === 0 ? 0 : 1;
    if (row.epoch >= first)
      yield { epoch: row.epoch - first, values: row.values, ...(row.line !== undefined && { line: row.line }) };
  }
}
