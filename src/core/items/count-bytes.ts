// Decides how many bytes objects hold, and how many they take on the disk: each inode once, however many names it has.

import type { Facts, InodeKey, Item } from '../types/items.ts';
import type { Verdict } from '../types/plan.ts';
import { BLOCK_BYTES, inodeKey } from './inode-key.ts';
import { walkItems } from './walk-items.ts';

/** `bytes`: what files and links hold. `allocatedBytes`: the blocks that they and their folders take, as `du` counts. */
export interface Amount {
  readonly bytes: number;
  readonly allocatedBytes: number;
}

/** What these items and everything below them come to, but for the inodes in `counted`, which those met here then join. */
export function amountOfItems(items: readonly Item[], counted?: Set<InodeKey>): Amount {
  let known = counted;
  let bytes = 0n;
  let blocks = 0;
  for (const { facts } of walkItems(items)) {
    if (facts.type === 'directory') {
      blocks += facts.blocks;
      continue;
    }
    // Only an inode with several names can come twice; a set of a million keys would cost more than the rest.
    if (facts.nlink > 1n) {
      const key = inodeKey(facts);
      if (known?.has(key)) continue;
      known = (known ?? new Set()).add(key);
    }
    bytes += facts.size;
    blocks += facts.blocks;
  }
  return { bytes: Number(bytes), allocatedBytes: blocks * BLOCK_BYTES };
}

export function bytesOfItems(items: readonly Item[], counted?: Set<InodeKey>): number {
  return amountOfItems(items, counted).bytes;
}

/** What the disk gets back when exactly these items go: an inode that has a name elsewhere keeps its blocks. */
export function releasedBytes(items: readonly Item[]): number {
  let blocks = 0;
  const names = new Map<InodeKey, number>();
  for (const { facts } of walkItems(items)) blocks += blocksReleased(facts, names);
  return blocks * BLOCK_BYTES;
}

/** Of one more name that goes; `names` counts those of inodes with several. */
function blocksReleased(facts: Facts, names: Map<InodeKey, number>): number {
  if (facts.type === 'directory' || facts.nlink <= 1n) return facts.blocks;
  const key = inodeKey(facts);
  const gone = (names.get(key) ?? 0) + 1;
  names.set(key, gone);
  return BigInt(gone) === facts.nlink ? facts.blocks : 0;
}

/**
 * What the entries of these verdicts come to together. `besides` are verdicts that stay: an inode they hold too is not counted,
 * since a name that goes frees nothing while another stays (timm's model_best is a hard link of a checkpoint).
 */
export function amountOf(verdicts: readonly Verdict[], besides: readonly Verdict[] = []): Amount {
  const counted = new Set<InodeKey>();
  amountOfItems(partsOf(besides), counted);
  return amountOfItems(partsOf(verdicts), counted);
}

function partsOf(verdicts: readonly Verdict[]): readonly Item[] {
  return verdicts.flatMap(({ entry }) => entry.parts);
}
