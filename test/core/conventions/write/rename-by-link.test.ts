// How a file changes its name by way of the trash, which is what a filesystem asks for that takes both names for one. (None such can be made
// here: what is tried is every state that it can be left in.)

import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { changeThroughTrash } from '../../../../src/core/conventions/write/rename-by-link.ts';
import { putUnitBack, type RenamedFile } from '../../../../src/core/conventions/write/rename-unit.ts';
import { openPath, withRoot } from '../../../../src/core/disk/directory.ts';
import { factsExactlyAt } from '../../../../src/core/disk/exact-name.ts';
import { factsAt } from '../../../../src/core/disk/stat-and-read.ts';
import { makeLink } from '../../../../src/core/disk/write/mutating-calls.ts';
import { type Tree, tree } from '../../../support/tree.ts';

/** `UNet.pth`, which is to be `unet.pth`. */
function onDisk<T>(t: Tree, use: (file: RenamedFile) => T): T {
  mkdirSync(t.at('trash'));
  return withRoot((root) => {
    const parent = openPath(root, t.at('section'));
    const items = openPath(root, t.at('trash'));
    const facts = factsAt(parent, 'UNet.pth');
    if (facts === null) throw new Error('nothing there');
    const item = { path: 'UNet.pth', facts, children: [] };
    const marker = { parent: items, name: '0.to' };
    makeLink(items, marker.name, 'unet.pth');
    const names = { old: { parent, name: 'UNet.pth' }, now: { parent, name: 'unet.pth' } };
    return use({ item, ...names, newName: 'unet.pth', inTrash: { parent: items, name: '0' }, marker });
  });
}

const names = (t: Tree) => ({ section: readdirSync(t.at('section')), trash: readdirSync(t.at('trash')) });

describe('by way of the trash', () => {
  it('gets its new name, and nothing of it stays there', () => {
    using t = tree({ 'section/UNet.pth': 'weights' });
    const outcome = onDisk(t, ({ item, old, now, inTrash }) => changeThroughTrash({ item, from: old, to: now, via: inTrash }));
    expect(outcome).toBeNull();
    expect(names(t)).toEqual({ section: ['unet.pth'], trash: ['0.to'] });
  });

  it('keeps its name where the new one is taken', () => {
    using t = tree({ 'section/UNet.pth': 'weights', 'section/unet.pth': 'theirs' });
    const outcome = onDisk(t, ({ item, old, now, inTrash }) => changeThroughTrash({ item, from: old, to: now, via: inTrash }));
    expect(outcome).toEqual({ result: 'skipped', why: 'exists' });
    expect(names(t)).toEqual({ section: ['UNet.pth', 'unet.pth'], trash: ['0.to'] });
    expect(readFileSync(t.at('section/unet.pth'), 'utf8')).toBe('theirs');
  });

  it.each<readonly [state: string, leave: (t: Tree) => void]>([
    ['before anything', () => {}],
    ['in the trash only', (t) => renameSync(t.at('section/UNet.pth'), t.at('trash/0'))],
    ['under both names', (t) => linkSync(t.at('section/UNet.pth'), t.at('section/unet.pth'))],
    [
      'under the new name and in the trash',
      (t) => {
        renameSync(t.at('section/UNet.pth'), t.at('trash/0'));
        linkSync(t.at('trash/0'), t.at('section/unet.pth'));
      },
    ],
    ['under the new name', (t) => renameSync(t.at('section/UNet.pth'), t.at('section/unet.pth'))],
    [
      'under all names',
      (t) => {
        linkSync(t.at('section/UNet.pth'), t.at('section/unet.pth'));
        linkSync(t.at('section/UNet.pth'), t.at('trash/0'));
      },
    ],
  ])('comes back when a crash left it %s', (_, leave) => {
    using t = tree({ 'section/UNet.pth': 'weights' });
    const outcome = onDisk(t, (file) => {
      leave(t);
      return putUnitBack([file]);
    });
    expect(outcome).toBeNull();
    expect(names(t)).toEqual({ section: ['UNet.pth'], trash: [] });
    expect(readFileSync(t.at('section/UNet.pth'), 'utf8')).toBe('weights');
  });

  it('does not come back over something else', () => {
    using t = tree({ 'section/UNet.pth': 'weights' });
    const outcome = onDisk(t, (file) => {
      renameSync(t.at('section/UNet.pth'), t.at('section/unet.pth'));
      writeFileSync(t.at('section/UNet.pth'), 'theirs');
      return putUnitBack([file]);
    });
    expect(outcome).toMatchObject({ outcome: { result: 'skipped', why: 'exists' } });
    expect(names(t).section).toEqual(['UNet.pth', 'unet.pth']);
    expect(readFileSync(t.at('section/UNet.pth'), 'utf8')).toBe('theirs');
  });
});

it('tells a name from another letter case of it by the list of names', () => {
  using t = tree({ 'section/UNet.pth': 'weights' });
  const seen = withRoot((root) => {
    const parent = openPath(root, t.at('section'));
    return ['UNet.pth', 'unet.pth'].map(
      (name) => factsExactlyAt({ parent, name }, name === 'UNet.pth' ? 'unet.pth' : 'UNet.pth') !== null,
    );
  });
  expect(seen).toEqual([true, false]);
});
