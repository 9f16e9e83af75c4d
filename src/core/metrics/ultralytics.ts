// Metrics of Ultralytics: `results.csv` beside the folder `weights` (ultralytics/engine/trainer.py, save_metrics). Its column `epoch`
// counts from 1 where the names of files count from 0: `epoch0.pt` is row 1. YOLOv5 and the first YOLOv8 count both from 0.

import { csvTable } from '../lib/csv.ts';
import { rowsByEpoch } from './csv-columns.ts';
import type { MetricRow } from './match-rows.ts';

export function* ultralyticsRows(text: string): Iterable<MetricRow> {
  const table = csvTable(text);
  if (table === null) return;
  let first: number | undefined;
  for (const row of rowsByEpoch(table)) {
    first ??= row.epoch === 0 ? 0 : 1;
    if (row.epoch >= first)
      yield { epoch: row.epoch - first, values: row.values, ...(row.line !== undefined && { line: row.line }) };
  }
}
