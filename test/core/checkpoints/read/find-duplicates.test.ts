import { appendFileSync, linkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findDuplicates } from '../../../../src/core/checkpoints/read/find-duplicates.ts';
import { scanSection } from '../../../../src/core/scan/scan-section.ts';
import type { Item, Scan } from '../../../../src/core/types/items.ts';
import { sectionAt } from '../../../support/section.ts';
import { type Tree, type TreeSpec, tree } from '../../../support/tree.ts';

const LONG = Buffer.alloc(300_000, 'x');

/** Differs from LONG in one byte in the middle, where neither head nor tail reaches. */
function longBut(at: number): Buffer {
  const bytes = Buffer.from(LONG);
  bytes[at] = 0;
  return bytes;
}

function scanOf(place: Tree): Scan {
  return scanSection(sectionAt(place.at('s'), 'checkpoints'));
}

/** Every object of the section is a unit. */
function duplicatesIn(scan: Scan, progress?: (bytes: number) => void) {
  return findDuplicates(
    scan,
    scan.items.map((item) => ({ path: item.path, parts: [item] })),
    progress,
  );
}

describe('copies', () => {
  it.each<readonly [string, TreeSpec, readonly (readonly string[])[]]>([
    ['of the same bytes', { 's/a': 'one', 's/b': 'one', 's/c': 'two' }, [['a', 'b']]],
    ['of another size', { 's/a': 'one', 's/b': 'ones' }, []],
    [
      'three, and two others',
      { 's/a': 'x1', 's/b': 'y1', 's/c': 'x1', 's/d': 'y1', 's/e': 'x1' },
      [
        ['a', 'c', 'e'],
        ['b', 'd'],
      ],
    ],
    [
      'that differ in the middle',
      { 's/a': { text: LONG }, 's/b': { text: longBut(150_000) }, 's/c': { text: LONG } },
      [['a', 'c']],
    ],
    ['that differ in the head', { 's/a': { text: LONG }, 's/b': { text: longBut(0) } }, []],
    ['that differ in the tail', { 's/a': { text: LONG }, 's/b': { text: longBut(299_999) } }, []],
    ['of nothing', { 's/a': '', 's/b': '' }, []],
    ['that are links', { 's/a': 'one', 's/b': { link: 'a' } }, []],
    ['of folders', { 's/a/m/x': 'one', 's/a/y': 'two', 's/b/m/x': 'one', 's/b/y': 'two' }, [['a', 'b']]],
    ['of folders with other names in them', { 's/a/x': 'one', 's/b/y': 'one' }, []],
    ['of folders with the same in other places', { 's/a/x': 'one', 's/a/y': 'two', 's/b/x': 'two', 's/b/y': 'one' }, []],
    ['of a folder with a link in it', { 's/a/x': 'one', 's/a/l': { link: 'x' }, 's/b/x': 'one', 's/b/l': { link: 'x' } }, []],
    ['that are pipes', { 's/a': { fifo: true }, 's/b': { fifo: true } }, []],
  ])('%s', (_, spec, expected) => {
    using place = tree(spec);
    expect(duplicatesIn(scanOf(place))).toEqual(expected);
  });

  it('are not other names of one inode, but copies of it are', () => {
    using place = tree({ 's/a': 'one' });
    linkSync(place.at('s/a'), place.at('s/b'));
    expect(duplicatesIn(scanOf(place))).toEqual([]);
    writeFileSync(place.at('s/c'), 'one');
    expect(duplicatesIn(scanOf(place))).toEqual([['a', 'b', 'c']]);
  });
  it('of several files are compared part by part, whatever the parts are called', () => {
    using place = tree({
      's/e1.bin': 'x',
      's/e1.json': 'yy',
      's/e2.bin': 'x',
      's/e2.json': 'yy',
      's/e3.bin': 'x',
      's/e3.json': 'zz',
    });
    const scan = scanOf(place);
    const units = [1, 2, 3].map((n) => ({
      path: `e${n}.bin`,
      parts: scan.items.filter(({ path }) => path.startsWith(`e${n}.`)),
    }));
    expect(findDuplicates(scan, units)).toEqual([['e1.bin', 'e2.bin']]);
  });
  it('are none once they have changed since the look', () => {
    using place = tree({ 's/a': { text: 'one', age: '1d' }, 's/b': { text: 'one', age: '1d' } });
    const scan = scanOf(place);
    writeFileSync(place.at('s/b'), 'one');
    expect(duplicatesIn(scan)).toEqual([]);
  });
  it('are none if they grow while they are read', () => {
    using place = tree({ 's/a': { text: LONG, age: '1d' }, 's/b': { text: LONG, age: '1d' } });
    let grown = false;
    const grow = (): void => {
      if (!grown) appendFileSync(place.at('s/a'), '!');
      grown = true;
    };
    expect(duplicatesIn(scanOf(place), grow)).toEqual([]);
    expect(grown).toBe(true);
  });
  it('are not looked for behind a folder that is a link by now', () => {
    using place = tree({ 's/a/x': 'one', 's/b/x': 'one', 'o/x': 'one' });
    const scan = scanOf(place);
    place.remove();
    place.add({ 'o/x': 'one', 's/a': { link: '../o' }, 's/b': { link: '../o' } });
    expect(duplicatesIn(scan)).toEqual([]);
  });
  it('are read only where sizes agree', () => {
    using place = tree({ 's/a': { bytes: 200_000 }, 's/b': { bytes: 200_001 }, 's/c': { bytes: 10 }, 's/d': { bytes: 10 } });
    let read = 0;
    expect(duplicatesIn(scanOf(place), (bytes) => (read = bytes))).toEqual([['c', 'd']]);
    expect(read).toBe(40);
  });
  it('are looked for in folders of any number of files', () => {
    using place = tree({ 's/a/x': '', 's/b/x': '' });
    const scan = scanOf(place);
    const crowded = scan.items.map((item) => ({ ...item, children: new Array<Item>(200_000).fill(item.children[0] as Item) }));
    expect(duplicatesIn({ ...scan, items: crowded })).toEqual([]);
  });
  it('are found in no section that is gone', () => {
    using place = tree({ 's/a': 'one', 's/b': 'one' });
    const scan = scanOf(place);
    place.remove();
    expect(duplicatesIn(scan)).toEqual([]);
  });
});
