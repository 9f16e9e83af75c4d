// What format readers read from: bytes at an offset of something of a known size, and the numbers in them.
// Nothing here trusts a number that a file gives: a place outside the source reads as null, a size above 2^53 as Infinity.

/** A file, a record inside one, or bytes in memory. */
export interface ByteSource {
  readonly size: number;
  /** Fewer bytes than asked for only at the end. Both numbers are whole, from 0. */
  read(offset: number, length: number): Uint8Array;
}

/** What no reader goes beyond for any one piece (a directory, a pickle, a header): 16 MiB. */
export const LONGEST_PIECE: number = 16 * 2 ** 20;

export function sourceOf(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) };
}

/** A record of a container as a source of its own. Null where it does not lie inside. */
export function recordIn(source: ByteSource, start: number, size: number): ByteSource | null {
  if (!isInside(source, start, size)) return null;
  return {
    size,
    read: (offset, length) => source.read(start + Math.min(offset, size), Math.max(0, Math.min(length, size - offset))),
  };
}

/** All of the bytes, or null where the source ends before. */
export function exactly(source: ByteSource, offset: number, length: number): Uint8Array | null {
  if (!isInside(source, offset, length)) return null;
  const bytes = source.read(offset, length);
  return bytes.length === length ? bytes : null;
}

function isInside(source: ByteSource, start: number, size: number): boolean {
  return Number.isSafeInteger(start) && Number.isSafeInteger(size) && start >= 0 && size >= 0 && start + size <= source.size;
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Little-endian; Infinity where it is above 2^53. */
export function u64(view: DataView, at: number): number {
  const value = view.getUint32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
  return Number.isSafeInteger(value) ? value : Number.POSITIVE_INFINITY;
}

export function startsWith(bytes: Uint8Array, prefix: readonly number[], at: number = 0): boolean {
  if (bytes.length < at + prefix.length) return false;
  for (let index = 0; index < prefix.length; index++) if (bytes[at + index] !== prefix[index]) return false;
  return true;
}
