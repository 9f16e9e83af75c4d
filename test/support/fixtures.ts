// Checkpoints that real libraries wrote (`test/fixtures/formats/`), as bytes, and a way to count how many of them are read.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ByteSource } from '../../src/core/formats/byte-source.ts';

const FOLDER: string = resolve(import.meta.dirname, '../fixtures/formats');

export function fixture(name: string): Uint8Array {
  return readFileSync(resolve(FOLDER, name));
}

/** One that is kept packed, because it is large. */
export function packedFixture(name: string): Uint8Array {
  return gunzipSync(fixture(`${name}.gz`));
}

/** `size` may be larger than the bytes: what lies behind them reads as zeros. */
export function counting(bytes: Uint8Array, size: number = bytes.length): ByteSource & { readonly count: () => number } {
  return sparse(size, [[0, bytes]]);
}

/** A source of any size in little memory: these pieces at these places, zeros elsewhere. */
export function sparse(
  size: number,
  pieces: readonly (readonly [at: number, bytes: Uint8Array])[],
): ByteSource & { readonly count: () => number } {
  let read = 0;
  return {
    size,
    count: () => read,
    read(offset, length) {
      if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(length) || offset < 0)
        throw new RangeError('no place in a file');
      const wanted = Math.max(0, Math.min(length, size - offset));
      read += wanted;
      const found = Buffer.alloc(wanted);
      for (const [at, bytes] of pieces) {
        const [from, to] = [Math.max(at, offset), Math.min(at + bytes.length, offset + wanted)];
        if (from < to) found.set(bytes.subarray(from - at, to - at), from - offset);
      }
      return found;
    },
  };
}
