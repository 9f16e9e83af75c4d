// Reads the rows of a training's CSV: epoch, step, and the metrics among the other columns.

import { csvNumber, csvTable } from '../lib/csv.ts';
import { isWholeNumber } from '../lib/json-object.ts';
import type { NamedValue } from '../types/checkpoints.ts';
import type { MetricRow } from './match-rows.ts';
import { isMetric } from './metric-direction.ts';

/** No rows without a column `epoch`. Empty fields are skipped: Lightning logs training and validation in separate rows. */
export function* rowsByEpoch(text: string): Iterable<MetricRow & { readonly epoch: number }> {
  const table = csvTable(text);
  if (table === null) return;
  const { header, rows } = table;
  const [epochAt, stepAt] = [header.indexOf('epoch'), header.indexOf('step')];
  if (epochAt < 0) return;
  const columns = header.flatMap((name, at) => (isMetric(name) ? [{ name, at }] : []));
  for (const { line, fields } of rows) {
    const [epoch, step] = [wholeIn(fields[epochAt]), wholeIn(fields[stepAt])];
    if (epoch === null) continue;
    const values = columns.flatMap(({ name, at }): NamedValue[] => {
      const value = csvNumber(fields[at] ?? '');
      return value === null ? [] : [{ name, value }];
    });
    yield { epoch, ...(step !== null && { step }), values, line };
  }
}

/** `3` and pandas' `3.0`. */
function wholeIn(field: string | undefined): number | null {
  const number = field === undefined ? null : csvNumber(field);
  return isWholeNumber(number) ? number : null;
}
