import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, linkSync, lstatSync, openSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bytesOfItems } from '../../../src/core/items/count-bytes.ts';
import { walkItems } from '../../../src/core/items/walk-items.ts';
import { type CensusPlace, type Counted, takeCensus } from '../../../src/core/scan/census.ts';
import { scanSection } from '../../../src/core/scan/scan-section.ts';
import type { Census } from '../../../src/core/types/items.ts';
import type { PathText } from '../../../src/core/types/primitives.ts';
import { canMount, inChild } from '../../support/child.ts';
import { fc } from '../../support/properties.ts';
import { sectionAt } from '../../support/section.ts';
import { IN_MEMORY, makeDeep, snapshot, type Tree, type TreeSpec, tree } from '../../support/tree.ts';

const place = (path: PathText, more: Partial<CensusPlace> = {}): CensusPlace => ({ path, name: 'cache', without: [], ...more });

function counted(path: PathText, more: Partial<CensusPlace> = {}): Counted {
  const [one] = takeCensus([place(path, more)]).counted;
  if (one === undefined) throw new Error('one place, no answer');
  return one;
}

function censusAt(path: PathText, more: Partial<CensusPlace> = {}): Census {
  const { census, problems } = counted(path, more);
  expect(problems).toEqual([]);
  if (census === null) throw new Error('nothing was counted');
  return census;
}

/** What GNU du says of the same. */
function du(path: PathText, ...options: readonly string[]): number {
  return Number(execFileSync('du', ['-s', ...options, '--', path], { encoding: 'utf8' }).split('\t')[0]);
}

test('says how much there is, and how old, and changes nothing', () => {
  const now = 1_790_000_000_000_000_000n;
  using t = tree(
    {
      'cache/b/two': { bytes: 2, age: '8d' },
      'cache/b/one': { bytes: 1, age: '3h' },
      'cache/a.bin': { bytes: 70_000, age: '1d' },
      'cache/empty': { dir: true },
      'cache/pipe': { fifo: true, age: '2d' },
    },
    now,
  );
  const before = snapshot(t.root);
  const day = 86_400_000_000_000n;
  const { allocatedBytes, ...census } = censusAt(t.at('cache'), { before: now - 2n * day + 1_000_000n });
  expect(census).toEqual({
    ...{ files: 4, folders: 2, mounts: 0, bytes: 70_003, oldest: now - 8n * day, newest: now - day / 8n },
    old: { files: 2, bytes: 2 },
  });
  expect(allocatedBytes).toBe(du(t.at('cache'), '--block-size=1'));
  expect(snapshot(t.root)).toEqual(before);
});

test('the working directory stays what it was', () => {
  using t = tree({ 'cache/a/b/c': '' });
  const here = process.cwd();
  censusAt(t.at('cache'));
  expect(process.cwd()).toBe(here);
});

test('a hole in a file is size and takes nothing', () => {
  using t = tree({ 'cache/sparse': '' });
  const file = openSync(t.at('cache/sparse'), 'r+');
  ftruncateSync(file, 50_000_000);
  closeSync(file);
  const { bytes, allocatedBytes } = censusAt(t.at('cache'));
  expect(bytes).toBe(50_000_000);
  expect(allocatedBytes).toBe(du(t.at('cache'), '--block-size=1'));
  expect(allocatedBytes).toBeLessThan(100_000);
});

test('an inode counts once in each place and once in the total, however many names it has', () => {
  using t = tree({
    'one/a': { bytes: 1000 },
    'one/x/b': { hardLink: 'one/a' },
    'two/c': { hardLink: 'one/a' },
    'two/d': { hardLink: 'one/a' },
    'two/e': { bytes: 10 },
    'outside/f': { hardLink: 'two/e' },
  });
  const { counted: places, total } = takeCensus([place(t.at('one')), place(t.at('two'))]);
  expect(places.map(({ census }) => [census?.files, census?.bytes])).toEqual([
    [2, 1000],
    [3, 1010],
  ]);
  expect([total.files, total.bytes]).toEqual([5, 1010]);
  const sum = places.reduce((all, { census }) => all + (census?.allocatedBytes ?? 0), 0);
  expect(total.allocatedBytes).toBe(sum - lstatSync(t.at('one/a')).blocks * 512);
});

test('one folder under two names of sections is in the total once', () => {
  using t = tree({ 'cache/a': { bytes: 7 } });
  expect(takeCensus([place(t.at('cache')), place(t.at('cache'))]).total).toEqual(censusAt(t.at('cache')));
});

