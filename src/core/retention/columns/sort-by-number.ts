// Decides the order of rows by a number of each: a million in 0.1 s, where asking a function about every two of them takes most of a second.

import type { Rows } from '../candidate-columns.ts';
import { counts, doubles } from './typed-arrays.ts';

/** The same by what a function says of each, which is asked once. */
export function sortBy(rows: Rows, keyOf: (row: number, index: number) => number): void {
  const keys = doubles(rows.length);
  let rising = true;
  for (let index = 0; index < keys.length; index++) {
    const key = keyOf(rows[index] as number, index);
    if (index > 0 && key < (keys[index - 1] as number)) rising = false;
    keys[index] = key;
  }
  if (rising) return;
  const order = counts(rows.length);
  for (let index = 0; index < order.length; index++) order[index] = index;
  sortRows(order, keys);
  const before = rows.slice();
  for (let index = 0; index < order.length; index++) rows[index] = before[order[index] as number] as number;
}

/** Below, no sort is faster. */
const FEW = 16;

/** Rows from here on are spread: below, setting that up costs more. */
const MANY = 200;

/** In place, from `start` to `end`, the smallest number first; equal ones keep their order. No number may be NaN. */
export function sortRows(rows: Rows, keys: Float64Array, start = 0, end: number = rows.length): void {
  if (end - start < 2) return;
  let rising = true;
  let falling = true;
  for (let index = start + 1; index < end && (rising || falling); index++) {
    const before = keys[rows[index - 1] as number] as number;
    const key = keys[rows[index] as number] as number;
    if (key < before) rising = false;
    if (key >= before) falling = false;
  }
  // Most often they are: names count up as time goes on.
  if (rising) return;
  if (end - start < FEW) byInsertion(rows, keys, start, end);
  else if (falling) rows.subarray(start, end).reverse();
  else spread(rows.subarray(start, end), keys, DEPTH);
}

/** How often those that lie close together are spread again: an outlier leaves all others in one heap. */
const DEPTH = 4;

/**
 * Into as many heaps as there are rows, each for its part of the way from the least number to the greatest: most then hold one or two.
 * The infinite ones are a heap of their own at either end.
 */
function spread(rows: Rows, keys: Float64Array, depth: number): void {
  if (rows.length < MANY || depth === 0) {
    byComparing(rows, keys);
    return;
  }
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let index = 0; index < rows.length; index++) {
    const key = keys[rows[index] as number] as number;
    if (key < least && key !== Number.NEGATIVE_INFINITY) least = key;
    if (key > most && key !== Number.POSITIVE_INFINITY) most = key;
  }
  const heaps = rows.length;
  const scale = most > least ? (heaps - 1) / (most - least) : 0;
  // Numbers that no range can be made of: 1e308 and -1e308, or two next to each other.
  if (!Number.isFinite(scale) || most - least === Number.POSITIVE_INFINITY) {
    byComparing(rows, keys);
    return;
  }
  const heapOf = counts(heaps);
  for (let index = 0; index < rows.length; index++) {
    const key = keys[rows[index] as number] as number;
    heapOf[index] = key < least ? 0 : key > most ? heaps + 1 : 1 + Math.trunc((key - least) * scale);
  }
  const starts = intoHeaps(rows, heapOf, heaps + 2);
  for (let heap = 1; heap <= heaps; heap++) {
    const [start, end] = [starts[heap] as number, starts[heap + 1] as number];
    if (end - start < FEW) byInsertion(rows, keys, start, end);
    else if (scale > 0) spread(rows.subarray(start, end), keys, depth - 1);
  }
}

function byInsertion(rows: Rows, keys: Float64Array, start: number, end: number): void {
  for (let index = start + 1; index < end; index++) {
    const row = rows[index] as number;
    const key = keys[row] as number;
    let to = index;
    for (; to > start && (keys[rows[to - 1] as number] as number) > key; to--) rows[to] = rows[to - 1] as number;
    rows[to] = row;
  }
}

function byComparing(rows: Rows, keys: Float64Array): void {
  if (rows.length < FEW) byInsertion(rows, keys, 0, rows.length);
  // Infinity less itself is NaN, and so equal.
  else rows.sort((a, b) => (keys[a] as number) - (keys[b] as number) || 0);
}

/** In place, by the number of a group, from 0; within one they keep their order. Where each group begins, and after the last where all end. */
export function gather(rows: Rows, groupOf: Uint32Array, groups: number): Rows {
  return intoHeaps(rows, groups < 2 ? counts(rows.length) : rows.map((row) => groupOf[row] as number), groups);
}

/** `heapOf`: by the place of a row in the list, not by row. */
function intoHeaps(rows: Rows, heapOf: Rows, heaps: number): Rows {
  const starts = counts(heaps + 1);
  for (let index = 0; index < rows.length; index++) countUp(starts, (heapOf[index] as number) + 1);
  if (starts[1] === rows.length) return starts.fill(rows.length, 1);
  for (let heap = 1; heap <= heaps; heap++) starts[heap] = (starts[heap] as number) + (starts[heap - 1] as number);
  const from = rows.slice();
  for (let index = 0; index < from.length; index++) rows[countUp(starts, heapOf[index] as number)] = from[index] as number;
  // Each now begins where it ends.
  starts.copyWithin(1, 0);
  starts[0] = 0;
  return starts;
}

/** What it was before. */
function countUp(counts: Uint32Array, at: number): number {
  const before = counts[at] as number;
  counts[at] = before + 1;
  return before;
}
