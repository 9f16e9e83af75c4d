// Decides what a row of a training's CSV says: its epoch, its step, and the metrics among its other columns.

import { type CsvTable, csvNumber } from '../lib/csv.ts';
import type { NamedValue } from '../types/checkpoints.ts';
import type { MetricRow } from './match-rows.ts';
import { isMetric } from './metric-direction.ts';

/** Nothing where there is no column `epoch`. Empty fields are no values: Lightning logs training and validation in rows of their own. */
export function* rowsByEpoch({ header, rows }: CsvTable): Iterable<MetricRow & { readonly epoch: number }> {
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
  return number !== null && Number.isSafeInteger(number) && number >= 0 ? number : null;
}
