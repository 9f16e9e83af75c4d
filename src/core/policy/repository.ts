// Decides which folders are git repositories of their own: their history lies in no other place, so no command takes them apart.

import type { Item } from '../types.ts';
import { nameOf } from './path-parts.ts';

/** It holds a `.git`, be it a directory or a worktree's file. */
export function isRepository({ facts, children }: Item): boolean {
  return facts.type === 'directory' && children.some(({ path }) => nameOf(path) === '.git');
}
