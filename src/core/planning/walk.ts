// Decides in which order a scanned tree is visited, and carries a pinned folder's pin down to what lies in it.
// A stack of its own and no recursion: a tree of 20,000 levels ends recursion in a RangeError.

import type { Pins } from '../policy/pins.ts';
import { isTrash } from '../policy/skeleton.ts';
import type { Item } from '../types.ts';

/** Every item and everything below it, each directory before what it holds. */
export function* everyItem(items: readonly Item[]): Generator<Item> {
  const stack: { readonly items: readonly Item[]; next: number }[] = [{ items, next: 0 }];
  for (let level = stack.at(-1); level !== undefined; level = stack.at(-1)) {
    const item = level.items[level.next++];
    if (item === undefined) stack.pop();
    else {
      yield item;
      if (item.children.length > 0) stack.push({ items: item.children, next: 0 });
    }
  }
}

export interface Leaf {
  readonly item: Item;
  /** The pattern that pins it, or a folder it lies in. */
  readonly pinnedBy: string | null;
}

/** What is not an open directory: files, links, other objects, and directories nobody could look into. The trash is passed over. */
export function* leavesOf(items: readonly Item[], pins: Pins): Generator<Leaf> {
  const top = items.filter((item) => !isTrash(item.path));
  const stack: { readonly items: readonly Item[]; readonly pinnedBy: string | null; next: number }[] = [
    { items: top, pinnedBy: pins.whole, next: 0 },
  ];
  for (let level = stack.at(-1); level !== undefined; level = stack.at(-1)) {
    const item = level.items[level.next++];
    if (item === undefined) {
      stack.pop();
      continue;
    }
    const pinnedBy = level.pinnedBy ?? pins.by(item.path);
    if (item.facts.type === 'directory' && item.closed === undefined) stack.push({ items: item.children, pinnedBy, next: 0 });
    else yield { item, pinnedBy };
  }
}
