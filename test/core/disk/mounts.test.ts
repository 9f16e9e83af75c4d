import { expect, test } from 'vitest';
import { mountOf, withRoot } from '../../../src/core/disk/directory.ts';
import { deviceText, hasMountAt, hasOnlyLocalLocks, mountPoints, superblockOf } from '../../../src/core/disk/mounts.ts';
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

test.each([
  ['/a', '8:1'],
  ['/a/b', '8:3'],
  ['/a/b/c', '8:3'],
  ['/a/bb', '8:1'],
])('%s lies on %s: the nearest mount, and of two at one point the later', (path, expected) => {
  const points = [
    { point: '/', superblock: '8:1' },
    { point: '/a/b', superblock: '8:2' },
    { point: '/a/b', superblock: '8:3' },
  ];
  expect(superblockOf(path, points)).toBe(expected);
});

test.each([
  [0xfe00n, '254:0'],
  [0x2an, '0:42'],
  // mkdev(259, 300): NVMe.
  [0x11032cn, '259:300'],
])('device %s is %s', (dev, expected) => {
  expect(deviceText(dev)).toBe(expected);
});

test.each([
  ['nfs4 server:/x rw,vers=4.2,local_lock=none', false],
  ['nfs server:/x rw,vers=3,nolock,proto=tcp', true],
  ['nfs server:/x rw,vers=3,local_lock=flock', true],
  ['nfs server:/x rw,vers=3,local_lock=all,addr=1.1.1.1', true],
  ['ext4 /dev/vda rw,nolock', false],
])('%s keeps locks to this machine: %s', (mount, expected) => {
  withRoot((root) => {
    using t = tree({ mountinfo: `1 1 0:1 / /other rw - nfs x nolock\n${mountOf(root)} 1 254:0 / / rw shared:1 - ${mount}\n` });
    expect(hasOnlyLocalLocks(root, t.at('mountinfo'))).toBe(expected);
    expect(hasOnlyLocalLocks(root, '/nowhere')).toBe(false);
  });
});
