// Decides whether a safetensors file is complete: its header gives the exact length, and its own loader accepts no other
// (safetensors/src/tensor.rs). Pre-releases of 0.8 preallocate, so the length is right too early; the header is then zeros.

import { isRecord, isWholeNumber } from '../lib/json-object.ts';
import { parseTolerantJson } from '../lib/tolerant-json.ts';
import type { Inspection } from '../types/checkpoints.ts';
import { type ByteSource, exactly, LONGEST_PIECE, u64, viewOf } from './byte-source.ts';
import { complete, type Inside, incomplete, unknown } from './inspection-result.ts';
import { elementsOf } from './tensors.ts';

export const LENGTH_SIZE = 8;
/** The loader's own limit. */
export const LONGEST_HEADER = 100_000_000;

/** By dtype; sub-byte types are left to the loader. */
const BITS: Readonly<Record<string, number>> = {
  ...{ BOOL: 8, U8: 8, I8: 8, F8_E5M2: 8, F8_E4M3: 8, F8_E8M0: 8, I16: 16, U16: 16, F16: 16, BF16: 16 },
  ...{ I32: 32, U32: 32, F32: 32, C64: 64, F64: 64, I64: 64, U64: 64 },
};
const NAMES: Readonly<Record<string, string>> = {
  ...{ BOOL: 'bool', U8: 'uint8', I8: 'int8', I16: 'int16', U16: 'uint16', I32: 'int32', U32: 'uint32', I64: 'int64' },
  ...{ U64: 'uint64', F16: 'float16', BF16: 'bfloat16', F32: 'float32', F64: 'float64', C64: 'complex64' },
};

/** Whether the first nine bytes fit: a plausible length, then `{`. */
export function looksLikeSafetensors(head: Uint8Array): boolean {
  return head.length > LENGTH_SIZE && head[LENGTH_SIZE] === 0x7b && u64(viewOf(head), 0) <= LONGEST_HEADER;
}

export function inspectSafetensors(source: ByteSource): Inspection {
  const head = exactly(source, 0, LENGTH_SIZE);
  if (head === null) return incomplete('safetensors', 'its header is cut off');
  const length = u64(viewOf(head), 0);
  if (length === 0) return incomplete('safetensors', 'its header is still zeros: being written, or never finished');
  if (length > LONGEST_HEADER) return unknown('safetensors', 'its header is longer than any loader takes');
  if (LENGTH_SIZE + length > source.size) return incomplete('safetensors', 'its header is cut off');
  if (length > LONGEST_PIECE) return unknown('safetensors', 'its header is too long to read');
  const bytes = exactly(source, LENGTH_SIZE, length);
  if (bytes === null) return incomplete('safetensors', 'its header is cut off');
  if (bytes.every((byte) => byte === 0))
    return incomplete('safetensors', 'its header is still zeros: being written, or never finished');
  const header = parseTolerantJson(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'));
  if (!header.ok || !isRecord(header.value)) return unknown('safetensors', 'its header is not JSON');
  const tensors = Object.entries(header.value).filter(([name]) => name !== '__metadata__');
  const placed = tensors.map(([, entry]) => tensorSpanOf(entry));
  if (placed.some((place) => place === null)) return unknown('safetensors', 'its header does not say where each tensor is');
  return judged(source, LENGTH_SIZE + length, placed as readonly TensorSpan[]);
}

export interface TensorSpan {
  readonly dtype: string;
  readonly elements: number | null;
  readonly start: number;
  readonly end: number;
}

function judged(source: ByteSource, dataAt: number, places: readonly TensorSpan[]): Inspection {
  const inside = insideOf(places);
  const end = places.reduce((furthest, place) => Math.max(furthest, place.end), 0);
  const says = dataAt + end;
  if (says > source.size) return incomplete('safetensors', `it has ${source.size} of its ${says} bytes`, inside);
  if (says < source.size) return unknown('safetensors', `it should end after ${says} bytes and has ${source.size}`, inside);
  if (!lieInLine(places, 0)) return unknown('safetensors', 'its tensors do not lie one behind the other', inside);
  return complete('safetensors', 'as long as its header says', inside);
}

/** From `start` on one behind the other, each as long as its shape says. */
export function lieInLine(places: readonly TensorSpan[], start: number): boolean {
  let at = start;
  for (const place of [...places].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const bits = Object.hasOwn(BITS, place.dtype) ? BITS[place.dtype] : undefined;
    const isRight = bits === undefined || place.elements === null || (place.elements * bits) / 8 === place.end - place.start;
    if (place.start !== at || !isRight) return false;
    at = place.end;
  }
  return true;
}

function insideOf(places: readonly TensorSpan[]): Inside {
  const parameters = places.reduce<number | null>(
    (all, { elements }) => (all === null || elements === null || !Number.isSafeInteger(all + elements) ? null : all + elements),
    0,
  );
  const dtypes = new Set(
    places.map(({ dtype }) => (Object.hasOwn(NAMES, dtype) ? (NAMES[dtype] ?? dtype) : dtype.toLowerCase())),
  );
  return {
    tensors: places.length,
    ...(parameters !== null && { parameters }),
    dtypes: [...dtypes].sort(),
    optimizer: false,
  };
}

export function tensorSpanOf(entry: unknown): TensorSpan | null {
  if (!isRecord(entry)) return null;
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype !== 'string' || !isWholes(shape) || !isWholes(offsets)) return null;
  const [start, end] = offsets;
  if (start === undefined || end === undefined || start > end || offsets.length !== 2) return null;
  return { dtype: dtype.slice(0, 40), elements: elementsOf(shape), start, end };
}

function isWholes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every(isWholeNumber);
}
