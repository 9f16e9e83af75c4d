// Finds how the disk spells what git tracks. Where `A` and `a` are one name (macOS, exFAT, a folder of ext4 with casefold), git's index may
// say `Cache/X` and the folder `cache/x`. Each folder is asked: it finds a name that it does not list only if it takes it for another one.
// Inode numbers tell nothing here: FUSE gives each spelling its own. Reads only.

import { lstatSync } from 'node:fs';
import { attempt, openPath, withRoot } from '../../disk/directory.ts';
import { namesIn } from '../../disk/stat-and-read.ts';
import { foldedName, otherCase } from '../../lib/name-folding.ts';
import { fsPath } from '../../lib/path-text.ts';
import { pathIn } from '../../lib/paths.ts';
import type { PathText } from '../../types/primitives.ts';

/** Absolute paths, as a scan of the folders gives them; those that lie in none of them are left out. Both kinds may end in `/`. */
export type Spelling = (path: PathText) => readonly PathText[];

/** `ignoresCase`: git was told so (`core.ignorecase`), so names that differ only in that count as one on any disk. */
export function spelledOnDisk(folders: readonly PathText[], ignoresCase: boolean): Spelling {
  const disk = { ignoresCase, listed: new Map<PathText, readonly PathText[] | null>(), sensitive: new Set<PathText>() };
  return (path) => [...new Set(folders.flatMap((folder) => spelledIn(folder, path, disk)))];
}

interface Disk {
  readonly ignoresCase: boolean;
  readonly listed: Map<PathText, readonly PathText[] | null>;
  /** Folders that are known to tell `A` and `a` apart. */
  readonly sensitive: Set<PathText>;
}

/** A tracked folder (`a/`) that holds `folder`, or is it, says that everything in there may be tracked. */
function spelledIn(folder: PathText, path: PathText, disk: Disk): readonly PathText[] {
  const end = path.endsWith('/') ? '/' : '';
  const names = path.split('/').filter((name) => name !== '');
  const own = folder.split('/').filter((name) => name !== '');
  if (names.length < own.length && end === '') return [];
  let at = '';
  for (const [n, name] of own.slice(0, names.length).entries()) {
    if (name !== names[n] && !isOneName(at || '/', names[n] ?? '', name, disk)) return [];
    at = `${at}/${name}`;
  }
  if (names.length <= own.length) return [`${folder}${end}`];
  return below(folder, names.slice(own.length), disk).map((each) => (each.endsWith('/') ? each : each + end));
}

function isOneName(folder: PathText, name: PathText, other: PathText, disk: Disk): boolean {
  return foldedName(name) === foldedName(other) && (namesOnDisk(folder, name, disk)?.includes(other) ?? true);
}

function below(folder: PathText, [name, ...rest]: readonly PathText[], disk: Disk): readonly PathText[] {
  if (name === undefined) return [folder];
  const names = namesOnDisk(folder, name, disk);
  // It is there under a name that nobody can tell.
  if (names === null) return [pathIn(folder, '')];
  return names.flatMap((each) => below(pathIn(folder, each), rest, disk));
}

const ASCII = /^[\0-\x7f]*$/;

/** The names in `folder` that `name` stands for: itself where it stands for no other. Null where it is there and nobody can tell as what. */
function namesOnDisk(folder: PathText, name: PathText, disk: Disk): readonly PathText[] | null {
  if (!disk.ignoresCase && !mayBeAnother(folder, name, disk)) return [name];
  const names = listed(folder, disk);
  if (names?.includes(name) === true && !disk.ignoresCase) return [name];
  const wanted = foldedName(name);
  const same = names?.filter((each) => foldedName(each) === wanted) ?? [];
  if (same.length > 0) return same;
  return isThere(pathIn(folder, name)) ? null : [name];
}

/** Two questions for each folder instead of a list of what is in it, which may be a million files. */
function mayBeAnother(folder: PathText, name: PathText, { sensitive }: Disk): boolean {
  if (ASCII.test(name) && (sensitive.has(folder) || otherCase(name) === name)) return false;
  if (!isThere(pathIn(folder, name))) return false;
  if (!ASCII.test(name) || isThere(pathIn(folder, otherCase(name)))) return true;
  sensitive.add(folder);
  return false;
}

function isThere(path: PathText): boolean {
  const found = attempt(() => lstatSync(fsPath(path)));
  return found.ok || (found.errno !== 'ENOENT' && found.errno !== 'ENOTDIR');
}

function listed(folder: PathText, { listed: known }: Disk): readonly PathText[] | null {
  const before = known.get(folder);
  if (before !== undefined) return before;
  const names = attempt(() => withRoot((root) => namesIn(openPath(root, folder))));
  const answer = names.ok ? names.value : null;
  known.set(folder, answer);
  return answer;
}
