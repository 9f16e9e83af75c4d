// Decides what stays because another part of the same unit stays: a cached repository with one open file stays whole, with its locks.

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

/** The reason for a folder that stays only because something in it could not be read. */
export function unseenIn({ path }: Item, problems: readonly Problem[]): readonly Reason[] {
  const errno = problems.find((problem) => problem.path.startsWith(`${path}/`))?.code ?? 'EACCES';
  return [{ code: 'unreadable', errno }];
}

/** The first item in `top` that stays, by path, with reasons that `counts` accepts. */
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
