// Pieces of a held file are the same bytes as the whole of it, wherever they lie.

import { truncateSync } from 'node:fs';
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
    ['read whole', 4096, [[0, 4096]], true],
    [
      'read whole in small pieces, which is one read of the disk',
      4096,
      [
        [0, 9],
        [4000, 96],
      ],
      true,
    ],
    ['empty', 0, [[0, 9]], true],
    ['longer than what is read at once', 4097, [[0, 9]], false],
  ] as const)('of one moment where it was %s', (_, size, pieces, isOne) => {
    using t = tree({ file: { bytes: size } });
    withRoot((root) =>
      withFile(openPath(root, t.root), 'file', (file) => {
        for (const [offset, length] of pieces) file.read(offset, length);
        expect(file.isOneMoment()).toBe(isOne);
      }),
    );
  });

  it('is not of one moment where it became shorter before it was read', () => {
    using t = tree({ file: { bytes: 100 } });
    withRoot((root) =>
      withFile(openPath(root, t.root), 'file', (file) => {
        truncateSync(t.at('file'), 50);
        expect(file.read(0, 100)).toHaveLength(50);
        expect(file.isOneMoment()).toBe(false);
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
