// Where a long list of numbers in a pickle begins, found from its end: an optimizer's list of its parameters, or a history of losses,
// stands behind the last tensor and may be longer than all that should be read.
//
// A list is written a thousand items at a time (`_BATCHSIZE` in CPython's Lib/pickle.py, and the same in C). Floats are equally long, and
// of an optimizer's numbers, which go up by one, it is known how long they are: so each batch tells where the one before it begins.

import { type ByteSource, exactly, viewOf } from './byte-source.ts';

const BATCH = 1000;
const MARK = 0x28;
const APPENDS = 0x65;
const EMPTY_LIST = 0x5d;
const BINFLOAT = 0x47;
const BININT1 = 0x4b;
const BININT2 = 0x4d;
const BININT = 0x4a;

/** What is read of each batch: the end of what is before it, its mark, and its first number. */
const BEFORE = 6;
const AFTER = 6;
export const PROBE_SIZE: number = BEFORE + AFTER;

export interface NumberList {
  /** Where the operation stands that makes it. */
  readonly at: number;
  /** How many looks it took. */
  readonly probes: number;
}

/** The beginning of a batch: all floats, or the whole numbers from `from` on. */
type Batch = 'floats' | { readonly from: number };

/** Marks in `bytes` that seem to begin a batch which is not its list's first. */
export function laterBatches(bytes: Uint8Array): readonly number[] {
  const marks: number[] = [];
  for (let at = bytes.indexOf(MARK, 1); at >= 0; at = bytes.indexOf(MARK, at + 1))
    if (bytes[at - 1] === APPENDS && batchAt(bytes, at) !== null) marks.push(at);
  return marks;
}

/** The list of the later batch at this offset in `source`. Null where it is not certain, or more than so many probes away. */
export function beginOfList(source: ByteSource, mark: number, most: number): NumberList | null {
  let at = mark;
  let first = probe(source, at);
  for (let probes = 2; first !== null && probes <= most; probes++) {
    const batch = batchBefore(first.batch);
    at -= lengthOf(batch);
    const found = first.isLater ? probe(source, at) : null;
    // A memo's number may end like a batch: there is none before it.
    if (found === null || !isSame(found.batch, batch)) return first.list === null ? null : { at: first.list, probes };
    first = found;
  }
  return null;
}

/** A batch that was met, by its mark. */
interface Probe {
  readonly batch: Batch;
  /** Where the operation that makes the list stands, if this may be its first batch. */
  readonly list: number | null;
  /** Whether there may be one before it. */
  readonly isLater: boolean;
}

/** What may stand between the operation that makes a list and its first batch: nothing, MEMOIZE, BINPUT or LONG_BINPUT. */
const PUTS: readonly (readonly (number | 'any')[])[] = [[], [0x94], [0x71, 'any'], [0x72, 'any', 'any', 'any', 'any']];

function probe(source: ByteSource, mark: number): Probe | null {
  const bytes = mark < BEFORE ? null : exactly(source, mark - BEFORE, PROBE_SIZE);
  const batch = bytes === null || bytes[BEFORE] !== MARK ? null : batchAt(bytes, BEFORE);
  if (bytes === null || batch === null) return null;
  const put = PUTS.find((codes) => {
    const start = BEFORE - codes.length;
    return bytes[start - 1] === EMPTY_LIST && codes.every((code, index) => code === 'any' || bytes[start + index] === code);
  });
  return { batch, list: put === undefined ? null : mark - put.length - 1, isLater: bytes[BEFORE - 1] === APPENDS };
}

/** Null where something else begins. */
function batchAt(bytes: Uint8Array, mark: number): Batch | null {
  if (mark + AFTER > bytes.length) return null;
  const view = viewOf(bytes);
  switch (bytes[mark + 1]) {
    case BINFLOAT:
      return 'floats';
    case BININT1:
      return { from: view.getUint8(mark + 2) };
    case BININT2:
      return { from: view.getUint16(mark + 2, true) };
    case BININT:
      return { from: view.getInt32(mark + 2, true) };
    default:
      return null;
  }
}

function batchBefore(batch: Batch): Batch {
  return batch === 'floats' ? batch : { from: batch.from - BATCH };
}

function isSame(one: Batch, other: Batch): boolean {
  return one === other || (one !== 'floats' && other !== 'floats' && one.from === other.from);
}

/** Bytes, with its mark and its end. */
function lengthOf(batch: Batch): number {
  if (batch === 'floats') return BATCH * 9 + 2;
  const upTo = (limit: number): number => Math.min(Math.max(limit - batch.from, 0), BATCH);
  const [short, middle] = [upTo(0x100), upTo(0x10000)];
  return short * 2 + (middle - short) * 3 + (BATCH - middle) * 5 + 2;
}
