// @ts-check
// All that is measured, in the order of the table.

import { deletingRows } from './rows/deleting.js';
import { emptyingRows } from './rows/emptying.js';
import { pruningRows } from './rows/pruning.js';
import { readingRows } from './rows/reading.js';
import { startingRows } from './rows/starting.js';

/** @param {import('./runner.js').Tools} tools @returns {import('./measure.js').Row[]} */
export function allRows(tools) {
  // What pruning costs goes first: --quick ends after three minutes.
  return [startingRows, pruningRows, deletingRows, emptyingRows, readingRows].flatMap((rows) => rows(tools));
}
