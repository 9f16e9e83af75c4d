// Decides whether a folder can look unchanged though a name came or went: only where it was written to so shortly before the look that a
// change after it got the same time. The rule by which git takes no file for clean that is as new as its index.

import type { Facts } from '../types/items.ts';
import type { Instant } from '../types/primitives.ts';

/** A kernel writes down a time that is up to 10 ms old; the rest is for clocks of disks on other machines. */
const TICK: Instant = 100_000_000n;
/** FAT counts in steps of two seconds, others of one. */
const WHOLE_SECONDS: Instant = 3_000_000_000n;
const SECOND: Instant = 1_000_000_000n;

/** `lookedAt`: a moment before the look. */
export function mayHideAChange({ mtimeNs }: Pick<Facts, 'mtimeNs'>, lookedAt: Instant): boolean {
  return mtimeNs > lookedAt - (mtimeNs % SECOND === 0n ? WHOLE_SECONDS : TICK);
}
