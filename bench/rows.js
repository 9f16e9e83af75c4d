// @ts-check
// All that is measured, in the order of the table.

import { deletingRows } from './rows/deleting.js';
import { emptyingRows } from './rows/emptying.js';
import { pruningRows } from './rows/pruning.js';
import { readingRows } from './rows/reading.js';
import { startingRows } from './rows/starting.js';

/** What has no row yet. Rows of a command that does not exist (`needs`) are added to it. */
export const NOT_YET = ['paths by the standalone program (npm run build:standalone)'];

/** @param {import('./runner.js').Tools} tools @returns {import('./measure.js').Row[]} */
export function allRows(tools) {
  return [startingRows, deletingRows, emptyingRows, readingRows, pruningRows].flatMap((rows) => rows(tools));
}
