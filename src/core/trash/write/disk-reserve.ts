// Keeps some room in the trash for the day the disk is full: a file that is given up when a journal no longer fits. On a full ext4
// nothing can be made, not even a folder, but renaming into a folder that is there still works; so the journal is all that is missing.
// Once given up it is made again: at the end of the operation from what that left of it, and whole as soon as there is room.

import { randomBytes } from 'node:crypto';
import { type Attempt, attempt, type Directory } from '../../disk/directory.ts';
import { type FreeSpace, filesLeftIn, freeSpaceIn } from '../../disk/free-space.ts';
import { factsAt } from '../../disk/stat-and-read.ts';
import { closeFile, createFile, removeName, syncDirectory, syncFile, write } from '../../disk/write/mutating-calls.ts';
import { trashModes } from '../../disk/write/trash-modes.ts';
import type { PathText } from '../../types/primitives.ts';

export const RESERVE = 'RESERVE';
/** Room for the journal of 15,000 objects. */
export const RESERVE_BYTES: number = 4 << 20;
/** Of 230 objects. */
export const LEAST_RESERVE_BYTES: number = 64 << 10;
/** At most so much of a disk: 4 MiB from 128 MiB on. */
const SHARE_OF_DISK = 32;
/** What a disk may need for itself where the reserve is to have all that is free. */
const FOR_THE_DISK = 32 << 10;
/** Empty files beside it, for a disk that has run out of inodes, or a user out of files: clusters count those, too. */
const SPARE_NAMES: readonly PathText[] = ['1', '2', '3', '4', '5', '6', '7'].map((n) => `${RESERVE}.${n}`);
/** Says that there was a reserve, so that its room may be taken back though the disk is full: it was nobody else's. */
const MARK: PathText = `${RESERVE}.0`;
const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);

export function isFull(errno: string): boolean {
  return FULL.has(errno);
}

/** How large it is on a disk; as on a large one where nobody can tell. */
export function reserveBytes(room: Pick<FreeSpace, 'totalBytes'> | null): number {
  if (room === null) return RESERVE_BYTES;
  return Math.min(Math.max(Math.floor(room.totalBytes / SHARE_OF_DISK), LEAST_RESERVE_BYTES), RESERVE_BYTES);
}

/**
 * `ahead`: only where there is room for two of it, for a program that is just saving must not meet a disk that we have filled.
 * `again`, when an operation is over: also from what is left of one that was given up. `where it was`, when one was refused: nothing else.
 */
export type When = 'ahead' | 'again' | 'where it was';

/** Makes the reserve where it is missing, or smaller than it can be by now. Never an error. */
export function makeReserve(trash: Directory, when: When = 'ahead'): void {
  attempt(() => {
    const found = factsAt(trash, RESERVE);
    if (found !== null && found.type !== 'file') return;
    const mayTakeBack = when !== 'ahead' && factsAt(trash, MARK) !== null;
    if (when === 'where it was' && !mayTakeBack) return;
    const has = found === null ? 0 : Number(found.size);
    const size = sizeNow(trash, has, mayTakeBack);
    if (size > has) {
      if (found !== null) removeName(trash, RESERVE);
      // All of it: what is left over goes to whoever fills the disk next, and the reserve would be smaller each time. A quota is in no
      // statfs: then half of it may do.
      for (let next = size; next >= LEAST_RESERVE_BYTES && !fill(trash, next) && mayTakeBack; )
        next = next === size ? size - FOR_THE_DISK : Math.floor(next / 2);
    }
    if (factsAt(trash, RESERVE) !== null) makeNames(trash, mayTakeBack);
  });
}

/** 0 where there is no room. `has`: what it has already, which is free once more before it is made anew. */
function sizeNow(trash: Directory, has: number, mayTakeBack: boolean): number {
  const room = freeSpaceIn(trash);
  const wanted = reserveBytes(room);
  if (room === null || has >= wanted || room.freeBytes + has >= 2 * wanted) return wanted;
  const left = Math.min(wanted, room.freeBytes + has);
  return mayTakeBack && left >= LEAST_RESERVE_BYTES ? left : 0;
}

function makeNames(trash: Directory, mayTakeBack: boolean): void {
  const missing = [MARK, ...SPARE_NAMES].filter((name) => factsAt(trash, name) === null);
  const left = missing.length === 0 ? 0 : (filesLeftIn(trash) ?? Number.POSITIVE_INFINITY);
  if (!mayTakeBack && left < 2 * missing.length) return;
  // None is left over: whoever fills the disk again would take it, and one fewer would be there each time.
  for (const name of missing.slice(0, left)) closeFile(createFile(trash, name, trashModes(trash).file, 'exactly'));
}

/** False where there is none. What is of that name and not a plain file is not ours. */
function giveUpReserve(trash: Directory): boolean {
  const names = [RESERVE, ...SPARE_NAMES].filter((name) => factsAt(trash, name)?.type === 'file');
  for (const name of names) removeName(trash, name);
  // ext4 gives freed blocks out again only once that is on the disk.
  if (names.length > 0) syncDirectory(trash);
  return names.length > 0;
}

/** Chance bytes, because filesystems that compress keep nothing for zeros. False where they do not fit: then nothing is left of them. */
function fill(trash: Directory, size: number): boolean {
  const filled = attempt(() => {
    const file = createFile(trash, RESERVE, trashModes(trash).file, 'exactly');
    try {
      write(file, randomBytes(size));
      syncFile(file);
    } finally {
      closeFile(file);
    }
  });
  if (filled.ok) syncDirectory(trash);
  else attempt(() => removeName(trash, RESERVE));
  return filled.ok;
}

/** Does `step`; where the disk is full, gives up the reserve and does it once more. `step` must have undone what it did where it fails. */
export function withReserve<T>(trash: Directory, step: () => T): Attempt<T> {
  const first = attempt(step);
  if (first.ok || !isFull(first.errno)) return first;
  const given = attempt(() => giveUpReserve(trash));
  if (!given.ok || !given.value) return first;
  const second = attempt(step);
  // Given up for nothing: what needs less may come next.
  if (!second.ok) makeReserve(trash, 'again');
  return second;
}
