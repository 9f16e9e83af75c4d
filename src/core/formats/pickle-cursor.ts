// Reads a pickle's bytes in order: arguments of its operations, in the encodings of CPython's Lib/pickletools.py.

import { ReadStop, u64, viewOf } from './byte-source.ts';
import { OTHER, type Pickled } from './pickle-values.ts';

export interface Cursor {
  readonly view: DataView;
  readonly bytes: Uint8Array;
  at: number;
}

export function cursorOn(bytes: Uint8Array): Cursor {
  return { bytes, view: viewOf(bytes), at: 0 };
}

/** Where the next `length` bytes begin; moves behind them. */
export function take(cursor: Cursor, length: number): number {
  const { at, bytes } = cursor;
  if (at + length > bytes.length) throw new ReadStop('its pickle ends too early', true);
  cursor.at = at + length;
  return at;
}

export function byte(cursor: Cursor): number {
  return cursor.view.getUint8(take(cursor, 1));
}

/** A length of so many bytes, little-endian. */
export function length(cursor: Cursor, width: 1 | 4 | 8): number {
  const at = take(cursor, width);
  return width === 1 ? cursor.view.getUint8(at) : width === 4 ? cursor.view.getUint32(at, true) : u64(cursor.view, at);
}

export function readText(cursor: Cursor, size: number): string {
  const at = take(cursor, size);
  return Buffer.from(cursor.bytes.buffer, cursor.bytes.byteOffset + at, size).toString('utf8');
}

/** Without its line end, as the textual operations of protocol 0 have it. */
export function line(cursor: Cursor): string {
  const end = cursor.bytes.indexOf(0x0a, cursor.at);
  if (end < 0) throw new ReadStop('its pickle ends too early', true);
  const found = readText(cursor, end - cursor.at);
  cursor.at++;
  return found;
}

/** A two's complement number of any length; what is longer than 64 bits counts nothing that we read. */
export function long(cursor: Cursor, size: number): Pickled {
  const at = take(cursor, size);
  if (size > 8) return OTHER;
  let value = 0n;
  for (let index = size - 1; index >= 0; index--) value = (value << 8n) | BigInt(cursor.view.getUint8(at + index));
  return Number(BigInt.asIntN(size * 8, value));
}

/** Protocol 0 writes booleans as `I01` and `I00`. */
export function intOf(written: string): Pickled {
  return written === '01' ? true : written === '00' ? false : Number(written);
}

export function floatOf(written: string): number {
  const infinite = /^([+-]?)inf$/.exec(written);
  return infinite === null ? Number(written) : infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
