// Decides which folders are repositories of their own: their history may lie in no other place, so no command takes them apart.

import { nameOf } from '../lib/paths.ts';
import type { Item } from '../types/items.ts';
import type { PathText } from '../types/primitives.ts';

/** What only a version control system leaves in the top of its working copy. `.git` may be a worktree's file. */
export const REPOSITORY_DATA = [
  '.git',
  '.hg',
  '.svn',
  '.jj',
  '.sl',
  '.bzr',
  '_darcs',
  '.pijul',
  '.fslckout',
  '_FOSSIL_',
] as const;
/** A bare repository of git's has no mark, but always all of these. */
const BARE_REPOSITORY = ['HEAD', 'objects', 'refs'] as const;

/** Whether a folder is one, by the names in it, each given once. */
export function isRepositoryOf(names: Iterable<PathText>): boolean {
  let bare = 0;
  for (const name of names) {
    if (MARKS.has(name)) return true;
    if (BARE.has(name)) bare++;
  }
  return bare === BARE.size;
}

const MARKS: ReadonlySet<string> = new Set(REPOSITORY_DATA);
const BARE: ReadonlySet<string> = new Set(BARE_REPOSITORY);

export function isRepository({ facts, children }: Item): boolean {
  return facts.type === 'directory' && children.length > 0 && isRepositoryOf(namesOf(children));
}

function* namesOf(items: readonly Item[]): Iterable<PathText> {
  for (const { path } of items) yield nameOf(path);
}

/** In any letter case: on some disks `.GIT` is `.git`. */
export function isRepositoryData(name: PathText): boolean {
  return REPOSITORY_DATA.some((each) => each.toLowerCase() === name.toLowerCase());
}
