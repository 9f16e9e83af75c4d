// The moments between two system calls, reached through the engine that hands out every path: another program is quick there.

import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openPath, withRoot } from '../../../../src/core/disk/directory.ts';
import { scanSection } from '../../../../src/core/scan/scan-section.ts';
import { type Move, moveToTrash } from '../../../../src/core/trash/write/move-to-trash.ts';
import { onceIn, watched } from '../../../support/interruption.ts';
import { sectionAt } from '../../../support/section.ts';
import { snapshot, type Tree, tree } from '../../../support/tree.ts';

interface Interruption {
  /** Which look at the source's folder, or at the trash, something happens before. */
  readonly from?: readonly [nth: number, act: () => void];
  readonly to?: readonly [nth: number, act: () => void];
}

/** Moves `section/name` to `trash/0`. */
function move(t: Tree, name: string, { from, to }: Interruption = {}, compare: Move['compare'] = 'everything') {
  const item = scanSection(sectionAt(t.at('section'))).items.find((each) => each.path === name);
  if (item === undefined) throw new Error(`no ${name}`);
  const never = [0, () => {}] as const;
  const inSection = onceIn('section', ...(from ?? never));
  const inTrash = onceIn('trash', ...(to ?? never));
  return withRoot((plain) => {
    const section = openPath(plain, t.at('section'));
    const trash = openPath(plain, t.at('trash'));
    return moveToTrash({
      item,
      path: t.at(`section/${name}`),
      from: { parent: watched(section, inSection), name },
      to: { parent: watched(trash, inTrash), name: '0' },
      ours: new Set(),
      compare,
    });
  });
}

const FILE = { 'section/a': { bytes: 10, age: '1d' }, 'trash/x': '' } as const;
const FOLDER = { 'section/run/x': 'planned', 'section/run/sub/y': 'planned', 'trash/x': '' } as const;
const CHANGED = { result: 'skipped', why: 'changed' };
const STRAY = { result: 'skipped', why: 'stray' };

/** Looks at a file's folder: 1 to hold it, 2 to rename. */
const BEFORE_RENAME_OF_FILE = 2;
/** Looks at a folder's folder: 1 to hold it, 2 to rename; what is below is opened in between. */
const BEFORE_RENAME_OF_FOLDER = 2;
const AFTER_RENAME = 1;

test('without interruption it just moves', () => {
  using t = tree(FILE);
  expect(move(t, 'a')).toBeNull();
  expect(Object.keys(snapshot(t.root)).sort()).toEqual(['', 'section', 'trash', 'trash/0', 'trash/x']);
});

test('a file exchanged between the look and the rename is put back where it was', () => {
  using t = tree({ ...FILE, precious: { bytes: 10, age: '1d' } });
  const precious = snapshot(t.at('precious'));
  const exchange = (): void => {
    renameSync(t.at('section/a'), t.at('a-moved'));
    renameSync(t.at('precious'), t.at('section/a'));
  };
  expect(move(t, 'a', { from: [BEFORE_RENAME_OF_FILE, exchange] })).toEqual(CHANGED);
  expect(snapshot(t.at('section/a'))).toEqual(precious);
  expect(Object.keys(snapshot(t.at('trash')))).toEqual(['', 'x']);
});

test('and so is a link, which stays a link', () => {
  using t = tree({ ...FILE, precious: { link: 'nowhere' } });
  const precious = snapshot(t.at('precious'));
  const exchange = (): void => renameSync(t.at('precious'), t.at('section/a'));
  expect(move(t, 'a', { from: [BEFORE_RENAME_OF_FILE, exchange] })).toEqual(CHANGED);
  expect(snapshot(t.at('section/a'))).toEqual(precious);
});

