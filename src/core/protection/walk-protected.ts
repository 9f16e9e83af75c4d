// Decides which objects of a scanned tree are leaves, and carries what protects a folder down to what lies in it.

import { inodeKey } from '../items/inode-key.ts';
import { isRepository } from '../items/nested-repositories.ts';
import { isTrash } from '../items/reserved-names.ts';
import type { InodeKey, Item } from '../types/items.ts';
import type { PathText } from '../types/primitives.ts';
import type { Pins } from './pins.ts';

/** What protects an object, or a folder that it lies in. */
export interface Shelter {
  /** The pattern that pins it. */
  readonly pinnedBy: string | null;
  /** The link that leads to it. */
  readonly pointedAtBy: PathText | null;
}

export interface ProtectedWalk {
  readonly pins: Pins;
  readonly pointedAt?: ReadonlyMap<InodeKey, PathText>;
  /** A folder that is one thing, such as a checkpoint of many files. */
  readonly isWhole?: (folder: Item) => boolean;
}

const NO_LINKS: ReadonlyMap<InodeKey, PathText> = new Map();

/**
 * Calls back for what is not an open directory: files, links, other objects, repositories, directories nobody could look into, and those
 * that are whole. The trash is passed over.
 */
export function eachLeaf(
  items: readonly Item[],
  { pins, pointedAt = NO_LINKS, isWhole = () => false }: ProtectedWalk,
  visit: (item: Item, shelter: Shelter) => void,
): void {
  const stack: { readonly items: readonly Item[]; readonly shelter: Shelter; next: number }[] = [
    // A link to the section itself is a way to it, and counts on nothing in it.
    { items, shelter: { pinnedBy: pins.whole, pointedAtBy: null }, next: 0 },
  ];
  for (let level = stack.at(-1); level !== undefined; level = stack.at(-1)) {
    const item = level.items[level.next++];
    if (item === undefined) {
      stack.pop();
      continue;
    }
    if (level.items === items && isTrash(item.path)) continue;
    const its = level.shelter;
    const pinnedBy = its.pinnedBy ?? pins.by(item.path);
    const pointedAtBy = (pointedAt.size === 0 ? null : pointedAt.get(inodeKey(item.facts))) ?? its.pointedAtBy;
    // One for all of a folder that nothing is said of by itself.
    const shelter = pinnedBy === its.pinnedBy && pointedAtBy === its.pointedAtBy ? its : { pinnedBy, pointedAtBy };
    if (item.facts.type === 'directory' && item.closed === undefined && !isRepository(item) && !isWhole(item))
      stack.push({ items: item.children, shelter, next: 0 });
    else visit(item, shelter);
  }
}
