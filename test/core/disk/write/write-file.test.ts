import {
  appendFileSync,
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  readFileSync,
  renameSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { withRoot } from '../../../../src/core/disk/directory.ts';
import { factsOf } from '../../../../src/core/disk/facts.ts';
import { replaceFile, writeNewFile } from '../../../../src/core/disk/write/write-file.ts';
import type { Action } from '../../../../src/core/types/plan.ts';
import type { PathText } from '../../../../src/core/types/primitives.ts';
import { canMount, inChild } from '../../../support/child.ts';
import { onceIn, watched } from '../../../support/interruption.ts';
import { apply, planActions } from '../../../support/plan.ts';
import { projectAt } from '../../../support/section.ts';
import { listing, snapshot, type Tree, tree } from '../../../support/tree.ts';

const umask = process.umask();
afterEach(() => void process.umask(umask));

async function outcomesOf(t: Tree, ...actions: readonly Action[]) {
  return (await apply(planActions(projectAt(t.root), actions))).outcomes;
}

const makeDirectory = (path: PathText): Action => ({ do: 'make-directory', path });
const createFile = (path: PathText, text: string): Action => ({ do: 'create-file', path, text });
const DONE = { result: 'done', freedBytes: 0, heldBytes: 0 };

function replace(path: PathText, text: string): Action {
  return { do: 'replace-file', path, before: factsOf(lstatSync(path, { bigint: true })), text };
}

describe('make-directory', () => {
  test('makes every missing folder, with the modes the umask asks for; twice is fine', async () => {
    using t = tree({ 'p/x': '' });
    process.umask(0o027);
    const actions = [makeDirectory(t.at('p/outputs/a/b')), makeDirectory(t.at('p/outputs/a/b'))];
    expect(await outcomesOf(t, ...actions)).toEqual([DONE, DONE]);
    expect(snapshot(t.at('p'))['outputs/a']).toMatchObject({ type: 'directory', mode: '0750' });
    expect(listing(t.at('p'))).toEqual(['outputs', 'outputs/a', 'outputs/a/b', 'x']);
  });

  test.each([
    ['a link to a folder', { outputs: { link: 'elsewhere' }, 'elsewhere/x': '' }, 'ENOTDIR'],
    ['a dangling link', { outputs: { link: 'nowhere' } }, 'ENOTDIR'],
    ['a file', { outputs: '' }, 'ENOTDIR'],
  ] as const)('makes nothing through %s', async (_, spec, errno) => {
    using t = tree(spec);
    const before = snapshot(t.root);
    expect(await outcomesOf(t, makeDirectory(t.at('outputs/cache')))).toEqual([{ result: 'failed', errno }]);
    expect(snapshot(t.root)).toEqual(before);
  });

  test('a name with bytes that are not UTF-8', async () => {
    using t = tree();
    expect(await outcomesOf(t, makeDirectory(t.at('a\udcff/b')))).toEqual([DONE]);
    expect(listing(t.root)).toEqual(['a\udcff', 'a\udcff/b']);
  });
});

describe('create-file', () => {
  test('writes the whole text under the umask and leaves nothing else behind', async () => {
    using t = tree({ 'p/x': '' });
    process.umask(0o027);
    const text = 'năm\n'.repeat(100_000);
    expect(await outcomesOf(t, createFile(t.at('p/README.md'), text))).toEqual([DONE]);
    expect(readFileSync(t.at('p/README.md'), 'utf8')).toBe(text);
    expect(snapshot(t.at('p'))['README.md']).toMatchObject({ mode: '0640' });
    expect(listing(t.at('p'))).toEqual(['README.md', 'x']);
  });

  test.each([
    ['a file', { 'README.md': 'mine' }],
    ['a link', { 'README.md': { link: 'x' }, x: 'mine' }],
    ['a dangling link', { 'README.md': { link: 'nowhere' } }],
    ['a directory', { 'README.md': { dir: true } }],
  ] as const)('never writes over or through %s', async (_, spec) => {
    using t = tree(spec);
    const before = snapshot(t.root);
    expect(await outcomesOf(t, createFile(t.at('README.md'), 'ours'))).toEqual([{ result: 'skipped', why: 'exists' }]);
    expect(snapshot(t.root)).toEqual(before);
  });

  test('in a folder that is not there', async () => {
    using t = tree();
    expect(await outcomesOf(t, createFile(t.at('no/README.md'), 'ours'))).toEqual([{ result: 'failed', errno: 'ENOENT' }]);
    expect(listing(t.root)).toEqual([]);
  });
});

test('create-file gives way to a file that is made in the very last moment', () => {
  using t = tree({ 'p/x': '' });
  // Looks at the folder: 1 for the file, 2 to make the temporary one, 3 to give it the name.
  const make = onceIn('p', 3, () => writeFileSync(t.at('p/README.md'), 'theirs'));
  const outcome = withRoot((root) => writeNewFile(watched(root, make), t.at('p/README.md'), 'ours', 'op-0'));
  expect(outcome).toEqual({ result: 'skipped', why: 'exists' });
  expect(readFileSync(t.at('p/README.md'), 'utf8')).toBe('theirs');
  expect(listing(t.at('p'))).toEqual(['README.md', 'x']);
});

describe('replace-file', () => {
  test.each([0o644, 0o600, 0o664, 0o755, 0o444])('keeps the mode %o, whatever the umask, and asks no chmod', async (mode) => {
    using t = tree({ '.gitignore': { text: 'old\r\n', mode } });
    process.umask(0o077);
    const path = t.at('.gitignore');
    expect(await outcomesOf(t, replace(path, 'old\r\nnew\r\n'))).toEqual([DONE]);
    expect(readFileSync(path, 'utf8')).toBe('old\r\nnew\r\n');
    expect(lstatSync(path).mode & 0o7777).toBe(mode);
    expect(process.umask()).toBe(0o077);
    expect(listing(t.root)).toEqual(['.gitignore']);
  });

  test.each<[string, (path: string) => void]>([
    ['was written to', (path) => appendFileSync(path, 'more')],
    ['is another one', (path) => renameSync(`${path}2`, path)],
    ['is gone', (path) => unlinkSync(path)],
    [
      'is a link',
      (path) => {
        unlinkSync(path);
        symlinkSync('.gitignore2', path);
      },
    ],
  ])('leaves alone a file that %s since it was read', async (_, change) => {
    using t = tree({ '.gitignore': 'old', '.gitignore2': 'old' });
    const action = replace(t.at('.gitignore'), 'new');
    change(t.at('.gitignore'));
    const before = snapshot(t.root);
    expect(await outcomesOf(t, action)).toEqual([{ result: 'skipped', why: 'changed' }]);
    expect({ ...snapshot(t.root), '': null }).toEqual({ ...before, '': null });
  });

  test('and one that somebody writes to in the very last moment', () => {
    using t = tree({ 'p/.gitignore': 'old' });
    const before = factsOf(lstatSync(t.at('p/.gitignore'), { bigint: true }));
    // Looks at the folder: 1 at the file, 2 to make the new one, 3 at the file again, 4 to rename.
    const write = onceIn('p', 3, () => appendFileSync(t.at('p/.gitignore'), 'more'));
    const outcome = withRoot((root) => replaceFile(watched(root, write), t.at('p/.gitignore'), before, 'new', 'op-0'));
    expect(outcome).toEqual({ result: 'skipped', why: 'changed' });
    expect(readFileSync(t.at('p/.gitignore'), 'utf8')).toBe('oldmore');
    expect(listing(t.at('p'))).toEqual(['.gitignore']);
  });

  test('a link is never planned', async () => {
    using t = tree({ '.gitignore': { link: 'x' }, x: '' });
    await expect(outcomesOf(t, replace(t.at('.gitignore'), 'new'))).rejects.toThrow('regular file');
  });

  test('one that has another name too: that would keep the old text', async () => {
    using t = tree({ '.gitignore': 'old', other: { dir: true } });
    linkSync(t.at('.gitignore'), t.at('other/name'));
    const before = snapshot(t.root);
    expect(await outcomesOf(t, replace(t.at('.gitignore'), 'new'))).toEqual([{ result: 'failed', errno: 'EMLINK' }]);
    expect(snapshot(t.root)).toEqual(before);
  });

  test.skipIf(process.getuid?.() !== 0)("another group's file is left alone: it would be in ours", async () => {
    using t = tree({ '.gitignore': 'old', 'shared/.gitignore': 'old' });
    chownSync(t.at('.gitignore'), 0, 12_345);
    chownSync(t.at('shared/.gitignore'), 0, 12_345);
    chownSync(t.at('shared'), 0, 12_345);
    chmodSync(t.at('shared'), 0o2775);
    const actions = ['.gitignore', 'shared/.gitignore'].map((path) => replace(t.at(path), 'new'));
    // In a folder that gives its group to what is made in it, the group stays.
    expect(await outcomesOf(t, ...actions)).toEqual([{ result: 'failed', errno: 'EPERM' }, DONE]);
    expect(listing(t.root)).toEqual(['.gitignore', 'shared', 'shared/.gitignore']);
    expect(lstatSync(t.at('shared/.gitignore')).gid).toBe(12_345);
  });

  test.skipIf(process.getuid?.() !== 0)("another user's file is left alone: it would become ours", async () => {
    using t = tree({ '.gitignore': 'old' });
    inChild(t, '', 'return null;', { unprivileged: true });
    const before = snapshot(t.root);
    expect(await outcomesOf(t, replace(t.at('.gitignore'), 'new'))).toEqual([{ result: 'failed', errno: 'EPERM' }]);
    expect({ ...snapshot(t.root), '': null }).toEqual({ ...before, '': null });
  });
});

test.skipIf(!canMount())('on a full disk nothing half-written is left', () => {
  using t = tree({ disk: { dir: true } });
  const answer = inChild(
    t,
    `import { readdirSync, writeFileSync, readFileSync, lstatSync } from 'node:fs';
     import { apply, planActions } from './test/support/plan.ts'; import { projectAt } from './test/support/section.ts';
     import { factsOf } from './src/core/disk/facts.ts';`,
    `const path = root + '/disk/old'; writeFileSync(path, 'old');
     const before = factsOf(lstatSync(path, { bigint: true }));
     const text = 'x'.repeat(200_000);
     const { outcomes } = await apply(planActions(projectAt(root), [
       { do: 'create-file', path: root + '/disk/new', text }, { do: 'replace-file', path, before, text }]));
     return { outcomes, left: readdirSync(root + '/disk'), old: readFileSync(path, 'utf8') };`,
    { mount: 'mount -t tmpfs -o size=64k none "$ROOT/disk"' },
  );
  const failed = { result: 'failed', errno: 'ENOSPC' };
  expect(answer).toEqual({ outcomes: [failed, failed], left: ['old'], old: 'old' });
});
