import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { filesystemAt } from '../../../src/core/disk/filesystem-at.ts';
import { tree } from '../../support/tree.ts';

test.skipIf(!existsSync('/dev/shm'))('of a place, or of the folder that it is going to lie in', () => {
  expect(filesystemAt('/dev/shm')).toEqual({ name: 'tmpfs', tier: 'full' });
  expect(filesystemAt('/dev/shm/missing/too')).toEqual({ name: 'tmpfs', tier: 'full' });
});

test('one that was never tried is said to be so', () => {
  expect(filesystemAt('/proc')?.tier).toBe('unknown');
});

test('of a place below a file, the file', () => {
  using t = tree({ file: '' });
  expect(filesystemAt(t.at('file/below'))).toEqual(filesystemAt(t.root));
});
