// Decides which inode an object is, as a key for sets and maps.

import type { Facts, InodeKey } from '../types/items.ts';

export function inodeKey(facts: Pick<Facts, 'dev' | 'ino'>): InodeKey {
  return `${facts.dev}:${facts.ino}`;
}

/** The unit of `Facts.blocks`, whatever the file system's own is. */
export const BLOCK_BYTES = 512;
