// Decides whether one object is a copy of another by what `cp -a`, `rsync -a`, `tar` and a `mv` to another disk keep: its type, its size and
// when it was written. Inode, device and birth time are new. Only asked of what lies where the original would lie.

import type { Facts, Item } from '../types/items.ts';

/** tar writes whole seconds, FAT and exFAT even ones, some network file systems microseconds. */
const COARSEST_NS = 2_000_000_000n;

export function isCopyOf(now: Facts, then: Facts): boolean {
  if (now.type !== then.type || now.type === 'other') return false;
  return (now.type === 'directory' || now.size === then.size) && isSameTime(now.mtimeNs, then.mtimeNs);
}

/** The same, or cut off by a coarser clock. */
function isSameTime(now: bigint, then: bigint): boolean {
  if (now === then) return true;
  const apart = now < then ? then - now : now - then;
  return now % 1000n === 0n && apart < COARSEST_NS;
}

/** The item as it is known by now. */
export function asSeen(item: Item, facts: Facts): Item {
  return { ...item, facts };
}
