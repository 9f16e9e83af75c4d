// Decides whether a folder is another user's alone. Its parent's permissions do not help there: nothing in it can be removed, and the system
// moves a folder to another one only for those who may write to the folder itself.

import { walkItems } from '../items/walk-items.ts';
import type { Facts, Item } from '../types/items.ts';
import { GROUP_WRITES, OTHERS_WRITE } from './access.ts';

const ROOT = 0;

/** As far as owner and mode tell: whether we are in its group only the system knows. `euid` -1: a system without users. */
export function isClosedFolder({ type, uid, mode }: Facts, euid: number): boolean {
  return type === 'directory' && euid > ROOT && uid !== euid && (mode & (GROUP_WRITES | OTHERS_WRITE)) === 0;
}

/** The first folder in which something is that we cannot remove; null where all of it can be freed. */
export function closedWithin(items: readonly Item[], euid: number): Item | null {
  for (const item of walkItems(items)) if (item.children.length > 0 && isClosedFolder(item.facts, euid)) return item;
  return null;
}
