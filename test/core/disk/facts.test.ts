import { lstatSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { factsOf, sameContent, sameInode, sameObject } from '../../../src/core/disk/facts.ts';
import type { Facts } from '../../../src/core/types/items.ts';
import { tree } from '../../support/tree.ts';

const facts: Facts = {
  type: 'file',
  dev: 1n,
  ino: 2n ** 60n,
  size: 3n,
  mtimeNs: 4n,
  ctimeNs: 5n,
  birthtimeNs: 6n,
  blocks: 8,
  nlink: 1n,
  mode: 0o644,
  uid: 0,
};

describe.each<[string, Partial<Facts>, object: boolean, content: boolean, inode: boolean]>([
  ['nothing', {}, true, true, true],
  ['its mode, owner or number of names', { mode: 0o600, uid: 7, nlink: 2n }, true, true, true],
  ['ctime, as a rename does', { ctimeNs: 50n }, false, true, true],
  ['mtime', { mtimeNs: 40n }, false, false, true],
  ['size', { size: 30n }, false, false, true],
  ['birth time: the number was given to another file', { birthtimeNs: 60n }, false, false, false],
  ['type', { type: 'link' }, false, false, false],
  ['inode, by one above 2^53', { ino: 2n ** 60n + 1n }, false, false, false],
  ['device', { dev: 9n }, false, false, false],
])('changed: %s', (_, change, object, content, inode) => {
  const changed = { ...facts, ...change };
  test('same object', () => expect(sameObject(facts, changed)).toBe(object));
  test('same content', () => expect(sameContent(facts, changed)).toBe(content));
  test('same inode', () => expect(sameInode(facts, changed)).toBe(inode));
});

test.each(['file', 'directory', 'link', 'other'] as const)('a %s is one', (type) => {
  using t = tree({ file: { mode: 0o640 }, 'directory/x': '', link: { link: 'file' }, other: { fifo: true } });
  expect(factsOf(lstatSync(t.at(type), { bigint: true })).type).toBe(type);
  expect(factsOf(lstatSync(t.at('file'), { bigint: true })).mode).toBe(0o640);
});
