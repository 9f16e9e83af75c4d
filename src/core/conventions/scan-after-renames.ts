// Computes what a scan of a section would show after a renaming.

import { byCodePoint } from '../lib/code-point-order.ts';
import { folderOf } from '../lib/paths.ts';
import type { Item } from '../types/items.ts';
import type { PathText } from '../types/primitives.ts';
import type { NewName } from './choose-renames.ts';

/** Only folders on the way to a renamed file are made anew. */
export function withNewNames(items: readonly Item[], names: readonly NewName[]): readonly Item[] {
  const to = new Map(names.map((name) => [name.item.path, name.to]));
  const onTheWay = new Set<PathText>();
  for (const { item } of names)
    for (let folder = folderOf(item.path); folder !== '' && !onTheWay.has(folder); folder = folderOf(folder))
      onTheWay.add(folder);
  const renamed = (all: readonly Item[]): readonly Item[] =>
    all
      .map((item) => {
        const path = to.get(item.path);
        if (path !== undefined) return { ...item, path };
        return onTheWay.has(item.path) ? { ...item, children: renamed(item.children) } : item;
      })
      .sort((a, b) => byCodePoint(a.path, b.path));
  return renamed(items);
}
