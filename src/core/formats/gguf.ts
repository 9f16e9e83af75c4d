// Decides whether a GGUF file is complete: its last tensor must end inside the file. The header holds a whole vocabulary, so reading it
// takes some megabytes, in pieces. Layout: ggml's docs/gguf.md, versions 2 and 3.

import type { Inspection } from '../types/checkpoints.ts';
import { type ByteSource, LONGEST_PIECE, ReadStop, u64, viewOf } from './byte-source.ts';
import { complete, incomplete, unknown } from './inspection-result.ts';

export const GGUF_MAGIC: readonly number[] = [0x47, 0x47, 0x55, 0x46];

const PIECE = 32 * 1024;
const MOST_ENTRIES = 2_000_000;
const MOST_TENSORS = 100_000;
const STRING = 8;
const ARRAY = 9;
/** Bytes of a value, by its type; strings (8) and arrays (9) have their own length. */
const VALUE_SIZES: readonly (number | undefined)[] = [1, 1, 2, 2, 4, 4, 4, 1, undefined, undefined, 8, 8, 8];

/** `ggml_type`: its name, and how many elements are in how many bytes. */
const TENSOR_TYPES: ReadonlyMap<number, readonly [name: string, elements: number, bytes: number]> = new Map([
  [0, ['float32', 1, 4]],
  [1, ['float16', 1, 2]],
  [2, ['q4_0', 32, 18]],
  [3, ['q4_1', 32, 20]],
  [6, ['q5_0', 32, 22]],
  [7, ['q5_1', 32, 24]],
  [8, ['q8_0', 32, 34]],
  [9, ['q8_1', 32, 36]],
  [10, ['q2_k', 256, 84]],
  [11, ['q3_k', 256, 110]],
  [12, ['q4_k', 256, 144]],
  [13, ['q5_k', 256, 176]],
  [14, ['q6_k', 256, 210]],
  [15, ['q8_k', 256, 292]],
  [16, ['iq2_xxs', 256, 66]],
  [17, ['iq2_xs', 256, 74]],
  [18, ['iq3_xxs', 256, 98]],
  [19, ['iq1_s', 256, 50]],
  [20, ['iq4_nl', 32, 18]],
  [21, ['iq3_s', 256, 110]],
  [22, ['iq2_s', 256, 82]],
  [23, ['iq4_xs', 256, 136]],
  [24, ['int8', 1, 1]],
  [25, ['int16', 1, 2]],
  [26, ['int32', 1, 4]],
  [27, ['int64', 1, 8]],
  [28, ['float64', 1, 8]],
  [29, ['iq1_m', 256, 56]],
  [30, ['bfloat16', 1, 2]],
  [34, ['tq1_0', 256, 54]],
  [35, ['tq2_0', 256, 66]],
  [39, ['mxfp4', 32, 17]],
]);

export function inspectGguf(source: ByteSource): Inspection {
  try {
    return judged(source);
  } catch (error) {
    if (error instanceof ReadStop) return (error.short ? incomplete : unknown)('gguf', error.message);
    throw error;
  }
}

function judged(source: ByteSource): Inspection {
  const header = reader(source);
  header.take(4);
  const version = header.u32();
  if (version !== 2 && version !== 3) return unknown('gguf', 'of a version that we do not know');
  const tensorCount = header.u64();
  const valueCount = header.u64();
  if (tensorCount > MOST_TENSORS) return unknown('gguf', 'it names more tensors than any model has');
  let alignment = 32;
  for (let index = 0; index < valueCount; index++) {
    const key = header.text();
    const type = header.u32();
    if (key === 'general.alignment' && type === 4) alignment = header.u32();
    else skipValue(header, type, 0);
  }
  const dtypes = new Set<string>();
  let [parameters, end, isKnown] = [0, 0, true];
  for (let index = 0; index < tensorCount; index++) {
    header.text();
    const dimensions = Array.from({ length: Math.min(header.u32(), 8) }, () => header.u64());
    const type = TENSOR_TYPES.get(header.u32());
    const offset = header.u64();
    const elements = dimensions.reduce((all, each) => all * each, 1);
    parameters += elements;
    if (type === undefined) isKnown = false;
    else dtypes.add(type[0]);
    end = Math.max(end, offset + (type === undefined ? 0 : Math.ceil(elements / type[1]) * type[2]));
  }
  const says = tensorCount === 0 ? header.at() : Math.ceil(header.at() / alignment) * alignment + end;
  const inside = {
    tensors: tensorCount,
    ...(Number.isSafeInteger(parameters) && { parameters }),
    dtypes: [...dtypes].sort(),
    optimizer: false,
  };
  if (!(says <= source.size)) return incomplete('gguf', `it has ${source.size} of its ${says} bytes`, inside);
  return isKnown
    ? complete('gguf', 'every tensor it names is there', inside)
    : unknown('gguf', 'it has tensors of a type that we do not know', inside);
}

type Header = ReturnType<typeof reader>;

const LONGEST_KEY = 1000;

/** Reads a header from front to back, in pieces. */
function reader(source: ByteSource) {
  let [at, pieceAt, entries] = [0, 0, 0];
  let piece: Uint8Array = new Uint8Array();
  const skip = (length: number): void => {
    if (at + length > source.size) throw new ReadStop('its header is cut off', true);
    at += length;
    if (at > LONGEST_PIECE) throw new ReadStop('its header is too long to read');
  };
  const take = (length: number): DataView => {
    const start = at;
    skip(length);
    if (start < pieceAt || start + length > pieceAt + piece.length) {
      pieceAt = start;
      piece = source.read(start, Math.max(length, PIECE));
      if (piece.length < length) throw new ReadStop('its header is cut off', true);
    }
    return viewOf(piece.subarray(start - pieceAt, start - pieceAt + length));
  };
  const long = (): number => u64(take(8), 0);
  /** Stops at a header of too many entries. */
  const count = (): void => {
    if (++entries > MOST_ENTRIES) throw new ReadStop('its header is too long to read');
  };
  const text = (): string => {
    count();
    const length = long();
    if (length > LONGEST_KEY) {
      skip(length);
      return '';
    }
    const view = take(length);
    return Buffer.from(view.buffer, view.byteOffset, length).toString('utf8');
  };
  return { take, skip, u32: () => take(4).getUint32(0, true), u64: long, text, at: () => at, count };
}

const DEEPEST = 4;

function skipValue(header: Header, type: number, depth: number): void {
  header.count();
  const size = VALUE_SIZES[type];
  if (size !== undefined) header.skip(size);
  else if (type === STRING) header.skip(header.u64());
  else if (type === ARRAY && depth < DEEPEST) skipList(header, depth);
  else throw new ReadStop('it has a value of a type that we do not know');
}

function skipList(header: Header, depth: number): void {
  const type = header.u32();
  const length = header.u64();
  const size = VALUE_SIZES[type];
  if (size !== undefined) header.skip(length * size);
  else for (let index = 0; index < length; index++) skipValue(header, type, depth + 1);
}
