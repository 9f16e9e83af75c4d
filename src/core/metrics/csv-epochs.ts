// Metrics in tables whose column `epoch` counts from 0 as the names of the files do: timm's `summary.csv` (timm/utils/summary.py) and
// Lightning's `metrics.csv` (loggers/csv_logs.py), which also has a column `step`.

import { csvTable } from '../lib/csv.ts';
import { rowsByEpoch } from './csv-columns.ts';
import type { MetricRow } from './match-rows.ts';

export function epochRows(text: string): Iterable<MetricRow> {
  const table = csvTable(text);
  return table === null ? [] : rowsByEpoch(table);
}
