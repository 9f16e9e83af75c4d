// Tries in the trash whether what is renamed is known again, on filesystems that make up inode numbers. Everything that is moved is looked
// at again after the move and put back where it is not the same: there, that would be everything.

import { attempt, type Directory } from '../../disk/directory.ts';
import { sameContent } from '../../disk/facts.ts';
import { filesystemAt } from '../../disk/filesystem-at.ts';
import { factsAt } from '../../disk/stat-and-read.ts';
import { closeFile, createFile, makeDirectory, removeDirectory, removeName, rename } from '../../disk/write/mutating-calls.ts';
import { refusal } from '../../lib/errors.ts';
import { escapeText } from '../../lib/escape.ts';
import type { Facts } from '../../types/items.ts';
import type { PathText } from '../../types/primitives.ts';

/** Throws a refusal where it is not. `folder`: an empty one of ours, at `path`. Asks nothing of filesystems that are known to be sound. */
export function refuseForgetful(folder: Directory, path: PathText): void {
  const filesystem = filesystemAt(path);
  if (filesystem === null || filesystem.tier === 'full' || filesystem.tier === 'shared') return;
  const tried = attempt(() => knowsAgain(folder));
  if (tried.ok && tried.value) return;
  const why = tried.ok ? 'what is renamed there is not known again' : `trying it ended with ${tried.errno}`;
  throw refusal(
    `nothing can be moved on ${filesystem.name}, where ${escapeText(path)} lies: ${why}`,
    'nothing was moved or removed',
  );
}

/** Both must be: some make numbers from paths, but only for folders. */
export function knowsAgain(folder: Directory): boolean {
  return knowsFileAgain(folder) && knowsFolderAgain(folder);
}

const [BEFORE, AFTER] = ['probe', 'probed'];
const ONLY_US = 0o600;

function knowsFileAgain(folder: Directory): boolean {
  closeFile(createFile(folder, BEFORE, ONLY_US, 'exactly'));
  const [before, after] = renamed(folder);
  removeName(folder, AFTER);
  return isSame(before, after);
}

function knowsFolderAgain(folder: Directory): boolean {
  makeDirectory(folder, BEFORE);
  const [before, after] = renamed(folder);
  removeDirectory(folder, AFTER);
  return isSame(before, after);
}

function renamed(folder: Directory): readonly [Facts | null, Facts | null] {
  const before = factsAt(folder, BEFORE);
  rename(folder, BEFORE, folder, AFTER);
  return [before, factsAt(folder, AFTER)];
}

function isSame(before: Facts | null, after: Facts | null): boolean {
  return before !== null && after !== null && sameContent(before, after);
}
