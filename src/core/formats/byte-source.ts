// What format readers read from: a source of known size, and the numbers in its bytes.
// No number from a file is trusted: an offset outside the source gives null, a size above 2^53 gives Infinity.

/** A file, a record inside one, or bytes in memory. */
export interface ByteSource {
  readonly size: number;
  /** Returns fewer bytes than asked for only at the end. Both arguments are whole numbers from 0. */
  read(offset: number, length: number): Uint8Array;
}

/** The most that a reader reads of one piece (a directory, a pickle, a header): 16 MiB. */
export const LONGEST_PIECE: number = 16 * 2 ** 20;

export function sourceOf(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) };
}

/** A record of a container as a source of its own; null when part of it is outside the container. */
export function recordIn(source: ByteSource, start: number, size: number): ByteSource | null {
  if (!isInside(source, start, size)) return null;
  return {
    size,
    read: (offset, length) => source.read(start + Math.min(offset, size), Math.max(0, Math.min(length, size - offset))),
  };
}

/** Exactly `length` bytes, or null when the source ends before. */
export function exactly(source: ByteSource, offset: number, length: number): Uint8Array | null {
  if (!isInside(source, offset, length)) return null;
  const bytes = source.read(offset, length);
  return bytes.length === length ? bytes : null;
}

function isInside(source: ByteSource, start: number, size: number): boolean {
  return Number.isSafeInteger(start) && Number.isSafeInteger(size) && start >= 0 && size >= 0 && start + size <= source.size;
}

/** Why a reader stops. `short`: the bytes end too early. Thrown and caught inside one reader, never further. */
export class ReadStop extends Error {
  readonly short: boolean;
  constructor(why: string, short = false) {
    super(why);
    this.short = short;
  }
}

/** Readers of one little-endian number, by PyTorch's name of its type. */
export const NUMBER_READERS: ReadonlyMap<string, (view: DataView) => number> = new Map([
  ['float64', (view) => view.getFloat64(0, true)],
  ['float32', (view) => view.getFloat32(0, true)],
  ['int64', (view) => Number(view.getBigInt64(0, true))],
  ['int32', (view) => view.getInt32(0, true)],
]);

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Little-endian; Infinity above 2^53. */
export function u64(view: DataView, at: number): number {
  const value = view.getUint32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
  return Number.isSafeInteger(value) ? value : Number.POSITIVE_INFINITY;
}

export function startsWith(bytes: Uint8Array, prefix: readonly number[], at: number = 0): boolean {
  if (bytes.length < at + prefix.length) return false;
  for (let index = 0; index < prefix.length; index++) if (bytes[at + index] !== prefix[index]) return false;
  return true;
}
