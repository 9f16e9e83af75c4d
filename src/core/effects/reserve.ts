// Keeps some room in the trash for the day the disk is full: a file that is given up when a journal no longer fits. On a full ext4
// nothing can be made, not even a folder, but renaming into a folder that is there still works; so the journal is all that is missing.

import { randomBytes } from 'node:crypto';
import { type Attempt, attempt, type Directory } from '../disk/directory.ts';
import { factsAt } from '../disk/look.ts';
import { roomIn } from '../disk/room.ts';
import type { PathText } from '../types.ts';
import { closeFile, createFile, removeName, syncDirectory, syncFile, write } from './sys.ts';

export const RESERVE = 'RESERVE';
/** Room for the journal of 15,000 objects. */
export const RESERVE_BYTES: number = 4 << 20;
/** Empty files beside it, for a disk that has run out of inodes, or a user out of files: clusters count those, too. */
const SPARE_NAMES: readonly PathText[] = ['1', '2', '3', '4', '5', '6', '7'].map((n) => `${RESERVE}.${n}`);
const ONLY_US = 0o600;
const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);

export function isFull(errno: string): boolean {
  return FULL.has(errno);
}

/**
 * Makes the reserve where it is missing or was left half written, if there is room for two of it: a program that is just saving must not
 * meet a disk that we have filled. Chance bytes, because filesystems that compress keep nothing for zeros. Never an error.
 */
export function makeReserve(trash: Directory): void {
  attempt(() => {
    const found = factsAt(trash, RESERVE);
    if (found !== null && (found.type !== 'file' || found.size >= RESERVE_BYTES)) return;
    const room = roomIn(trash);
    if (room !== null && room.freeBytes < 2 * RESERVE_BYTES) return;
    if (found !== null) removeName(trash, RESERVE);
    for (const name of SPARE_NAMES) {
      if (factsAt(trash, name) === null) closeFile(createFile(trash, name, ONLY_US, 'exactly'));
    }
    fill(trash);
  });
}

/** False where there is none. What is of that name and not a plain file is not ours. */
function giveUpReserve(trash: Directory): boolean {
  const names = [RESERVE, ...SPARE_NAMES].filter((name) => factsAt(trash, name)?.type === 'file');
  for (const name of names) removeName(trash, name);
  // ext4 gives freed blocks out again only once that is on the disk.
  if (names.length > 0) syncDirectory(trash);
  return names.length > 0;
}

function fill(trash: Directory): void {
  const file = createFile(trash, RESERVE, ONLY_US, 'exactly');
  const filled = attempt(() => {
    try {
      write(file, randomBytes(RESERVE_BYTES));
      syncFile(file);
    } finally {
      closeFile(file);
    }
  });
  // Half a reserve would take the last room and give back little.
  if (filled.ok) syncDirectory(trash);
  else removeName(trash, RESERVE);
}

/** Does `step`; where the disk is full, gives up the reserve and does it once more. `step` must have undone what it did where it fails. */
export function withReserve<T>(trash: Directory, step: () => T): Attempt<T> {
  const first = attempt(step);
  if (first.ok || !isFull(first.errno)) return first;
  const given = attempt(() => giveUpReserve(trash));
  return given.ok && given.value ? attempt(step) : first;
}
