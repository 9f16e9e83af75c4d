import { lstatSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { factsOf } from '../../../src/core/disk/facts.ts';
import { scanSection } from '../../../src/core/scan/scan-section.ts';
import type { Item } from '../../../src/core/types/items.ts';
import type { PathText } from '../../../src/core/types/primitives.ts';
import { canMount, inChild } from '../../support/child.ts';
import { sectionAt } from '../../support/section.ts';
import { IN_MEMORY, makeDeep, snapshot, tree } from '../../support/tree.ts';

/** Every path, in the order of the scan. */
function paths(items: readonly Item[]): PathText[] {
  return items.flatMap((item) => [item.path, ...paths(item.children)]);
}

test('says what every object below the section is, in the order of names, and changes nothing', () => {
  using t = tree({
    'cache/b/two': { bytes: 2 },
    'cache/b/one': { bytes: 1, age: '8d' },
    'cache/a.bin': { bytes: 7 },
    'cache/empty': { dir: true },
    'cache/pipe': { fifo: true },
    'cache/-rf': '',
  });
  const before = snapshot(t.root);
  const scan = scanSection(sectionAt(t.at('cache')));
  expect(paths(scan.items)).toEqual(['-rf', 'a.bin', 'b', 'b/one', 'b/two', 'empty', 'pipe']);
  expect(scan.problems).toEqual([]);
  expect(scan.realPath).toBe(t.at('cache'));
  expect(scan.directory).toEqual(factsOf(lstatSync(t.at('cache'), { bigint: true })));
  expect(scan.items[2]?.children[0]?.facts).toEqual(factsOf(lstatSync(t.at('cache/b/one'), { bigint: true })));
  expect(scan.items.map((item) => item.facts.type)).toEqual(['file', 'file', 'directory', 'directory', 'other']);
  expect(snapshot(t.root)).toEqual(before);
});

test('links are things, never doors: their target is named by inode and not entered', () => {
  using t = tree({
    'outside/precious': 'x',
    'cache/dir': { link: '../outside' },
    'cache/file': { link: '../outside/precious' },
    'cache/dangling': { link: 'nowhere' },
    'cache/loop': { link: 'loop' },
  });
  const { items } = scanSection(sectionAt(t.at('cache')));
  const key = (path: PathText): string => `${lstatSync(t.at(path)).dev}:${lstatSync(t.at(path)).ino}`;
  expect(items.map(({ path, facts, children, leadsTo }) => [path, facts.type, children, leadsTo])).toEqual([
    ['dangling', 'link', [], undefined],
    ['dir', 'link', [], key('outside')],
    ['file', 'link', [], key('outside/precious')],
    ['loop', 'link', [], undefined],
  ]);
});

test('names of any bytes are kept apart', () => {
  using t = tree({ 'logs/a\udcff.log': 'bytes', 'logs/a\ufffd.log': 'longer', 'logs/\udcc3dir/new\nline': '' });
  const { items } = scanSection(sectionAt(t.at('logs')));
  expect(paths(items)).toEqual(['a\udcff.log', 'a\ufffd.log', '\udcc3dir', '\udcc3dir/new\nline']);
  expect(items.map((item) => item.facts.size).slice(0, 2)).toEqual([5n, 6n]);
});

describe('where there is no such directory', () => {
  test('a missing section is empty and no problem', () => {
    using t = tree();
    const scan = scanSection(sectionAt(t.at('outputs/cache')));
    expect(scan).toMatchObject({ directory: null, items: [], problems: [], realPath: t.at('outputs/cache') });
  });

  test.each([
    ['a file', { cache: '' }, 'ENOTDIR'],
    ['a link that leads nowhere', { cache: { link: 'nowhere' } }, 'ENOENT'],
    ['a link to itself', { cache: { link: 'cache' } }, 'ELOOP'],
  ] as const)('%s is a problem, not an empty section', (_, spec, code) => {
    using t = tree(spec);
    const scan = scanSection(sectionAt(t.at('cache')));
    expect(scan.directory).toBeNull();
    expect(scan.problems).toEqual([{ section: 'cache', path: '', code }]);
  });

  test('a linked section is read where it really is, and says so', () => {
    using t = tree({ 'elsewhere/file': 'x', cache: { link: 'elsewhere' } });
    const scan = scanSection(sectionAt(t.at('cache')));
    expect(scan.realPath).toBe(t.at('elsewhere'));
    expect(paths(scan.items)).toEqual(['file']);
  });
});

test('3000 levels deep, with a path of far more than 4096 bytes', () => {
  using t = tree({ cache: { dir: true } }, undefined, IN_MEMORY);
  makeDeep(t.at('cache'), 3000, 'level');
  let depth = 0;
  let longest = 0;
  for (let items = scanSection(sectionAt(t.at('cache'))).items; items[0] !== undefined; items = items[0].children) {
    depth++;
    longest = items[0].path.length;
  }
  expect(depth).toBe(3000);
  expect(longest).toBe(3000 * 6 - 1);
});

test('tells how far it is', () => {
  using t = tree(Object.fromEntries(Array.from({ length: 1200 }, (_, n) => [`cache/${n}`, ''])));
  const heard: number[] = [];
  scanSection(sectionAt(t.at('cache')), (objects) => heard.push(objects));
  expect(heard).toEqual([500, 1000, 1200]);
});

const SCAN =
  "import { scanSection } from './src/core/scan/scan-section.ts'; import { sectionAt } from './test/support/section.ts';";
const SHORT = `const { items, problems, directory } = scanSection(sectionAt(root + '/cache'));
  const short = ({ path, closed, children }) => [path, closed ?? null, children.map(short)];
  return { items: items.map(short), problems: problems.map(({ path, code }) => [path, code]), exists: directory !== null };`;

describe('what may not be read', () => {
  test('is closed and a problem; the rest is seen', () => {
    using t = tree({
      'cache/no-list/x': '',
      'cache/no-list': { dir: true, mode: 0o300 },
      'cache/no-enter/x': '',
      'cache/no-enter': { dir: true, mode: 0o600 },
      'cache/open/x': '',
    });
    expect(inChild(t, SCAN, SHORT, { unprivileged: true })).toEqual({
      exists: true,
      items: [
        ['no-enter', 'unreadable', []],
        ['no-list', 'unreadable', []],
        ['open', null, [['open/x', null, []]]],
      ],
      problems: [
        ['no-enter', 'EACCES'],
        ['no-list', 'EACCES'],
      ],
    });
  });

  test('a section that may not be listed is a problem, not an empty section', () => {
    using t = tree({ 'cache/x': '', cache: { dir: true, mode: 0o300 } });
    expect(inChild(t, SCAN, SHORT, { unprivileged: true })).toEqual({ exists: true, items: [], problems: [['', 'EACCES']] });
  });
});

describe.skipIf(!canMount())('mounts', () => {
  test.each([
    ['another filesystem', 'mount -t tmpfs none "$ROOT/cache/mnt"'],
    ['a bind mount of the same one', 'mount --bind "$ROOT/elsewhere" "$ROOT/cache/mnt"'],
  ])('%s is closed and not entered', (_, mount) => {
    using t = tree({ 'cache/mnt/hidden': '', 'cache/file': '', 'elsewhere/precious': '' });
    expect(inChild(t, SCAN, SHORT, { mount })).toEqual({
      exists: true,
      items: [
        ['file', null, []],
        ['mnt', 'mount', []],
      ],
      problems: [],
    });
  });
});