test('links are counted, never followed', () => {
  using t = tree({
    'outside/precious': { bytes: 5000 },
    'cache/dir': { link: '../outside' },
    'cache/up': { link: '..' },
    'cache/loop': { link: 'loop' },
  });
  expect(censusAt(t.at('cache'))).toMatchObject({
    files: 3,
    folders: 0,
    bytes: '../outside'.length + '..'.length + 'loop'.length,
  });
});

test('names of any bytes, of files and of folders', () => {
  using t = tree({
    'cache/a\udcff.log': { bytes: 1 },
    'cache/a\ufffd.log': { bytes: 10 },
    'cache/\udcc3dir/模型/new\nline': { bytes: 100 },
    'cache/\udcc3dir/-rf': { bytes: 1000 },
  });
  expect(censusAt(t.at('cache'))).toMatchObject({ files: 4, folders: 2, bytes: 1111 });
});

test('what others count is left to them, and is no folder of this place', () => {
  using t = tree({ 'outputs/.trash/1/a': '', 'outputs/cache/b': '', 'outputs/deep/logs/c': '', 'outputs/deep/d': { bytes: 9 } });
  const without = [t.at('outputs/.trash'), t.at('outputs/cache'), t.at('outputs/deep/logs'), t.at('elsewhere')];
  expect(censusAt(t.at('outputs'), { without })).toMatchObject({ files: 1, folders: 1, bytes: 9 });
});

describe('where there is no such folder', () => {
  test('a missing one is nothing, and no problem', () => {
    using t = tree();
    expect(counted(t.at('outputs/cache'))).toEqual({ realPath: t.at('outputs/cache'), device: null, census: null, problems: [] });
  });

  test.each([
    ['a file', { cache: '' }, 'ENOTDIR'],
    ['a link that leads nowhere', { cache: { link: 'nowhere' } }, 'ENOENT'],
    ['a link to itself', { cache: { link: 'cache' } }, 'ELOOP'],
  ] as const)('%s is a problem', (_, spec, code) => {
    using t = tree(spec);
    expect(counted(t.at('cache'))).toMatchObject({ census: null, problems: [{ section: 'cache', path: '', code }] });
  });

  test('a linked one is counted where it really is', () => {
    using t = tree({ 'elsewhere/file': 'x', cache: { link: 'elsewhere' } });
    expect(counted(t.at('cache'))).toMatchObject({ realPath: t.at('elsewhere'), census: { files: 1 } });
  });
});

test('20,000 levels deep, and beside each a file', () => {
  using t = tree({ cache: { dir: true } }, undefined, IN_MEMORY);
  makeDeep(t.at('cache'), 20_000, 'd');
  // A second branch near the top: the way back up from the bottom must lead there.
  t.add({ 'cache/d/e/file': { bytes: 3 }, 'cache/d/c/file': { bytes: 3 } });
  expect(censusAt(t.at('cache'))).toMatchObject({ files: 2, folders: 20_002, bytes: 6 });
});

test('a folder with more names than are read at once', () => {
  using t = tree({ 'cache/many/a\udcff/x': '', 'cache/many/\udcff': { bytes: 5 } }, undefined, IN_MEMORY);
  const make = 'process.chdir(process.argv[1]); for (let n = 0; n < 210_000; n++) fs.closeSync(fs.openSync(String(n), "wx"));';
  execFileSync(process.execPath, ['-e', make, t.at('cache/many')]);
  const { files, folders, bytes, allocatedBytes } = censusAt(t.at('cache'));
  expect({ files, folders, bytes }).toEqual({ files: 210_002, folders: 2, bytes: 5 });
  expect(allocatedBytes).toBe(du(t.at('cache'), '--block-size=1'));
});

test('tells how far it is, over all places', () => {
  const many = (folder: string): TreeSpec => Object.fromEntries(Array.from({ length: 2500 }, (_, n) => [`${folder}/${n}`, '']));
  using t = tree({ ...many('one'), ...many('two') });
  const heard: number[] = [];
  takeCensus([place(t.at('one')), place(t.at('two'))], (objects) => heard.push(objects));
  expect(heard).toEqual([2000, 4500]);
});

const CENSUS = "import { takeCensus } from './src/core/scan/census.ts';";
const SHORT = `const { counted: [one] } = takeCensus([{ path: root + '/cache', name: 'cache', without: [] }]);
  const { census, problems } = one;
  return { files: census?.files ?? null, mounts: census?.mounts, problems: problems.map(({ path, code }) => [path, code]), cwd: process.cwd() };`;

