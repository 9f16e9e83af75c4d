// Decides what only another user can move: in a sticky folder the system lets each user move and remove only what is theirs, and the
// folder's owner everything. Known from the look, so a plan keeps it instead of failing on it.

import type { Facts, Item, Scan } from '../types/items.ts';
import { STICKY } from './access.ts';

export const NO_USERS = -1;
const ROOT = 0;

/** Of everything below a section. Empty for root, and where users have no numbers. */
export function stuckIn({ directory, items }: Pick<Scan, 'directory' | 'items'>, euid: number): ReadonlySet<Item> {
  const stuck = new Set<Item>();
  if (euid <= ROOT || directory === null) return stuck;
  const levels: { readonly folder: Facts; readonly items: readonly Item[] }[] = [{ folder: directory, items }];
  for (let level = levels.pop(); level !== undefined; level = levels.pop()) {
    const isOthers = (level.folder.mode & STICKY) !== 0 && level.folder.uid !== euid;
    for (const item of level.items) {
      if (isOthers && item.facts.uid !== euid) stuck.add(item);
      if (item.children.length > 0) levels.push({ folder: item.facts, items: item.children });
    }
  }
  return stuck;
}
