import { expect, test } from 'vitest';
import { walkItems } from '../../../../src/core/items/walk-items.ts';
import { scanTopLevel } from '../../../../src/core/plans/read/unclaimed-entries.ts';
import { canMount, inChild } from '../../../support/child.ts';
import { projectAt, sectionAt } from '../../../support/section.ts';
import { tree } from '../../../support/tree.ts';

test('everything in outputs, with what unknown folders hold, but not what sections and the trash do', () => {
  using t = tree({
    'outputs/2025-08-25/12-00/x': '',
    'outputs/README.md': '',
    'outputs/.trash/op/journal': '',
    'outputs/cache/x': '',
    'outputs/deep/models/x': '',
    'outputs/\udcff': { link: 'cache' },
  });
  const project = projectAt(t.root);
  const models = { ...sectionAt(t.at('outputs/deep/models'), 'models'), active: false };
  const items = scanTopLevel({ ...project, sections: [...project.sections, models] });
  expect([...walkItems(items)].map(({ path, facts }) => [path, facts.type])).toEqual([
    ['.trash', 'directory'],
    ['2025-08-25', 'directory'],
    ['2025-08-25/12-00', 'directory'],
    ['2025-08-25/12-00/x', 'file'],
    ['README.md', 'file'],
    ['cache', 'directory'],
    ['deep', 'directory'],
    ['\udcff', 'link'],
  ]);
});

test('a folder that may not be read is said to be closed', () => {
  using t = tree({ 'outputs/a/b/x': '', 'outputs/a/y': '', 'outputs/a/b': { dir: true, mode: 0o000 }, 'outputs/c/x': '' });
  t.add({ 'outputs/c': { dir: true, mode: 0o000 } });
  const closed = inChild(
    t,
    `import { scanTopLevel } from './src/core/plans/read/unclaimed-entries.ts'; import { projectAt } from './test/support/section.ts';
     import { walkItems } from './src/core/items/walk-items.ts';`,
    'return [...walkItems(scanTopLevel(projectAt(root)))].map(({ path, closed }) => [path, closed ?? null]);',
    { unprivileged: true },
  );
  expect(closed).toEqual([
    ['a', null],
    ['a/b', 'unreadable'],
    ['a/y', null],
    ['c', 'unreadable'],
  ]);
});

test.skipIf(!canMount())('another mount is closed too', () => {
  using t = tree({ 'outputs/a/x': '', 'outputs/b/c/x': '' });
  const closed = inChild(
    t,
    `import { scanTopLevel } from './src/core/plans/read/unclaimed-entries.ts'; import { projectAt } from './test/support/section.ts';
     import { walkItems } from './src/core/items/walk-items.ts';`,
    'return [...walkItems(scanTopLevel(projectAt(root)))].map(({ path, closed }) => [path, closed ?? null]);',
    { mount: 'mount -t tmpfs none "$ROOT/outputs/a" && mount --bind "$ROOT/outputs/b" "$ROOT/outputs/b/c"' },
  );
  expect(closed).toEqual([
    ['a', 'mount'],
    ['b', null],
    ['b/c', 'mount'],
  ]);
});

test('nothing where there is no such directory; a refusal where it cannot be told', () => {
  using t = tree({ 'p/outputs': '' });
  expect(scanTopLevel(projectAt(t.root))).toEqual([]);
  expect(() => scanTopLevel(projectAt(t.at('p')))).toThrow('(ENOTDIR)');
});
