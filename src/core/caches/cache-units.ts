// Decides what in a cache ages as one unit: each entry at the top of the section. A folder in which a known program keeps several entries
// (repositories, datasets, compiled kernels) is divided, because one entry in daily use kept forty others.

import type { Item } from '../types/items.ts';
import type { PathText } from '../types/primitives.ts';
import { isStore } from './keep-linked.ts';
import { isCredential, wholesIn } from './known-caches.ts';

export interface CacheUnit {
  readonly path: PathText;
  readonly parts: readonly Item[];
  /** The units inside it that may be removed one by one. */
  readonly within: readonly CacheUnit[];
  /** Items whose age counts for this unit: `version.txt` next to repositories ages with them. */
  readonly agesWith: readonly Item[];
}

/** Each blob of a store by itself. */
function storeThing(item: Item): CacheUnit {
  return { path: item.path, parts: [item], within: item.children.map(storeThing), agesWith: [item] };
}

export function cacheUnits(items: readonly Item[]): readonly CacheUnit[] {
  const wholes = wholesIn(items);
  const divided = new Set(wholes.flatMap(({ parts }) => parts.flatMap(({ above }) => above)));
  const holdsOne = new Set(wholes.flatMap(({ parts: [first] }) => first?.above ?? []));
  const parts = new Map(wholes.flatMap((whole) => whole.parts.map(({ item }, at) => [item, at === 0 ? whole : null])));
  const thingsIn = (level: readonly Item[], folder: Item | null): readonly CacheUnit[] => {
    const loose = new Set(folder === null ? [] : looseIn(level, parts));
    const others = level.flatMap((item): readonly CacheUnit[] => {
      const whole = parts.get(item);
      // Locks go with what they lock, loose files together.
      if (whole === null || loose.has(item)) return [];
      if (whole !== undefined) {
        const its = whole.parts.map((part) => part.item);
        return [{ path: item.path, parts: its, within: [], agesWith: its }];
      }
      if (isStore(item)) return [storeThing(item)];
      const within = divided.has(item) ? thingsIn(item.children, item) : [];
      // `.locks` by itself is nothing: half of what is in it may be locks of repositories that stay.
      if (divided.has(item) && !holdsOne.has(item)) return within;
      const isFile = folder !== null && item.facts.type !== 'directory';
      return [{ path: item.path, parts: [item], within, agesWith: isFile ? [folder] : [item] }];
    });
    const [first] = loose;
    if (first === undefined || folder === null) return others;
    return [...others, { path: first.path, parts: [...loose], within: [], agesWith: [folder] }];
  };
  return thingsIn(items, null);
}

/** Files that belong to no known entry, so they may belong to anything next to them. A token never does. */
export function looseIn(items: readonly Item[], parts: Pick<ReadonlyMap<Item, unknown>, 'has'>): readonly Item[] {
  return items.filter((item) => item.facts.type !== 'directory' && !parts.has(item) && !isCredential(item.path));
}
