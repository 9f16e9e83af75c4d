// Decides what in a cache goes or stays as one when it goes by age: what lies directly in the section; but of a folder that holds
// repositories of the Hugging Face hub each repository with its locks, because one that is used every day kept forty others.

import { hubRepositoriesIn } from '../policy/cache-trees.ts';
import type { Item, PathText } from '../types.ts';
import { isStore } from './keep-linked.ts';

export interface CacheThing {
  readonly path: PathText;
  readonly parts: readonly Item[];
  /** What it is made of, where it may go one by one: otherwise nothing. */
  readonly within: readonly CacheThing[];
  /** As old as this: `version.txt` beside repositories is theirs. */
  readonly agesWith: readonly Item[];
}

/** Each blob of a store by itself. */
function storeThing(item: Item): CacheThing {
  return { path: item.path, parts: [item], within: item.children.map(storeThing), agesWith: [item] };
}

export function cacheThings(items: readonly Item[]): readonly CacheThing[] {
  const repositories = hubRepositoriesIn(items);
  const divided = new Set(repositories.flatMap(({ parts }) => parts.flatMap(({ above }) => above)));
  const holdsRepository = new Set(repositories.flatMap(({ parts: [repository] }) => repository?.above ?? []));
  const parts = new Map(repositories.flatMap((whole) => whole.parts.map(({ item }, at) => [item, at === 0 ? whole : null])));
  const thingsIn = (level: readonly Item[], folder: Item | null): readonly CacheThing[] =>
    level.flatMap((item): readonly CacheThing[] => {
      const whole = parts.get(item);
      // Locks go with what they lock.
      if (whole === null) return [];
      if (whole !== undefined) {
        const its = whole.parts.map((part) => part.item);
        return [{ path: item.path, parts: its, within: [], agesWith: its }];
      }
      if (isStore(item)) return [storeThing(item)];
      const within = divided.has(item) ? thingsIn(item.children, item) : [];
      // `.locks` by itself is nothing: half of what is in it may be locks of repositories that stay.
      if (divided.has(item) && !holdsRepository.has(item)) return within;
      const isLoose = folder !== null && item.facts.type !== 'directory';
      return [{ path: item.path, parts: [item], within, agesWith: isLoose ? [folder] : [item] }];
    });
  return thingsIn(items, null);
}