test('and a directory', () => {
  using t = tree({ ...FOLDER, 'precious/x': 'precious' });
  const precious = snapshot(t.at('precious'));
  const exchange = (): void => {
    renameSync(t.at('section/run'), t.at('run-moved'));
    renameSync(t.at('precious'), t.at('section/run'));
  };
  expect(move(t, 'run', { from: [BEFORE_RENAME_OF_FOLDER, exchange] })).toEqual(CHANGED);
  expect(snapshot(t.at('section/run'))).toEqual(precious);
});

test('a file that was written to between the rename and the look after it is put back', () => {
  using t = tree(FILE);
  expect(move(t, 'a', { to: [AFTER_RENAME, () => appendFileSync(t.at('trash/0'), 'more')] })).toEqual(CHANGED);
  expect(snapshot(t.at('section/a'))['']).toMatchObject({ size: 14n });
});

test.each(['everything', { foldersSince: 0n }] as const)(
  'a directory that somebody adds to just before the rename is put back, with what was added: compared %o',
  (compare) => {
    using t = tree(FOLDER);
    const add = (): void => writeFileSync(t.at('section/run/sub/new'), 'precious');
    expect(move(t, 'run', { from: [BEFORE_RENAME_OF_FOLDER, add] }, compare)).toEqual(CHANGED);
    expect(Object.keys(snapshot(t.at('section'))).sort()).toEqual(['', 'run', 'run/sub', 'run/sub/new', 'run/sub/y', 'run/x']);
  },
);

test.each(['everything', { foldersSince: 0n }] as const)(
  'one that somebody has added to, deep inside, does not even leave its place: compared %o',
  (compare) => {
    using t = tree(FOLDER);
    let looks = 0;
    const count = [1, () => looks++] as const;
    const add = (): void => writeFileSync(t.at('section/run/sub/new'), 'precious');
    expect(move(t, 'run', { from: [1, add], to: count }, compare)).toEqual(CHANGED);
    expect(looks).toBe(0);
  },
);

test('whatever has taken the name meanwhile is not replaced: the other stays in the trash', () => {
  using t = tree({ ...FILE, precious: { bytes: 3 } });
  const precious = snapshot(t.at('precious'));
  const exchange = (): void => renameSync(t.at('precious'), t.at('section/a'));
  const retake = (): void => writeFileSync(t.at('section/a'), 'newest');
  expect(move(t, 'a', { from: [BEFORE_RENAME_OF_FILE, exchange], to: [AFTER_RENAME, retake] })).toEqual(STRAY);
  expect(snapshot(t.at('section/a'))['']).toMatchObject({ size: 6n });
  expect(snapshot(t.at('trash/0'))).toEqual(precious);
});

test('a file that somebody takes out of the trash right after is lost, and said to be', () => {
  using t = tree(FILE);
  expect(move(t, 'a', { to: [AFTER_RENAME, () => rmSync(t.at('trash/0'))] })).toEqual({ result: 'lost' });
});

test.each(['a', 'run'])('without a trash by now, %s stays where it is', (name) => {
  using t = tree({ ...FILE, ...FOLDER });
  const before = snapshot(t.at('section'));
  const remove = (): void => rmSync(t.at('trash'), { recursive: true });
  expect(move(t, name, { from: [BEFORE_RENAME_OF_FILE, remove] })).toEqual({ result: 'skipped', why: 'no-trash' });
  expect(snapshot(t.at('section'))).toEqual(before);
});

test('nor is an empty directory, which a rename would replace without a word', () => {
  using t = tree(FOLDER);
  const add = (): void => writeFileSync(t.at('section/run/new'), 'precious');
  const retake = (): void => mkdirSync(t.at('section/run'));
  expect(move(t, 'run', { from: [BEFORE_RENAME_OF_FOLDER, add], to: [AFTER_RENAME, retake] })).toEqual(STRAY);
  expect(Object.keys(snapshot(t.at('trash/0'))).sort()).toEqual(['', 'new', 'sub', 'sub/y', 'x']);
  expect(Object.keys(snapshot(t.at('section/run')))).toEqual(['']);
});
