// Gives one object in the trash its old name back, and never takes a name from anything else. May be done again after a crash at any
// point: an object that has both names loses the one in the trash.

import { hasBirthTimes } from '../../disk/birth-times.ts';
import { type Attempt, attempt, type Directory } from '../../disk/directory.ts';
import { sameInode } from '../../disk/facts.ts';
import type { Spot } from '../../disk/find-item.ts';
import { isPlaceholder } from '../../disk/is-placeholder.ts';
import { factsAt, pin, unpin } from '../../disk/stat-and-read.ts';
import { addName, closeFile, createFile, removeName, rename, write } from '../../disk/write/mutating-calls.ts';
import { placeholderText } from '../../journal/restore-placeholder.ts';
import type { Item } from '../../types/items.ts';
import type { StepOutcome } from '../../types/operation.ts';
import { withReserve } from './disk-reserve.ts';

export interface PutBack {
  /** Holds the reserve, for on a full disk a name costs something, too: an inode on tmpfs, a block where a folder grows. */
  readonly trash: Directory;
  readonly operation: string;
  /** What it is called in the trash. */
  readonly number: number;
  readonly item: Item;
  readonly from: Spot;
  readonly to: Spot;
}

const DONE: StepOutcome = { result: 'done', freedBytes: 0, heldBytes: 0 };
const EXISTS: StepOutcome = { result: 'skipped', why: 'exists' };
const ONLY_US = 0o600;

/** No hard links here (FAT, some network ones), none of somebody else's file (`protected_hardlinks`), or too many. */
const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

export function putBack(move: PutBack): StepOutcome {
  const { item, from } = move;
  const held = attempt(() => pin(from.parent, from.name));
  if (!held.ok) return { result: 'failed', errno: held.errno };
  if (held.value === null) return isBack(move) ? DONE : { result: 'failed', errno: 'ENOENT' };
  try {
    // What was written to it since by a program that had it open comes back with it: it is the same object.
    if (!sameInode(held.value.facts, item.facts)) return { result: 'skipped', why: 'changed' };
    const done = attempt(() => (item.facts.type === 'directory' ? putDirectory(move) : putName(move)));
    return done.ok ? done.value : { result: 'failed', errno: done.errno };
  } finally {
    unpin(held.value);
  }
}

/**
 * A directory has only one name. Should its old one be taken between the look and the rename, the rename fails, but for an empty
 * directory, which it replaces: nothing is lost by that.
 */
function putDirectory({ trash, from, to, item }: PutBack): StepOutcome {
  if (factsAt(to.parent, to.name) !== null) return EXISTS;
  const moved = withReserve(trash, () => rename(from.parent, from.name, to.parent, to.name));
  if (!moved.ok)
    return ['EEXIST', 'ENOTEMPTY', 'ENOTDIR'].includes(moved.errno) ? EXISTS : { result: 'failed', errno: moved.errno };
  return isBack({ to, item }) ? DONE : { result: 'failed', errno: 'ESTALE' };
}

function putName(move: PutBack): StepOutcome {
  const { trash, from, to } = move;
  // Overlay without trusted xattrs (a rootless container) numbers a copied-up file anew once it has a second name.
  if (!hasBirthTimes(from.parent.facts.dev)) return overPlaceholder(move);
  const named = withReserve(trash, () => addName(from.parent, from.name, to.parent, to.name));
  if (!named.ok && NO_LINKS.has(named.errno)) return overPlaceholder(move);
  if (!named.ok && named.errno !== 'EEXIST') return { result: 'failed', errno: named.errno };
  if (isBack(move)) return dropFromTrash(move);
  if (named.ok) return { result: 'failed', errno: 'ESTALE' };
  return isPlaceholder(to, move.operation, move.number) ? overPlaceholder(move) : EXISTS;
}

/** Somebody else who finishes the same undo may have been quicker. */
function dropFromTrash({ from }: PutBack): StepOutcome {
  const dropped = attempt(() => removeName(from.parent, from.name));
  return dropped.ok || dropped.errno === 'ENOENT' ? DONE : { result: 'failed', errno: dropped.errno };
}

function overPlaceholder(move: PutBack): StepOutcome {
  const { trash, from, to } = move;
  const made = withReserve(trash, () => makePlaceholder(move));
  if (!made.ok && made.errno !== 'EEXIST') return { result: 'failed', errno: made.errno };
  if (isBack(move)) return dropFromTrash(move);
  if (!isPlaceholder(to, move.operation, move.number)) return EXISTS;
  const moved: Attempt<void> = withReserve(trash, () => rename(from.parent, from.name, to.parent, to.name));
  if (moved.ok) return isBack(move) ? DONE : { result: 'failed', errno: 'ESTALE' };
  attempt(() => removeName(to.parent, to.name));
  return { result: 'failed', errno: moved.errno };
}

function makePlaceholder({ to, operation, number }: PutBack): void {
  const file = createFile(to.parent, to.name, ONLY_US, 'as-umask-says');
  try {
    write(file, Buffer.from(placeholderText(operation, number)));
  } catch (error) {
    attempt(() => removeName(to.parent, to.name));
    throw error;
  } finally {
    closeFile(file);
  }
}

function isBack({ to, item }: Pick<PutBack, 'to' | 'item'>): boolean {
  const now = attempt(() => factsAt(to.parent, to.name));
  return now.ok && now.value !== null && sameInode(now.value, item.facts);
}
