import { appendFileSync, lstatSync, mkdirSync, renameSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openPath, withRoot } from '../../../../src/core/disk/directory.ts';
import { sameFolders, sameTree } from '../../../../src/core/disk/write/compare-tree.ts';
import { inodeKey } from '../../../../src/core/items/inode-key.ts';
import { scanSection } from '../../../../src/core/scan/scan-section.ts';
import type { InodeKey, Item } from '../../../../src/core/types/items.ts';
import { sectionAt } from '../../../support/section.ts';
import { type Tree, tree } from '../../../support/tree.ts';

const SPEC = { 'section/run/a': 'x', 'section/run/b/c': 'y', 'section/run/b/d': 'z' };

function itemOf(t: Tree): Item {
  const [item] = scanSection(sectionAt(t.at('section'))).items;
  if (item === undefined) throw new Error('nothing there');
  return item;
}

function hasSameFolders(t: Tree, item: Item, look: 'times' | 'names'): boolean {
  return withRoot((root) => sameFolders(openPath(root, t.at('section/run')), item, new Set(), () => look === 'names'));
}

function isSame(t: Tree, item: Item, ours: readonly InodeKey[] = []): boolean {
  return withRoot((root) => sameTree(openPath(root, t.at('section/run')), item, new Set(ours)));
}

test('untouched', () => {
  using t = tree(SPEC);
  expect(isSame(t, itemOf(t))).toBe(true);
});

test.each<[string, (run: string) => void]>([
  ['a file was added', (run) => writeFileSync(`${run}/b/e`, '')],
  ['a file was written to', (run) => appendFileSync(`${run}/b/c`, 'more')],
  ['a file is gone', (run) => unlinkSync(`${run}/b/c`)],
  ['a file was renamed', (run) => renameSync(`${run}/b/c`, `${run}/b/e`)],
  [
    'a folder is a link',
    (run) => {
      renameSync(`${run}/b`, `${run}/../b`);
      symlinkSync('../b', `${run}/b`);
    },
  ],
  [
    'a file is a folder',
    (run) => {
      unlinkSync(`${run}/a`);
      mkdirSync(`${run}/a`);
    },
  ],
])('%s', (_, change) => {
  using t = tree(SPEC);
  const item = itemOf(t);
  change(t.at('section/run'));
  expect(isSame(t, item)).toBe(false);
});

test('a file that is there and not in the plan counts, whatever the times say', () => {
  using t = tree(SPEC);
  const item = itemOf(t);
  const without = (name: string): Item => ({ ...item, children: item.children.filter(({ path }) => path !== name) });
  expect(isSame(t, without('run/a'))).toBe(false);
  expect(isSame(t, without('run/b'))).toBe(false);
});

test("what we changed ourselves, by removing another name of the same inode, is not somebody else's change", () => {
  using t = tree({ ...SPEC, 'section/run/link': { hardLink: 'section/run/a' }, elsewhere: { hardLink: 'section/run/a' } });
  const item = itemOf(t);
  unlinkSync(t.at('elsewhere'));
  const key = inodeKey(lstatSync(t.at('section/run/a'), { bigint: true }));
  expect(isSame(t, item)).toBe(false);
  expect(isSame(t, item, [key])).toBe(true);
});

describe.each(['times', 'names'] as const)('folders alone, by their %s', (look) => {
  test.each<[string, (run: string) => void, boolean]>([
    ['untouched', () => {}, true],
    ['a file was written to', (run) => appendFileSync(`${run}/b/c`, 'more'), true],
    ['a file was added', (run) => writeFileSync(`${run}/b/e`, ''), false],
    ['a file is gone', (run) => unlinkSync(`${run}/b/c`), false],
    [
      'a file was exchanged',
      (run) => {
        writeFileSync(`${run}/b/e`, '');
        renameSync(`${run}/b/e`, `${run}/b/c`);
      },
      false,
    ],
    [
      'a folder is a link',
      (run) => {
        renameSync(`${run}/b`, `${run}/../b`);
        symlinkSync('../b', `${run}/b`);
      },
      false,
    ],
  ])('%s', (_, change, same) => {
    using t = tree(SPEC);
    const item = itemOf(t);
    change(t.at('section/run'));
    expect(hasSameFolders(t, item, look)).toBe(same);
  });
});

test('a name more counts, whatever the times of its folder say', () => {
  using t = tree(SPEC);
  const item = itemOf(t);
  const [a, b] = item.children;
  if (a === undefined || b === undefined) throw new Error('nothing there');
  expect(hasSameFolders(t, { ...item, children: [b] }, 'names')).toBe(false);
  expect(hasSameFolders(t, { ...item, children: [a, { ...b, children: b.children.slice(1) }] }, 'names')).toBe(false);
});
