// Checkpoints that real libraries wrote (`test/fixtures/formats/`), as bytes, and a way to count how many of them are read.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ByteSource } from '../../src/core/policy/formats/byte-source.ts';

const FOLDER: string = resolve(import.meta.dirname, '../fixtures/formats');

export function fixture(name: string): Uint8Array {
  return readFileSync(resolve(FOLDER, name));
}

/** `size` may be larger than the bytes: what lies behind them reads as zeros. */
export function counting(bytes: Uint8Array, size: number = bytes.length): ByteSource & { readonly count: () => number } {
  let read = 0;
  return {
    size,
    count: () => read,
    read(offset, length) {
      const wanted = Math.max(0, Math.min(length, size - offset));
      if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(length) || offset < 0)
        throw new RangeError('no place in a file');
      read += wanted;
      const found = Buffer.alloc(wanted);
      found.set(bytes.subarray(offset, offset + wanted));
      return found;
    },
  };
}
