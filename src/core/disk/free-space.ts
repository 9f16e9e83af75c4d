// Says how much room is left on the disk of a folder, for those who are not root. Changes nothing.

import { statfsSync } from 'node:fs';
import { fsPath } from '../lib/path-text.ts';
import type { PathText } from '../types/primitives.ts';
import { attempt, type Directory, here } from './directory.ts';

export interface FreeSpace {
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** Null where nobody can tell: some network and FUSE filesystems say 0 of 0. */
export function freeSpaceAt(path: PathText): FreeSpace | null {
  return roomOf(() => fsPath(path));
}

/** How many files can still be made; null where nobody counts them (btrfs), or nobody can tell. */
export function filesLeftIn(directory: Directory): number | null {
  const told = attempt(() => statfsSync(here(directory)));
  return told.ok && told.value.files > 0 ? told.value.ffree : null;
}

/** What no file takes, for anybody: also what is kept for root. Null as above. */
export function unusedAt(path: PathText): number | null {
  const told = attempt(() => statfsSync(fsPath(path)));
  return told.ok && told.value.blocks > 0 ? told.value.bfree * told.value.bsize : null;
}

export function freeSpaceIn(directory: Directory): FreeSpace | null {
  return roomOf(() => here(directory));
}

function roomOf(path: () => string | Buffer): FreeSpace | null {
  const told = attempt(() => statfsSync(path()));
  if (!told.ok || told.value.blocks === 0) return null;
  const { bavail, blocks, bsize } = told.value;
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}

/** Less than a twentieth free, or less than what was just moved into the trash: then somebody hoped for room. */
export function isNearlyFull({ freeBytes, totalBytes }: FreeSpace, heldBytes: number): boolean {
  return freeBytes < totalBytes / 20 || freeBytes < heldBytes;
}
