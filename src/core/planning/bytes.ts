// Decides how many bytes objects hold: each inode once, however many names it has.

import { everyItem } from '../policy/every-item.ts';
import { inodeKey } from '../policy/inode.ts';
import type { InodeKey, Item, Verdict } from '../types.ts';

/** What these items and everything below them hold, but for the inodes in `counted`, which those met here then join. */
export function bytesOfItems(items: readonly Item[], counted?: Set<InodeKey>): number {
  let known = counted;
  let bytes = 0n;
  for (const { facts } of everyItem(items)) {
    if (facts.type === 'directory') continue;
    // Only an inode with several names can come twice; a set of a million keys would cost more than the rest.
    if (facts.nlink > 1n) {
      const key = inodeKey(facts);
      if (known?.has(key)) continue;
      known = (known ?? new Set()).add(key);
    }
    bytes += facts.size;
  }
  return Number(bytes);
}

/**
 * What the entries of these verdicts hold together. `besides` are verdicts that stay: an inode they hold too is not counted,
 * since a name that goes frees nothing while another stays (timm's model_best is a hard link of a checkpoint).
 */
export function bytesOf(verdicts: readonly Verdict[], besides: readonly Verdict[] = []): number {
  const counted = new Set<InodeKey>();
  bytesOfItems(partsOf(besides), counted);
  return bytesOfItems(partsOf(verdicts), counted);
}

function partsOf(verdicts: readonly Verdict[]): readonly Item[] {
  return verdicts.flatMap(({ entry }) => entry.parts);
}
