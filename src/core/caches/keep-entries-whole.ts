// Keeps cache entries whole: if a part of an entry must stay, all of it stays. Only folders in which known programs keep several entries (a
// hub's repositories, datasets, compiled kernels) are divided, and the loose files in such a folder stay together.

import { pathIn } from '../lib/paths.ts';
import { becauseOf } from '../protection/protection-reasons.ts';
import type { Item, Scan } from '../types/items.ts';
import type { Reason } from '../types/plan.ts';
import { looseIn } from './cache-units.ts';
import { isStore } from './keep-linked.ts';
import { firstStaying, type Staying, unseenIn } from './keep-whole-units.ts';
import { wholesIn } from './known-caches.ts';

/** Changes `staying`, after `keepTogether` has kept the known entries whole. */
export function keepEntriesWhole({ items, problems, realPath }: Scan, staying: Staying): void {
  const { stays, divided } = staying;
  if (divided.size === 0) return;
  const wholes = wholesIn(items);
  const holders = new Set(wholes.flatMap(({ parts }) => parts.flatMap(({ above }) => above)));
  const parts = new Set(wholes.flatMap((whole) => whole.parts.map(({ item }) => item)));
  const levels: (readonly Item[])[] = [items];
  for (let level = levels.pop(); level !== undefined; level = levels.pop()) {
    for (const item of level) {
      if (!divided.has(item)) continue;
      if (holders.has(item) || isStore(item)) {
        levels.push(item.children);
        if (!isStore(item)) keepLooseTogether(item.children, parts, staying, realPath);
        continue;
      }
      const first = firstStaying(item, staying, spreads);
      const isUnseen = first === null && problems.some(({ path }) => path.startsWith(`${item.path}/`));
      if (first === null && !isUnseen) continue;
      stays.set(
        item,
        first === null ? unseenIn(item, problems) : becauseOf(pathIn(realPath, first.path), stays.get(first) ?? []),
      );
      divided.delete(item);
    }
  }
}

function keepLooseTogether(items: readonly Item[], parts: ReadonlySet<Item>, { stays }: Staying, realPath: string): void {
  const loose = looseIn(items, parts);
  const first = loose.find((item) => spreads(stays.get(item) ?? []));
  if (first === undefined) return;
  for (const item of loose)
    if (!stays.has(item)) stays.set(item, becauseOf(pathIn(realPath, first.path), stays.get(first) ?? []));
}

/** A token does not belong to the files next to it, and each W&B run stands alone. */
function spreads(reasons: readonly Reason[]): boolean {
  return reasons.some(({ code }) => code !== 'credential' && code !== 'unsynced' && code !== 'recent' && code !== 'skeleton');
}
