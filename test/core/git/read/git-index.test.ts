import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isPartOfIndex, isWholeIndex } from '../../../../src/core/git/read/git-index.ts';

const BODY = Buffer.from('DIRC\0\0\0\x02\0\0\0\x01 a name, and what git knows of the file', 'latin1');

describe.each([
  ['sha1', 20],
  ['sha256', 32],
] as const)('%s', (format, length) => {
  const whole = Buffer.concat([BODY, createHash(format).update(BODY).digest()]);
  const unhashed = Buffer.concat([BODY, Buffer.alloc(length)]);

  it('takes an index with its checksum, and one that was written without', () => {
    expect(isWholeIndex(whole, format)).toBe(true);
    expect(isWholeIndex(unhashed, format)).toBe(true);
  });

  it('takes none with a wrong byte, wherever it is', () => {
    for (let at = 0; at < whole.length; at++) {
      const wrong = Buffer.from(whole);
      wrong[at] = (wrong[at] ?? 0) ^ 1;
      expect(isWholeIndex(wrong, format), String(at)).toBe(false);
    }
  });

  it('takes none that ends early, nor one whose tail was never written', () => {
    for (let end = 0; end < whole.length; end++) expect(isWholeIndex(whole.subarray(0, end), format), String(end)).toBe(false);
    expect(isWholeIndex(Buffer.concat([BODY, Buffer.alloc(200)]), format)).toBe(false);
  });
});

it('knows the other part of a split index by its hash', () => {
  const index = Buffer.concat([BODY, Buffer.alloc(20, 7)]);
  expect(isPartOfIndex(`sharedindex.${'07'.repeat(20)}`, index)).toBe(true);
  expect(isPartOfIndex(`sharedindex.${'08'.repeat(20)}`, index)).toBe(false);
  expect(isPartOfIndex('index', index)).toBe(false);
});
