import { expect, test } from 'vitest';
import { filesystemOfMagic, weaknessText } from '../../../src/core/disk/filesystem-tiers.ts';

test.each([
  [0xef53, 'ext4', 'full'],
  [0x9123683e, 'btrfs', 'full'],
  // As statfs gives it where the field is signed.
  [0x9123683e - 2 ** 32, 'btrfs', 'full'],
  [0x794c7630, 'overlay', 'full'],
  [0x6969, 'nfs', 'shared'],
  [0xff534d42, 'cifs', 'weak'],
  [0x65735546, 'a FUSE filesystem', 'weak'],
  [0x01021997, '9p', 'weak'],
  [0xabc, 'filesystem 0xabc', 'unknown'],
])('%d is %s: %s', (magic, name, tier) => {
  expect(filesystemOfMagic(magic)).toEqual({ name, tier });
});

test.each([
  ['full', null],
  ['shared', 'outputs on fs: what programs on other machines have open cannot be seen'],
  ['weak', 'outputs on fs: files there may not be known again, and what is not stays where it is'],
  ['unknown', 'outputs on fs, on which outputs was never tried'],
] as const)('%s is said: %s', (tier, text) => {
  expect(weaknessText({ name: 'fs', tier }, 'outputs')).toBe(text);
});
