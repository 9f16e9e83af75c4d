// Pieces of a held file are the same bytes as the whole of it, wherever they lie.

import { describe, expect, it } from 'vitest';
import { openPath, withRoot } from '../../../src/core/disk/directory.ts';
import { withFile } from '../../../src/core/disk/file-source.ts';
import { fc } from '../../support/properties.ts';
import { tree } from '../../support/tree.ts';

describe('a held file', () => {
  it.each([0, 1, 4095, 4096, 4097, 8191, 8192, 8193, 20_000])('of %i bytes', (size) => {
    const bytes = Uint8Array.from({ length: size }, (_, at) => (at * 31 + (at >> 8)) & 0xff);
    using t = tree({ file: { text: bytes } });
    withRoot((root) =>
      withFile(openPath(root, t.root), 'file', (file) => {
        expect(file.size).toBe(size);
        fc.assert(
          fc.property(fc.nat(size + 10), fc.nat(size + 10), (offset, length) => {
            expect(Buffer.compare(file.read(offset, length), bytes.subarray(offset, offset + length))).toBe(0);
          }),
          { numRuns: 300 },
        );
      }),
    );
  });

  it.each([
    ['a link', { link: 'other' }, 'ELOOP'],
    ['a folder', { dir: true }, 'EINVAL'],
    ['a pipe', { fifo: true }, 'EINVAL'],
  ] as const)('is not %s', (_, leaf, code) => {
    using t = tree({ x: leaf, other: 'x' });
    expect(() => withRoot((root) => withFile(openPath(root, t.root), 'x', () => null))).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
