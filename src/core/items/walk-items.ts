// Decides in which order a tree of items is visited. A stack of its own: a tree of 20,000 levels ends recursion in a RangeError.

import type { Item } from '../types/items.ts';

/** Every item and everything below it, each directory before what it holds. */
export function walkItems(items: readonly Item[]): Iterable<Item> {
  // Most often it is asked of one file, a hundred thousand times.
  return items.every(isLeaf) ? items : walk(items);
}

function isLeaf({ children }: Item): boolean {
  return children.length === 0;
}

function* walk(items: readonly Item[]): Generator<Item> {
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
