import { linkSync, lstatSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { linksOf } from '../../../../src/core/references/read/symlinks.ts';
import { scanSection } from '../../../../src/core/scan/scan-section.ts';
import type { PathText } from '../../../../src/core/types/primitives.ts';
import type { Project } from '../../../../src/core/types/project.ts';
import { canMount, inChild } from '../../../support/child.ts';
import { projectAt, sectionAt } from '../../../support/section.ts';
import { makeDeep, type Tree, type TreeSpec, tree } from '../../../support/tree.ts';

function keyOf(t: Tree, path: PathText): string {
  const { dev, ino } = lstatSync(t.at(path), { bigint: true });
  return `${dev}:${ino}`;
}

/** What is protected, by what, both below the tree; the sections of kind checkpoints are what is being pruned. */
function protectedIn(t: Tree, changes: Partial<Project> = {}): Record<PathText, PathText> {
  const project = projectAt(t.root, changes);
  const scans = project.sections.filter(({ kind }) => kind === 'checkpoints').map((section) => scanSection(section));
  const links = linksOf(project, scans);
  const below = (path: PathText) => path.replace(`${t.root}/`, '');
  const items = ['a.pth', 'run', 'run/b.pth'].map((name) => `outputs/checkpoints/${name}`);
  return Object.fromEntries(
    items.flatMap((item) => [[item, below(links.get(keyOf(t, item)) ?? '')]]).filter(([, by]) => by !== ''),
  );
}

const CHECKPOINTS: TreeSpec = { 'outputs/checkpoints/a.pth': '', 'outputs/checkpoints/run/b.pth': '' };
const A = 'outputs/checkpoints/a.pth';

describe('a link protects what it leads to', () => {
  test.each<[string, TreeSpec, Partial<Project>?]>([
    ['deep in the section itself', { 'outputs/checkpoints/run/deep/latest': { link: '../../a.pth' } }],
    ['in the outputs directory', { 'outputs/current': { link: 'checkpoints/a.pth' } }],
    ['in the project itself', { 'best.pth': { link: 'outputs/checkpoints/a.pth' } }],
    ['deep in another section', { 'outputs/models/deep/er/link': { link: '../../../checkpoints/a.pth' } }],
    ['below the logs', { 'outputs/logs/version_0/last.ckpt': { link: '../../checkpoints/a.pth' } }],
    ["in a folder of Hydra's", { 'outputs/2026-08-24/12-30-01/resume.pth': { link: '../../checkpoints/a.pth' } }],
    [
      'by way of another link',
      { 'outputs/models/x/one': { link: '../two' }, 'outputs/models/two': { link: '../checkpoints/a.pth' } },
    ],
    ['by a name that is no text', { 'outputs/\udcff/\udcfe': { link: '../checkpoints/a.pth' } }],
  ])('%s', (_, spec, changes) => {
    using t = tree({ ...CHECKPOINTS, ...spec });
    expect(Object.keys(protectedIn(t, changes))).toEqual([A]);
  });

  test('a folder', () => {
    using t = tree({ ...CHECKPOINTS, 'outputs/models/live': { link: '../checkpoints/run' } });
    expect(protectedIn(t)).toEqual({ 'outputs/checkpoints/run': 'outputs/models/live' });
  });

  test('in a section that is not in use, or lies beside the outputs directory', () => {
    using t = tree({ ...CHECKPOINTS, 'm/x/live': { link: '../../outputs/checkpoints/a.pth' } });
    const models = { ...sectionAt(t.at('m'), 'models'), active: false };
    expect(protectedIn(t, { sections: [sectionAt(t.at('outputs/checkpoints'), 'checkpoints'), models] })).toEqual({
      [A]: 'm/x/live',
    });
  });
});

test.each<[string, TreeSpec]>([
  [
    'in a cache: those of Hugging Face lead by the thousand to their own blobs',
    { 'outputs/cache/x': { link: '../checkpoints/a.pth' } },
  ],
  ['in the trash', { 'outputs/.trash/op/items/0': { link: '../../../checkpoints/a.pth' } }],
  [
    "in a section's own trash",
    { 'outputs/models/.trash/0': { link: '../../checkpoints/a.pth' }, 'outputs/checkpoints/.trash/0': { link: '../a.pth' } },
  ],
  ['deeper in the project', { 'src/x': { link: '../outputs/checkpoints/a.pth' } }],
  ['that leads nowhere', { 'outputs/x': { link: 'checkpoints/no.pth' } }],
])('not asked: a link %s', (_, spec) => {
  using t = tree({ ...CHECKPOINTS, ...spec });
  expect(protectedIn(t)).toEqual({});
});

test('nothing is walked where no checkpoint is looked at', () => {
  using t = tree({ 'p/outputs': '' });
  expect(linksOf(projectAt(t.at('p')), []).size).toBe(0);
});

test('what cannot be read is passed over, but for the project and the outputs directory', () => {
  using t = tree({ ...CHECKPOINTS, 'outputs/models': 'a file', 'outputs/z': { link: 'checkpoints/a.pth' }, 'p/outputs': '' });
  expect(protectedIn(t)).toEqual({ [A]: 'outputs/z' });
  const scans = [scanSection(sectionAt(t.at('outputs/checkpoints'), 'checkpoints'))];
  expect(() => linksOf(projectAt(t.at('p')), scans)).toThrow(/cannot read .*outputs \(ENOTDIR\)/);
});

test('the content of a closed folder is unknown, and no refusal', () => {
  using t = tree({
    ...CHECKPOINTS,
    'outputs/x/y/l': { link: '../../checkpoints/a.pth' },
    'outputs/x/y': { dir: true, mode: 0o000 },
  });
  const size = inChild(
    t,
    `import { linksOf } from './src/core/references/read/symlinks.ts'; import { scanSection } from './src/core/scan/scan-section.ts';
     import { projectAt } from './test/support/section.ts';`,
    'const p = projectAt(root); return linksOf(p, p.sections.filter((s) => s.kind === "checkpoints").map((s) => scanSection(s))).size;',
    { unprivileged: true },
  );
  expect(size).toBe(0);
});

test('thousands of levels are no obstacle', () => {
  using t = tree({ ...CHECKPOINTS, 'outputs/z': { link: 'checkpoints/a.pth' }, 'outputs/deep': { dir: true } });
  makeDeep(t.at('outputs/deep'), 3000, 'd');
  expect(protectedIn(t)).toEqual({ [A]: 'outputs/z' });
});

test.skipIf(!canMount())('another mount is not entered, unless it is a section', () => {
  using t = tree({ ...CHECKPOINTS, 'other/l': { link: '/proc/self' }, 'outputs/x/y': '', 'outputs/models/y': '' });
  const found = inChild(
    t,
    `import { linksOf } from './src/core/references/read/symlinks.ts'; import { scanSection } from './src/core/scan/scan-section.ts';
     import { projectAt } from './test/support/section.ts'; import { symlinkSync } from 'node:fs';`,
    `symlinkSync(root + '/outputs/checkpoints/run', root + '/outputs/x/in-mount');
     symlinkSync(root + '/outputs/checkpoints/a.pth', root + '/outputs/models/in-mount');
     const p = projectAt(root);
     return [...linksOf(p, p.sections.filter((s) => s.kind === 'checkpoints').map((s) => scanSection(s))).values()];`,
    { mount: 'mount -t tmpfs none "$ROOT/outputs/x" && mount -t tmpfs none "$ROOT/outputs/models"' },
  );
  expect(found).toEqual([t.at('outputs/models/in-mount')]);
});

describe('in a cache', () => {
  const inCache = (t: Tree, trees: readonly string[]) => {
    const project = projectAt(t.root);
    const scans = project.sections.filter(({ kind }) => trees.includes(kind)).map((section) => scanSection(section));
    return [...linksOf(project, scans)].map(([key, by]) => [key, by.replace(`${t.root}/`, '')]);
  };

  test.each(['outputs/results/r', 'outputs/current', 'current', 'outputs/checkpoints/data'])(
    'a link elsewhere protects what it leads to: %s',
    (link) => {
      using t = tree({ 'outputs/cache/data/x': '' });
      t.add({ [link]: { link: t.at('outputs/cache/data/x') } });
      for (const kinds of [['cache'], ['cache', 'checkpoints', 'results']])
        expect(inCache(t, kinds)).toEqual([[keyOf(t, 'outputs/cache/data/x'), link]]);
    },
  );
  test('one in the cache itself does not, and one to the whole cache neither', () => {
    using t = tree({ 'outputs/cache/data/x': '', 'outputs/cache/y': { link: 'data/x' }, mine: { link: 'outputs/cache' } });
    expect(inCache(t, ['cache'])).toEqual([]);
    t.add({ elsewhere: '' });
    linkSync(t.at('elsewhere'), t.at('outputs/cache/hard'));
    t.add({ 'outputs/results/r': { link: t.at('elsewhere') } });
    expect(inCache(t, ['cache'])).toEqual([]);
  });
});
