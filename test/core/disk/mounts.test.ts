import { expect, test } from 'vitest';
import { hasMountAt, mountPoints } from '../../../src/core/disk/mounts.ts';
import { tree } from '../../support/tree.ts';

test('reads the mount points, with the characters that the kernel escapes', () => {
  using t = tree({
    mountinfo: [
      '27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw',
      '31 27 0:5 / /data/my\\040disk\\134x\\012y rw - tmpfs none rw',
      '32 27 0:6 / /data/\u00ff rw - tmpfs none rw',
      '',
    ].join('\n'),
  });
  // The file above is UTF-8, as a name in it would be.
  expect(mountPoints(t.at('mountinfo'))).toEqual(['/', '/data/my disk\\x\ny', '/data/ÿ']);
});

test('none where the system does not tell', () => {
  expect(mountPoints('/nowhere/mountinfo')).toEqual([]);
});

test.each([
  ['/a', true],
  ['/a/b', true],
  ['/a/b/c', false],
  ['/a/bb', false],
])('%s has a mount at or below it: %s', (path, expected) => {
  expect(hasMountAt(path, ['/', '/a/b'])).toBe(expected);
});
