// Decides what stays because a part of the same thing stays: a cached repository of which one file is open stays whole, its locks too.

import { wholesIn } from '../policy/cache-trees.ts';
import type { Item, Reason } from '../types.ts';

/** What of a tree stays, and which folders are divided because something in them does. Both are changed. */
export interface Staying {
  /** What stays, whole, and why. */
  readonly stays: Map<Item, readonly Reason[]>;
  /** Folders that hold something that stays. */
  readonly divided: Set<Item>;
}

export function keepTogether(items: readonly Item[], staying: Staying): void {
  if (staying.stays.size === 0 && staying.divided.size === 0) return;
  const { stays, divided } = staying;
  let left = wholesIn(items);
  for (let before = -1; before !== left.length; ) {
    before = left.length;
    left = left.filter(({ parts }) => {
      const kept = parts.find(({ item }) => stays.has(item) || divided.has(item));
      if (kept === undefined) return true;
      const reasons = firstReasons(kept.item, staying);
      // Only something that could not be looked into is in it: that stays, and the rest is told apart as before.
      if (reasons === null) return true;
      for (const { item, above } of parts) {
        if (above.some((folder) => stays.has(folder))) continue;
        divided.delete(item);
        stays.set(item, stays.get(item) ?? reasons);
        for (const folder of above) divided.add(folder);
      }
      return false;
    });
  }
}

/** Why the first thing in it stays, in the order of the paths. */
function firstReasons(top: Item, { stays, divided }: Staying): readonly Reason[] | null {
  const stack = [top];
  for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
    const reasons = stays.get(item);
    if (reasons !== undefined) return reasons;
    if (divided.has(item)) stack.push(...[...item.children].reverse());
  }
  return null;
}
