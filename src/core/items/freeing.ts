// Counts what taking things frees: an inode's bytes count once the last of all its names is taken, wherever the names are.

import type { Facts, InodeKey, Item } from '../types/items.ts';
import { BLOCK_BYTES, inodeKey } from './inode-key.ts';
import { walkItems } from './walk-items.ts';

/** What an object takes on the disk: of a file with holes less than it holds, of a folder what its names need. */
export function allocated({ blocks }: Facts): number {
  return blocks * BLOCK_BYTES;
}

export function apparent({ type, size }: Facts): number {
  return type === 'directory' ? 0 : Number(size);
}

export type Measure = (facts: Facts) => number;

/** What is freed so far: an inode's bytes, by one measure, when the last of all its names is taken, wherever they are. */
export interface FreedSpace<Entry> {
  readonly freed: () => number;
  readonly take: (entry: Entry) => void;
  readonly giveBack: (entry: Entry) => void;
  /** By how much `freed` would fall. */
  readonly costOf: (entry: Entry) => number;
}

interface Holding {
  /** In inodes with no other name. */
  readonly alone: number;
  readonly shared: ReadonlyMap<InodeKey, { readonly names: number; readonly links: number; readonly bytes: number }>;
}

export function freeingOf<Entry extends { readonly parts: readonly Item[] }>(
  entries: readonly Entry[],
  measure: Measure,
): FreedSpace<Entry> {
  const holdings = new Map(entries.map((entry) => [entry, holdingOf(entry.parts, measure)]));
  const taken = new Map<InodeKey, number>();
  let freed = 0;
  const of = (entry: Entry): Holding => holdings.get(entry) ?? { alone: 0, shared: new Map() };
  const namesTaken = (key: InodeKey): number => taken.get(key) ?? 0;
  const costOf = (entry: Entry): number => {
    const { alone, shared } = of(entry);
    return [...shared].reduce((sum, [key, { links, bytes }]) => sum + (namesTaken(key) >= links ? bytes : 0), alone);
  };
  return {
    freed: () => freed,
    costOf,
    take: (entry) => {
      for (const [key, { names }] of of(entry).shared) taken.set(key, namesTaken(key) + names);
      freed += costOf(entry);
    },
    giveBack: (entry) => {
      freed -= costOf(entry);
      for (const [key, { names }] of of(entry).shared) taken.set(key, namesTaken(key) - names);
    },
  };
}

function holdingOf(parts: readonly Item[], measure: Measure): Holding {
  let alone = 0;
  const shared = new Map<InodeKey, { names: number; links: number; bytes: number }>();
  for (const { facts } of walkItems(parts)) {
    // The links of a folder are the folders in it.
    if (facts.type === 'directory' || facts.nlink <= 1n) {
      alone += measure(facts);
      continue;
    }
    const key = inodeKey(facts);
    const names = (shared.get(key)?.names ?? 0) + 1;
    shared.set(key, { names, links: Number(facts.nlink), bytes: measure(facts) });
  }
  return { alone, shared };
}
