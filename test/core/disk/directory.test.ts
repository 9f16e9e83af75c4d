import { lstatSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import {
  at,
  atBoth,
  attempt,
  closeAll,
  type Directory,
  type EngineName,
  enter,
  openChild,
  openPath,
  openRoot,
} from '../../../src/core/disk/directory.ts';
import { factsAt, namesIn } from '../../../src/core/disk/stat-and-read.ts';
import { IN_MEMORY, tree } from '../../support/tree.ts';

const open: Directory[] = [];
afterEach(() => open.splice(0).forEach(closeAll));

function rootOf(engine: EngineName): Directory {
  const root = openRoot(engine);
  open.push(root);
  return root;
}

const ENGINES = ['proc', 'chdir'] as const;

describe.each(ENGINES)('%s engine', (engine) => {
  test('reaches what is below, name by name', () => {
    using t = tree({ 'a/b/c.txt': 'hello' });
    const b = openPath(rootOf(engine), t.at('a/b'));
    expect(namesIn(b)).toEqual(['c.txt']);
    expect(factsAt(b, 'c.txt')).toMatchObject({ type: 'file', size: 5n });
    expect(factsAt(b, 'nothing')).toBeNull();
  });

  test.each(['', '.', '..', 'a/b', '/', 'a\0b'])('refuses %j as a name', (name) => {
    using t = tree({ 'a/b/c.txt': 'hello' });
    const top = openPath(rootOf(engine), t.root);
    expect(() => openChild(top, name)).toThrow('not a single name');
    expect(() => at(top, name)).toThrow('not a single name');
    expect(() => atBoth(top, 'a', top, name)).toThrow('not a single name');
  });

  test('reaches what is in an entered directory from there, and nothing else', () => {
    using t = tree({ 'a/b/x': 'in b', 'a/x': 'a', 'b/x': 'elsewhere' });
    const cwd = process.cwd();
    const root = rootOf(engine);
    const a = openPath(root, t.at('a'));
    const b = openChild(a, 'b');
    enter(b);
    expect(at(b, 'x')).toBe('./x');
    expect(factsAt(b, 'x')?.size).toBe(4n);
    expect(namesIn(b)).toEqual(['x']);
    // It is held, and not its name.
    renameSync(t.at('a/b'), t.at('a/c'));
    renameSync(t.at('b'), t.at('a/b'));
    expect(lstatSync(at(b, 'x')).size).toBe(4);
    enter(a);
    expect(factsAt(a, 'x')?.size).toBe(1n);
    closeAll(root);
    expect(process.cwd()).toBe(cwd);
  });

  test('no component of a path may be a link, the last one included', () => {
    using t = tree({ 'real/inner/x': '', way: { link: 'real' }, loop: { link: 'loop' }, file: '' });
    const root = rootOf(engine);
    for (const path of ['way', 'way/inner', 'loop', 'file']) {
      expect(attempt(() => openPath(root, t.at(path)))).toEqual({ ok: false, errno: 'ENOTDIR' });
    }
    expect(attempt(() => openPath(root, t.at('nowhere')))).toEqual({ ok: false, errno: 'ENOENT' });
  });

  test('a directory exchanged with a link while it is not held open is not mistaken for the other', () => {
    using t = tree({ 'victim/precious': 'x', 'a/b/file': 'y' });
    const root = rootOf(engine);
    const a = openPath(root, t.at('a'));
    const b = openChild(a, 'b');
    // Enough other directories to have `b` closed behind the scenes.
    for (let n = 0; n < 20; n++) {
      t.add({ [`other${n}/x`]: '' });
      openPath(root, t.at(`other${n}`));
    }
    renameSync(t.at('a/b'), t.at('b-moved'));
    symlinkSync(t.at('victim'), t.at('a/b'));
    expect(attempt(() => namesIn(b))).toEqual({ ok: false, errno: 'ESTALE' });
    rmSync(t.at('a/b'));
    renameSync(t.at('victim'), t.at('a/b'));
    expect(attempt(() => factsAt(b, 'precious'))).toEqual({ ok: false, errno: 'ESTALE' });
  });

  test('stays in the directory it opened when that is moved away while in use', () => {
    using t = tree({ 'a/b/file': 'y', 'victim/file': 'precious' });
    const b = openPath(rootOf(engine), t.at('a/b'));
    renameSync(t.at('a/b'), t.at('elsewhere'));
    renameSync(t.at('victim'), t.at('a/b'));
    expect(statSync(at(b, 'file')).ino).toBe(statSync(t.at('elsewhere/file')).ino);
  });

  test('finds a folder again when the one below it has been moved elsewhere', () => {
    using t = tree({ 'a/b/c/file': 'y', 'a/z': '', 'victim/precious': 'x' });
    const a = openPath(rootOf(engine), t.at('a'));
    const c = openPath(a, '/b/c');
    expect(namesIn(c)).toEqual(['file']);
    renameSync(t.at('a/b'), t.at('victim/b'));
    expect(namesIn(a)).toEqual(['z']);
  });

  test('enters folders of any name', () => {
    using t = tree({ 'a\udcff/b\n/file': 'bytes', 'a\ufffd/b\n/other': '' });
    const directory = openPath(rootOf(engine), t.at('a\udcff/b\n'));
    expect(namesIn(directory)).toEqual(['file']);
  });

  test('goes 1000 levels down and up again with few descriptors', () => {
    using t = tree({}, undefined, IN_MEMORY);
    let directory = openPath(rootOf(engine), t.root);
    const before = descriptors();
    const name = 'n'.repeat(50);
    const way = [directory];
    for (let depth = 0; depth < 1000; depth++) {
      mkdirSync(at(directory, name));
      directory = openChild(directory, name);
      way.push(directory);
    }
    for (const [depth, level] of [...way.entries()].reverse()) expect(namesIn(level)).toEqual(depth === 1000 ? [] : [name]);
    expect(descriptors() - before).toBeLessThan(16);
  });
});

test('the working directory is put back by the engine that uses it', () => {
  const before = process.cwd();
  using t = tree({ 'a/b': '' });
  const root = openRoot('chdir');
  expect(namesIn(openPath(root, t.at('a')))).toEqual(['b']);
  closeAll(root);
  expect(process.cwd()).toBe(before);
});

test('the proc engine needs no permission to list the folders above', () => {
  using t = tree({ 'locked/inner/file': '', locked: { dir: true, mode: 0o311 } });
  expect(namesIn(openPath(rootOf('proc'), t.at('locked/inner')))).toEqual(['file']);
});

test('the proc engine lets go of every descriptor', () => {
  const before = descriptors();
  using t = tree({ 'a/b/c/d': '' });
  const root = openRoot('proc');
  openPath(root, t.at('a/b/c'));
  expect(descriptors()).toBeGreaterThan(before);
  closeAll(root);
  expect(descriptors()).toBe(before);
});

function descriptors(): number {
  return readdirSync('/proc/self/fd').length;
}
