// Decides what one entry amounts to: its place, what its inodes hold, how many files, how new.

import { everyItem } from '../policy/every-item.ts';
import { pathIn } from '../policy/path-parts.ts';
import type { Entry, Instant, Item, PathText, Section } from '../types.ts';
import { bytesOfItems } from './bytes.ts';

/** `base` is the real path of the section, or of the outputs directory for what lies directly in it (`section` null). */
export function entryOf(section: Section | null, base: PathText, item: Item): Entry {
  let files = 0;
  let modifiedAt: Instant = item.facts.mtimeNs;
  let isPartial = false;
  for (const { facts, closed } of everyItem([item])) {
    if (closed !== undefined) isPartial = true;
    if (facts.type !== 'directory') files++;
    if (facts.mtimeNs > modifiedAt) modifiedAt = facts.mtimeNs;
  }
  return {
    section: section?.name ?? null,
    kind: section?.kind ?? null,
    path: item.path,
    absolute: pathIn(base, item.path),
    parts: [item],
    bytes: bytesOfItems([item]),
    files,
    ...(isPartial && { isPartial }),
    modifiedAt,
  };
}
