// Bytes are read only from inside the source, whatever offset or size a file gives.

import { describe, expect, it } from 'vitest';
import { exactly, recordIn, sourceOf, startsWith, u64, viewOf } from '../../../src/core/formats/byte-source.ts';

const source = sourceOf(Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));

describe('exactly', () => {
  it.each<[number, number, readonly number[] | null]>([
    [0, 3, [0, 1, 2]],
    [8, 2, [8, 9]],
    [10, 0, []],
    [8, 3, null],
    [-1, 2, null],
    [0, -1, null],
    [0.5, 1, null],
    [Number.POSITIVE_INFINITY, 1, null],
    [0, Number.NaN, null],
    [Number.MAX_SAFE_INTEGER, 10, null],
  ])('at %d, %d bytes', (offset, length, expected) => {
    const found = exactly(source, offset, length);
    expect(found === null ? null : [...found]).toEqual(expected);
  });

  it('returns null when the source is shorter than its size', () => {
    expect(exactly({ size: 20, read: source.read }, 8, 4)).toBeNull();
  });
});

describe('a record', () => {
  it('never reads past its own end', () => {
    const record = recordIn(source, 2, 4);
    expect(record?.size).toBe(4);
    expect([...(record?.read(1, 100) ?? [])]).toEqual([3, 4, 5]);
    expect([...(record?.read(4, 1) ?? [])]).toEqual([]);
    expect([...(record?.read(50, 1) ?? [])]).toEqual([]);
  });

  it('is null when a part of it is outside the source', () => {
    expect(recordIn(source, 8, 3)).toBeNull();
    expect(recordIn(source, Number.POSITIVE_INFINITY, 0)).toBeNull();
  });
});

describe('u64', () => {
  it.each<[bigint, number]>([
    [0n, 0],
    [2n ** 32n + 5n, 2 ** 32 + 5],
    [2n ** 53n - 1n, Number.MAX_SAFE_INTEGER],
    [2n ** 53n, Number.POSITIVE_INFINITY],
    [2n ** 64n - 1n, Number.POSITIVE_INFINITY],
  ])('reads %d as %d', (written, expected) => {
    const bytes = Buffer.alloc(9);
    bytes.writeBigUInt64LE(written, 1);
    expect(u64(viewOf(bytes.subarray(1)), 0)).toBe(expected);
  });
});

it('compares a prefix at an offset, and not past the end', () => {
  const bytes = Uint8Array.of(1, 2, 3);
  expect(startsWith(bytes, [2, 3], 1)).toBe(true);
  expect(startsWith(bytes, [2, 4], 1)).toBe(false);
  expect(startsWith(bytes, [3, 4], 2)).toBe(false);
});