describe('what may not be read', () => {
  test('is a problem; the rest is counted', () => {
    using t = tree({
      'cache/no-list/x': '',
      'cache/no-list': { dir: true, mode: 0o300 },
      'cache/a/no-enter/x': '',
      'cache/a/no-enter': { dir: true, mode: 0o600 },
      'cache/open/x': '',
    });
    expect(inChild(t, CENSUS, SHORT, { unprivileged: true })).toEqual({
      ...{ files: 1, mounts: 0, cwd: '/' },
      problems: expect.toSatisfy((problems: unknown[]) => {
        expect(problems.sort()).toEqual([
          ['a/no-enter', 'EACCES'],
          ['no-list', 'EACCES'],
        ]);
        return true;
      }),
    });
  });

  test('of the place itself is a problem, not an empty place', () => {
    using t = tree({ 'cache/x': '', cache: { dir: true, mode: 0o300 } });
    expect(inChild(t, CENSUS, SHORT, { unprivileged: true })).toMatchObject({ files: null, problems: [['', 'EACCES']] });
  });

  test('a folder to stand in that may not be entered again is no hindrance', () => {
    using t = tree({ 'cache/x': '', stand: { dir: true } });
    const body = `const { chmodSync } = await import('node:fs'); process.chdir(root + '/stand'); chmodSync('.', 0); ${SHORT}`;
    expect(inChild(t, CENSUS, body, { unprivileged: true })).toMatchObject({ files: 1, cwd: '/' });
  });
});

describe.skipIf(!canMount())('mounts', () => {
  test.each([
    ['another filesystem', 'mount -t tmpfs none "$ROOT/cache/a/mnt"'],
    ['a bind mount of the same one', 'mount --bind "$ROOT/elsewhere" "$ROOT/cache/a/mnt"'],
  ])('%s is not entered', (_, mount) => {
    using t = tree({ 'cache/a/mnt/hidden': '', 'cache/file': '', 'elsewhere/precious': '' });
    expect(inChild(t, CENSUS, SHORT, { mount })).toMatchObject({ files: 1, mounts: 1, problems: [] });
  });
});

/** What a scan of the same would add up to: everything that is planned by. */
function scanned(path: PathText): Pick<Census, 'files' | 'folders' | 'bytes'> & { readonly times: readonly bigint[] } {
  const items = scanSection(sectionAt(path)).items;
  const all = [...walkItems(items)];
  const files = all.filter(({ facts }) => facts.type !== 'directory');
  const times = files.map(({ facts }) => facts.mtimeNs).sort((a, b) => (a < b ? -1 : 1));
  return { files: files.length, folders: all.length - files.length, bytes: bytesOfItems(items), times };
}

const NAMES = fc.constantFrom('a', 'b', 'c c', 'é', 'x\udcff', '\n', '-', '.hidden');
const PATHS = fc.array(NAMES, { minLength: 1, maxLength: 5 }).map((names) => names.join('/'));
const LEAVES = fc.oneof(
  fc.record({ bytes: fc.nat({ max: 9000 }), age: fc.constantFrom('1d', '3h', '-2d', '400d') }),
  fc.constantFrom({ dir: true as const }, { link: '..' }, { link: 'nowhere' }),
);

function grown(specs: readonly (readonly [string, object])[]): Tree {
  const t = tree({ cache: { dir: true } });
  for (const [path, leaf] of specs) {
    try {
      t.add({ [`cache/${path}`]: leaf });
      linkSync(t.at(`cache/${path}`), t.at(`cache/link-${lstatSync(t.at(`cache/${path}`)).ino}`));
    } catch {
      // Its place is taken, or it is a folder: the tree is another one then.
    }
  }
  return t;
}

test('is what a scan of the same tree adds up to, and what du says', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(PATHS, LEAVES), { maxLength: 25 }), (specs) => {
      using t = grown(specs);
      const { times, ...sums } = scanned(t.at('cache'));
      const { oldest, newest, allocatedBytes, ...census } = censusAt(t.at('cache'));
      expect(census).toMatchObject(sums);
      expect(allocatedBytes).toBe(du(t.at('cache'), '--block-size=1'));
      for (const [rough, exact] of [
        [oldest, times[0] ?? null],
        [newest, times.at(-1) ?? null],
      ] as const) {
        if (rough === null || exact === null) expect(rough).toBe(exact);
        else expect(Math.abs(Number(rough - exact))).toBeLessThan(1e6);
      }
    }),
    { numRuns: 60 },
  );
});
