// Decides what stays because a part of the same thing stays: a cached repository of which one file is open stays whole, its locks too.

import { wholesIn } from '../policy/cache-trees.ts';
import type { Item, Problem, Reason, Scan } from '../types.ts';

/** What of a tree stays, and which folders are divided because something in them does. Both are changed. */
export interface Staying {
  /** What stays, whole, and why. */
  readonly stays: Map<Item, readonly Reason[]>;
  /** Folders that hold something that stays. */
  readonly divided: Set<Item>;
}

export function keepTogether({ items, problems }: Pick<Scan, 'items' | 'problems'>, staying: Staying): void {
  if (staying.stays.size === 0 && staying.divided.size === 0) return;
  const { stays, divided } = staying;
  let left = wholesIn(items);
  for (let before = -1; before !== left.length; ) {
    before = left.length;
    left = left.filter(({ parts }) => {
      const kept = parts.find(({ item }) => stays.has(item) || divided.has(item));
      if (kept === undefined) return true;
      const reasons = firstReasons(kept.item, staying) ?? unseenIn(kept.item, problems);
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

/** Divided for no reason of its own: something in it was seen by name and could not be looked at. */
function unseenIn({ path }: Item, problems: readonly Problem[]): readonly Reason[] {
  const errno = problems.find((problem) => problem.path.startsWith(`${path}/`))?.code ?? 'EACCES';
  return [{ code: 'unreadable', errno }];
}

/** Why the first thing in it stays, in the order of the paths. */
function firstReasons(top: Item, { stays, divided }: Staying): readonly Reason[] | null {
  const stack = [top];
  for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
    const reasons = stays.get(item);
    if (reasons !== undefined) return reasons;
    // Not spread into the call: a folder may hold more than a call takes.
    if (divided.has(item)) for (let at = item.children.length - 1; at >= 0; at--) stack.push(item.children[at] as Item);
  }
  return null;
}
