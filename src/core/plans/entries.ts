// Decides what one entry amounts to: its place, what its inodes hold, how many files, how new.

import { amountOfItems } from '../items/count-bytes.ts';
import { BLOCK_BYTES } from '../items/inode-key.ts';
import { holdingOf } from '../items/section-kinds.ts';
import { walkItems } from '../items/walk-items.ts';
import { pathIn } from '../lib/paths.ts';
import type { Item } from '../types/items.ts';
import type { Entry } from '../types/plan.ts';
import type { Instant, PathText } from '../types/primitives.ts';
import type { Section } from '../types/project.ts';

/** `base` is the real path of the section, or of the outputs directory for what lies directly in it (`section` null). */
export function entryOf(section: Section | null, base: PathText, item: Item): Entry {
  return entryOfParts(section, base, item.path, [item]);
}

/** Of several objects that are one thing, named by `path`. There is at least one part. */
export function entryOfParts(section: Section | null, base: PathText, path: PathText, parts: readonly Item[]): Entry {
  const name = section === null ? null : section.name;
  const holding = section === null ? NOTHING : holdingOf(section);
  const absolute = pathIn(base, path);
  const only = parts.length === 1 ? parts[0]?.facts : undefined;
  // Most often it is one file: nothing to add up.
  if (only?.type === 'file')
    return {
      ...{ section: name, ...holding, path, absolute, parts, files: 1, modifiedAt: only.mtimeNs },
      ...{ bytes: Number(only.size), allocatedBytes: only.blocks * BLOCK_BYTES },
    };
  const { isPartial, ...content } = contentOf(parts);
  const entry = { section: name, ...holding, path, absolute, parts, ...content };
  return isPartial ? { ...entry, isPartial } : entry;
}

const NOTHING = { kind: null } as const;

interface Content extends Pick<Entry, 'bytes' | 'allocatedBytes' | 'files' | 'modifiedAt'> {
  readonly isPartial: boolean;
}

function contentOf(parts: readonly Item[]): Content {
  let files = 0;
  let modifiedAt: Instant | null = null;
  let isPartial = false;
  for (const { facts, closed } of walkItems(parts)) {
    if (closed !== undefined) isPartial = true;
    if (facts.type !== 'directory') files++;
    if (modifiedAt === null || facts.mtimeNs > modifiedAt) modifiedAt = facts.mtimeNs;
  }
  return { ...amountOfItems(parts), files, modifiedAt: modifiedAt ?? 0n, isPartial };
}
