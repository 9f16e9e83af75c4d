// Decides which folders are git repositories of their own: their history lies in no other place, so no command takes them apart.

import type { Item, PathText } from '../types.ts';
import { nameOf } from './path-parts.ts';

/** It holds a `.git`, be it a directory or a worktree's file. */
export function isRepository({ facts, children }: Item): boolean {
  return facts.type === 'directory' && children.some(({ path }) => nameOf(path) === '.git');
}

/** Where repositories keep their history. */
export const REPOSITORY_DATA = ['.git', '.hg', '.svn', '.jj'] as const;

/** In any letter case: on some disks `.GIT` is `.git`. */
export function isRepositoryData(name: PathText): boolean {
  return REPOSITORY_DATA.some((each) => each === name.toLowerCase());
}
