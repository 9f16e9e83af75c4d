// Decides what recorded device numbers mean today: a file system gets another one when it is mounted again (btrfs, NFS, loop devices,
// USB disks). Inode and birth time stay, so the objects are known by those, on the device where the trash now is.

import type { RecordedMove, RecordedPlan, RecordedSection } from '../journal/journal-format.ts';
import type { Facts, Item } from '../types/items.ts';

/** Without birth times an inode number alone says too little: then it is left as recorded. */
export function onDevice(plan: RecordedPlan, dev: bigint): RecordedPlan {
  const before = new Set(
    plan.sections.filter((section) => section.dev !== dev && section.birthtimeNs !== 0n).map(({ dev }) => dev),
  );
  if (before.size === 0) return plan;
  const moved = <T extends { readonly dev: bigint }>(what: T): T => (before.has(what.dev) ? { ...what, dev } : what);
  return {
    ...plan,
    sections: plan.sections.map((section): RecordedSection => moved(section)),
    moves: plan.moves.map((move): RecordedMove => ({ ...move, item: copyOf(move.item, moved) })),
  };
}

type Copied = Item & { readonly children: Item[] };

/** A stack of its own: a tree can be deeper than recursion may go. */
function copyOf(top: Item, change: (facts: Facts) => Facts): Item {
  const copy = (item: Item): Copied => ({ ...item, facts: change(item.facts), children: [] });
  const result = copy(top);
  const left: { readonly from: Item; readonly to: Copied }[] = [{ from: top, to: result }];
  for (let pair = left.pop(); pair !== undefined; pair = left.pop()) {
    for (const child of pair.from.children) {
      const copied = copy(child);
      pair.to.children.push(copied);
      if (child.children.length > 0) left.push({ from: child, to: copied });
    }
  }
  return result;
}
