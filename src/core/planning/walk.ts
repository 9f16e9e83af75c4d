// Decides which objects of a scanned tree are leaves, and carries what protects a folder down to what lies in it.

import { inodeKey } from '../policy/inode.ts';
import type { Pins } from '../policy/pins.ts';
import { isRepository } from '../policy/repository.ts';
import { isTrash } from '../policy/skeleton.ts';
import type { InodeKey, Item, PathText } from '../types.ts';

export interface Leaf {
  readonly item: Item;
  /** The pattern that pins it, or a folder it lies in. */
  readonly pinnedBy: string | null;
  /** The link that leads to it, or to a folder of the section it lies in. */
  readonly pointedAtBy: PathText | null;
}

const NO_LINKS: ReadonlyMap<InodeKey, PathText> = new Map();

/**
 * What is not an open directory: files, links, other objects, repositories, directories nobody could look into, and those that are
 * `isWhole`, such as a checkpoint of many files. The trash is passed over.
 */
export function* leavesOf(
  items: readonly Item[],
  pins: Pins,
  pointedAt: ReadonlyMap<InodeKey, PathText> = NO_LINKS,
  isWhole: (item: Item) => boolean = () => false,
): Generator<Leaf> {
  const top = items.filter((item) => !isTrash(item.path));
  const stack: (Omit<Leaf, 'item'> & { readonly items: readonly Item[]; next: number })[] = [
    // A link to the section itself is a way to it, and counts on nothing in it.
    { items: top, pinnedBy: pins.whole, pointedAtBy: null, next: 0 },
  ];
  for (let level = stack.at(-1); level !== undefined; level = stack.at(-1)) {
    const item = level.items[level.next++];
    if (item === undefined) {
      stack.pop();
      continue;
    }
    const pinnedBy = level.pinnedBy ?? pins.by(item.path);
    const pointedAtBy = (pointedAt.size === 0 ? null : pointedAt.get(inodeKey(item.facts))) ?? level.pointedAtBy;
    if (item.facts.type === 'directory' && item.closed === undefined && !isRepository(item) && !isWhole(item))
      stack.push({ items: item.children, pinnedBy, pointedAtBy, next: 0 });
    else yield { item, pinnedBy, pointedAtBy };
  }
}
