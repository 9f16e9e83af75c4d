// Decides what stays because a part of the same thing stays: a cached repository of which one file is open stays whole, its locks too.

import { pathIn } from '../lib/paths.ts';
import { becauseOf } from '../protection/protection-reasons.ts';
import type { Item, Problem, Scan } from '../types/items.ts';
import type { Reason } from '../types/plan.ts';
import { wholesIn } from './known-caches.ts';

/** What of a tree stays, and which folders are divided because something in them does. Both are changed. */
export interface Staying {
  /** What stays, whole, and why. */
  readonly stays: Map<Item, readonly Reason[]>;
  /** Folders that hold something that stays. */
  readonly divided: Set<Item>;
}

export function keepTogether(
  { items, problems, realPath }: Pick<Scan, 'items' | 'problems' | 'realPath'>,
  staying: Staying,
): void {
  if (staying.stays.size === 0 && staying.divided.size === 0) return;
  const { stays, divided } = staying;
  let left = wholesIn(items);
  for (let before = -1; before !== left.length; ) {
    before = left.length;
    left = left.filter(({ parts }) => {
      const kept = parts.find(({ item }) => stays.has(item) || divided.has(item));
      if (kept === undefined) return true;
      const first = firstStaying(kept.item, staying);
      const reasons =
        first === null ? unseenIn(kept.item, problems) : becauseOf(pathIn(realPath, first.path), stays.get(first) ?? []);
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
export function unseenIn({ path }: Item, problems: readonly Problem[]): readonly Reason[] {
  const errno = problems.find((problem) => problem.path.startsWith(`${path}/`))?.code ?? 'EACCES';
  return [{ code: 'unreadable', errno }];
}

/** The first thing in it that stays, in the order of the paths, and for a reason that counts. */
export function firstStaying(
  top: Item,
  { stays, divided }: Staying,
  counts: (reasons: readonly Reason[]) => boolean = () => true,
): Item | null {
  const stack = [top];
  for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
    const reasons = stays.get(item);
    if (reasons !== undefined && counts(reasons)) return item;
    // Not spread into the call: a folder may hold more than a call takes.
    if (divided.has(item)) for (let at = item.children.length - 1; at >= 0; at--) stack.push(item.children[at] as Item);
  }
  return null;
}
