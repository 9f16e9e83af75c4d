import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Digest, sha256 } from '../../../src/core/plans/hash-numbers.ts';
import type { Identity } from '../../../src/core/types/items.ts';
import { fc } from '../../support/properties.ts';

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const facts: fc.Arbitrary<Identity> = fc.record({
  type: fc.constantFrom('file', 'directory', 'link', 'other'),
  dev: int64,
  ino: int64,
  birthtimeNs: int64,
  size: int64,
  mtimeNs: int64,
  ctimeNs: int64,
});

type Said =
  | { readonly say: 'text'; readonly text: string }
  | { readonly say: 'number'; readonly number: number }
  | { readonly say: 'place' | 'content'; readonly facts: Identity };

const said: fc.Arbitrary<Said> = fc.oneof(
  fc.record({ say: fc.constant('text' as const), text: fc.string({ unit: 'binary', maxLength: 60 }) }),
  // Longer than is hashed at once.
  fc.record({ say: fc.constant('text' as const), text: fc.nat(40_000).map((length) => 'ab\ud83d'.repeat(length)) }),
  fc.record({ say: fc.constant('number' as const), number: fc.double({ noNaN: true }) }),
  fc.record({ say: fc.constantFrom('place' as const, 'content' as const), facts }),
);

function sayTo(digest: Digest, one: Said): void {
  if (one.say === 'text') digest.text(one.text);
  else if (one.say === 'number') digest.number(one.number);
  else digest[one.say](one.facts);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
}

function bigint(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(value);
  return bytes;
}

/** The same, a word after the other. */
function wordsOf(one: Said): readonly Buffer[] {
  if (one.say === 'number') return [number(one.number)];
  if (one.say === 'text') {
    const units = Buffer.from(one.text, 'utf16le');
    return [number(one.text.length), units, Buffer.alloc((8 - (units.length % 8)) % 8)];
  }
  const { type, dev, ino, birthtimeNs, size, mtimeNs, ctimeNs } = one.facts;
  const place = [number(['file', 'directory', 'link', 'other'].indexOf(type)), ...[dev, ino, birthtimeNs].map(bigint)];
  return one.say === 'place' ? place : [...place, ...[size, mtimeNs, ctimeNs].map(bigint)];
}

describe('sha256', () => {
  it('is that of the words, wherever it stops to hash them', () => {
    fc.assert(
      fc.property(fc.array(said, { maxLength: 200 }), (all) => {
        const digest = sha256();
        for (const one of all) sayTo(digest, one);
        const plain = createHash('sha256').update(Buffer.concat(all.flatMap(wordsOf)));
        expect(digest.hex()).toBe(plain.digest('hex'));
      }),
      { numRuns: 60 },
    );
  });

  it('tells two texts from one, and bytes that are not UTF-8 from each other', () => {
    const of = (...texts: readonly string[]): string => {
      const digest = sha256();
      for (const text of texts) digest.text(text);
      return digest.hex();
    };
    expect(
      new Set([of('ab', 'c'), of('a', 'bc'), of('abc'), of('abc', ''), of('ab\udc80'), of('ab\udc81'), of('ab\ufffd')]).size,
    ).toBe(7);
  });
});
