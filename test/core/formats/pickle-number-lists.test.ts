// A long list of numbers is skipped only when every batch of a thousand is where it should be.

import { describe, expect, it } from 'vitest';
import { sourceOf } from '../../../src/core/formats/byte-source.ts';
import { beginOfList, laterBatches } from '../../../src/core/formats/pickle-number-lists.ts';

const FLOAT = Buffer.from('G?123456e', 'latin1');
const float = (count: number): Buffer => Buffer.concat(Array.from({ length: count }, () => FLOAT));
const batch = (items: Buffer): Buffer => Buffer.concat([Buffer.from('('), items, Buffer.from('e')]);

function ramp(from: number): Buffer {
  const numbers = Array.from({ length: 1000 }, (_, index) => from + index);
  const long = (value: number): number[] => [0x4a, value & 255, (value >> 8) & 255, (value >> 16) & 255, value >> 24];
  return Buffer.from(
    numbers.flatMap((value) => (value < 256 ? [0x4b, value] : value < 65_536 ? [0x4d, value & 255, value >> 8] : long(value))),
  );
}

/** Behind other things, with a last batch that is not full. */
function list(batches: readonly Buffer[], put: string = 'q\x01'): Buffer {
  return Buffer.concat([Buffer.from(`\x80\x02N0N0]${put}`, 'latin1'), ...batches.map(batch), batch(float(3))]);
}

function found(bytes: Buffer, most = 1000): { readonly at: number } | null | undefined {
  const mark = laterBatches(bytes).at(-1);
  return mark === undefined ? undefined : beginOfList(sourceOf(bytes), mark, most);
}

const floats = (count: number): Buffer[] => Array.from({ length: count }, () => float(1000));
const BEGIN = 6;

describe('a list of floats', () => {
  it.each([
    ['nothing', ''],
    ['MEMOIZE', '\x94'],
    ['BINPUT', 'q\x01'],
    ['BINPUT of a number that ends like a batch', 'qe'],
    ['LONG_BINPUT', 'r\x01\x02\x00\x00'],
    ['LONG_BINPUT of a number that ends like a batch', 'r\x01\x02\x00e'],
  ])('begins where it is made, with %s behind it', (_, put) => {
    for (const count of [1, 2, 30]) expect(found(list(floats(count), put))).toMatchObject({ at: BEGIN });
  });

  it('is searched for no further than the limit', () => {
    const bytes = list(floats(30));
    expect(found(bytes, 31)).toBeNull();
    expect(found(bytes, 32)).toEqual({ at: BEGIN, probes: 32 });
  });

  it.each<[string, Buffer[]]>([
    ['with a number less in the middle', [float(1000), float(999), float(1000)]],
    ['with something else among them', [float(1000), Buffer.concat([float(500), Buffer.from('N'), float(499)]), float(1000)]],
    ['with whole numbers first', [ramp(0), float(1000)]],
  ])('%s is not stepped over', (_, batches) => {
    expect(found(list(batches))).toBeNull();
  });

  it('is not found at the very beginning, where no operation makes it', () => {
    expect(found(Buffer.concat([batch(float(1000)), batch(float(3))]))).toBeNull();
  });
});

describe("a list of an optimizer's numbers", () => {
  const bytes = (from: number, count: number): Buffer => {
    const batches = Array.from({ length: count }, (_, index) => batch(ramp(from + index * 1000)));
    return Buffer.concat([
      Buffer.from('\x80\x02N0N0]q\x01', 'latin1'),
      ...batches,
      batch(ramp(from + count * 1000).subarray(0, 15)),
    ]);
  };

  it.each([0, 100, 255, 256, 7000, 64_001, 65_535, 65_536, 1_000_000])('from %d on', (from) => {
    for (const count of [1, 3, 70]) expect(found(bytes(from, count))).toMatchObject({ at: BEGIN });
  });

  it('is not skipped when a number is missing', () => {
    const batches = [0, 1000, 2001, 3001].map((from) => batch(ramp(from)));
    expect(found(Buffer.concat([Buffer.from(']'), ...batches]))).toBeNull();
  });
});

it('finds later batches by a mark after the end of another batch', () => {
  expect(laterBatches(Buffer.from('e(G1234567 e(h12345 (G1234567 e(K12345 e(G'))).toEqual([1, 31]);
});
