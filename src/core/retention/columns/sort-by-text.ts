// Decides the order of rows by a text of each, by UTF-16 unit: a million in half a second, where comparing every two takes five.

import type { Rows } from '../candidate-columns.ts';
import { sortBy } from './sort-by-number.ts';
import { doubles } from './typed-arrays.ts';

/** Below, comparing costs less than looking for what they have in common. */
const FEW = 64;
/** As many units, or none, as a double can tell apart: of ASCII, and of 16 bits. */
const NARROW = { units: 7, base: 2 ** 7 };
const WIDE = { units: 3, base: 2 ** 16 + 1 };
/** As many are asked what all have in common: each look at a text that lies anywhere in the memory costs as much as sorting its number. */
const SAMPLE = 64;

/** In place. For what nobody is shown: a screen wants the order of `order.ts`. */
export function sortByText(rows: Rows, textOf: (row: number) => string): void {
  // Most often they are: a scan goes by name.
  if (rows.every((row, index) => index === 0 || textOf(rows[index - 1] as number) <= textOf(row))) return;
  sortFrom(0, rows, textOf);
}

/** Of texts that are equal up to `at`. */
function sortFrom(at: number, rows: Rows, textOf: (row: number) => string): void {
  if (rows.length < FEW) {
    rows.sort((a, b) => compare(textOf(a), textOf(b)));
    return;
  }
  const { keys, past, base } = keysOf(at, rows, textOf);
  sortBy(rows, (_, index) => keys[index] as number);
  keys.sort();
  let start = 0;
  for (let index = 1; index <= rows.length; index++) {
    if (keys[index] === keys[start]) continue;
    // Of one that ends here there may be many, which are equal.
    if (index - start > 1 && (keys[start] as number) % base !== 0) sortFrom(past, rows.subarray(start, index), textOf);
    start = index;
  }
}

interface Keys {
  /** In the order of the rows. */
  readonly keys: Float64Array;
  /** Behind what the keys say of the texts. */
  readonly past: number;
  readonly base: number;
}

function keysOf(at: number, rows: Rows, textOf: (row: number) => string): Keys {
  const step = Math.ceil(rows.length / SAMPLE);
  const guess = commonOf(at, rows, step, textOf);
  const keys = keysBehind(guess, rows, textOf, NARROW) ?? keysBehind(commonOf(at, rows, 1, textOf), rows, textOf, WIDE);
  if (keys === null) throw new Error('what all texts begin with is not what all texts begin with');
  return keys;
}

/** What comes behind, as a number each: 0 for what is beyond the end. Null where not all begin so, or a unit is too wide. */
function keysBehind(prefix: string, rows: Rows, textOf: (row: number) => string, { units, base }: typeof NARROW): Keys | null {
  const keys = doubles(rows.length);
  const past = prefix.length + units;
  for (let index = 0; index < rows.length; index++) {
    const text = textOf(rows[index] as number);
    if (!text.startsWith(prefix)) return null;
    let key = 0;
    for (let at = prefix.length; at < past; at++) {
      const unit = at < text.length ? text.charCodeAt(at) + 1 : 0;
      if (unit >= base) return null;
      key = key * base + unit;
    }
    keys[index] = key;
  }
  return { keys, past, base };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What all begin with, of which `at` units are known; asked of one in so many. */
function commonOf(at: number, rows: Rows, step: number, textOf: (row: number) => string): string {
  let common = textOf(rows[0] as number);
  for (let index = step; index < rows.length && common.length > at; index += step) {
    const text = textOf(rows[index] as number);
    while (common.length > at && !text.startsWith(common)) common = common.slice(0, -1);
  }
  return common;
}
