// Directories held by what they are, not by what they are called; everything inside is reached by a single name from there.
// Why: a path that was checked can lead elsewhere when it is used. `fs.rm` of Node 20 lost files outside the tree in 326 of 1000
// such swaps, single names below a held directory in none of 2200.

import { errnoOf } from '../lib/errors.ts';
import { fsPath } from '../lib/path-text.ts';
import type { PathText } from '../types/primitives.ts';
import { chdirEngine } from './chdir-engine.ts';
import type { Directory } from './engine.ts';
import { procEngine, procIsUsable } from './proc-engine.ts';

export type { Directory } from './engine.ts';
export type EngineName = 'proc' | 'chdir';

/** `/`. When everything below it is done with: `closeAll`. */
export function openRoot(engine: EngineName = procIsUsable() ? 'proc' : 'chdir'): Directory {
  return (engine === 'proc' ? procEngine() : chdirEngine()).open(null, '');
}

/** Runs `use` with `/`, and lets go of everything it opened. */
export function withRoot<T>(use: (root: Directory) => T): T {
  const root = openRoot();
  try {
    return use(root);
  } finally {
    closeAll(root);
  }
}

/** One directory down. Throws ENOTDIR for anything that is not itself a directory, links included. */
export function openChild(parent: Directory, name: PathText): Directory {
  return parent.engine.open(parent, singleName(name));
}

/** An absolute path, one component at a time, none of which may be a link. */
export function openPath(root: Directory, path: PathText): Directory {
  if (!path.startsWith('/')) throw new Error('not an absolute path');
  return path.split('/').reduce((directory, name) => (name === '' ? directory : openChild(directory, name)), root);
}

export function closeAll(directory: Directory): void {
  directory.engine.close();
}

/** Before a directory is removed; it can still be used after. */
export function release(directory: Directory): void {
  directory.engine.release(directory);
}

/** The path of `name` inside `directory`, for one call of `node:fs` made at once. */
export function at(directory: Directory, name: PathText): string | Buffer {
  return fsPath(directory.engine.reach(directory) + singleName(name));
}

/** The path of the directory itself, likewise. */
export function here(directory: Directory): string | Buffer {
  return fsPath(`${directory.engine.reach(directory)}.`);
}

/** Both paths of one call that takes two. */
export function atBoth(
  from: Directory,
  name: PathText,
  to: Directory,
  newName: PathText,
): readonly [string | Buffer, string | Buffer] {
  const first = from.engine.reach(from) + singleName(name);
  return [fsPath(first), fsPath(to.engine.reachSecond(to) + singleName(newName))];
}

/** Its names are then good by themselves, until another directory is entered or all are closed. Throws ESTALE if it cannot be found again. */
export function enter(directory: Directory): void {
  directory.engine.enter(directory);
}

export function mountOf(directory: Directory): string {
  return directory.engine.mountOf(directory);
}

/** Never `..` (systemd once globbed its way to `/` with it), never a slash (`unlink('link/')` means what the link leads to). */
export function isSingleName(name: PathText): boolean {
  return name !== '' && name !== '.' && name !== '..' && !name.includes('/') && !name.includes('\0');
}

function singleName(name: PathText): PathText {
  if (!isSingleName(name)) throw new Error('not a single name');
  return name;
}

/** The answer of a system call, or its errno. */
export type Attempt<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly errno: string };

export function attempt<T>(call: () => T): Attempt<T> {
  try {
    return { ok: true, value: call() };
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === undefined) throw error;
    return { ok: false, errno };
  }
}
