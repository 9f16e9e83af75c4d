// Says how much room is left on the disk of a folder, for those who are not root. Changes nothing.

import { statfsSync } from 'node:fs';
import { fsPath } from '../path-text.ts';
import type { PathText } from '../types.ts';
import { attempt, type Directory, here } from './directory.ts';

export interface Room {
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** Null where nobody can tell: some network and FUSE filesystems say 0 of 0. */
export function roomAt(path: PathText): Room | null {
  return roomOf(() => fsPath(path));
}

export function roomIn(directory: Directory): Room | null {
  return roomOf(() => here(directory));
}

function roomOf(path: () => string | Buffer): Room | null {
  const told = attempt(() => statfsSync(path()));
  if (!told.ok || told.value.blocks === 0) return null;
  const { bavail, blocks, bsize } = told.value;
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}

/** Less than a twentieth free, or less than what was just moved into the trash: then somebody hoped for room. */
export function isNearlyFull({ freeBytes, totalBytes }: Room, heldBytes: number): boolean {
  return freeBytes < totalBytes / 20 || freeBytes < heldBytes;
}
