// CRC-32 as in zip (ISO 3309), eight bytes at a time. `zlib.crc32` exists only since Node 20.15, and pure rooms import no `node:` module.

import { viewOf } from './byte-source.ts';

const POLYNOMIAL = 0xedb88320;
const SLICES = 8;

/** Slice `n` holds, for each byte, the CRC of the byte followed by `n` zero bytes. */
function makeTable(): Uint32Array {
  const table = new Uint32Array(SLICES * 256);
  for (let at = 0; at < table.length; at++) {
    let crc = at < 256 ? at : (table[at - 256] as number);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    table[at] = crc;
  }
  return table;
}

const TABLE: Uint32Array = makeTable();

const entry = (slice: number, byte: number): number => TABLE[slice * 256 + (byte & 0xff)] as number;

/** The CRC of all bytes so far: `crc` is that of the bytes before, or 0. */
export function crc32(bytes: Uint8Array, crc: number): number {
  const view = viewOf(bytes);
  let value = ~crc;
  let at = 0;
  for (; at + SLICES <= bytes.length; at += SLICES) {
    const low = value ^ view.getUint32(at, true);
    const high = view.getUint32(at + 4, true);
    value =
      entry(7, low) ^
      entry(6, low >>> 8) ^
      entry(5, low >>> 16) ^
      entry(4, low >>> 24) ^
      entry(3, high) ^
      entry(2, high >>> 8) ^
      entry(1, high >>> 16) ^
      entry(0, high >>> 24);
  }
  for (; at < bytes.length; at++) value = entry(0, value ^ view.getUint8(at)) ^ (value >>> 8);
  return ~value >>> 0;
}
