// Gives a file another name and takes the one it had away. First the new one, by a hard link, which never replaces anything; the old one
// leaves by a rename into the trash, where it is looked at before it goes: a name can be exchanged between any look and an unlink.
// So at every moment the file has at least one of its names, or lies in the trash under the number that the journal knows.

import { hasBirthTimes } from '../../disk/birth-times.ts';
import { type Attempt, attempt } from '../../disk/directory.ts';
import { factsExactlyAt } from '../../disk/exact-name.ts';
import { sameInode } from '../../disk/facts.ts';
import type { Spot } from '../../disk/find-item.ts';
import { factsAt, namesIn } from '../../disk/stat-and-read.ts';
import { addName, removeName, rename, syncDirectory } from '../../disk/write/mutating-calls.ts';
import type { Item } from '../../types/items.ts';
import type { StepOutcome } from '../../types/operation.ts';

/** The old and the new name of a file. */
export interface NameChange {
  readonly item: Item;
  readonly from: Spot;
  readonly to: Spot;
  /** Its number in the trash, free. */
  readonly via: Spot;
}

const EXISTS: StepOutcome = { result: 'skipped', why: 'exists' };
const CHANGED: StepOutcome = { result: 'skipped', why: 'changed' };

/** `later`: both are one name to this filesystem, so it has to lose the one before it gets the other. Null: it has both. */
export function addSecondName({ item, from, to, via }: NameChange): StepOutcome | 'later' | null {
  // Overlay without trusted xattrs numbers a copied-up file anew once it has a second name: nobody could tell that it is the same.
  if (!hasBirthTimes(from.parent.facts.dev)) return { result: 'failed', errno: 'ENOTSUP' };
  const named = attempt(() => addName(from.parent, from.name, to.parent, to.name));
  if (!named.ok) {
    if (named.errno !== 'EEXIST') return { result: 'failed', errno: named.errno };
    return isOneName(from, to, item) ? 'later' : EXISTS;
  }
  if (isAt(to, item)) return null;
  // Another file was exchanged in: its second name goes, by way of the trash, unless it has become its only one.
  attempt(() => {
    rename(to.parent, to.name, via.parent, via.name);
    if ((factsAt(via.parent, via.name)?.nlink ?? 1n) > 1n) removeName(via.parent, via.name);
  });
  return CHANGED;
}

/** The name that the file had, once it has the other. Null: it is gone. */
export function dropFirstName({ item, from, to, via }: NameChange): StepOutcome | null {
  if (!isAt(to, item)) return CHANGED;
  const moved = attempt(() => rename(from.parent, from.name, via.parent, via.name));
  if (!moved.ok) return moved.errno === 'ENOENT' ? null : { result: 'failed', errno: moved.errno };
  if (!isAt(via, item)) return giveBack(via, from);
  return letGo(via, to, item);
}

/** Where both are one name: out of the trash, where it is for a moment, and under the new one. */
export function changeThroughTrash({ item, from, to, via }: NameChange): StepOutcome | null {
  const moved = attempt(() => rename(from.parent, from.name, via.parent, via.name));
  if (!moved.ok) return { result: 'failed', errno: moved.errno };
  if (!isAt(via, item)) return giveBack(via, from);
  const outcome = changeFromTrash({ item, to, via });
  if (outcome !== null) giveBack(via, from);
  return outcome;
}

/** The second half of it, which a crash may have left to do. */
export function changeFromTrash({ item, to, via }: Pick<NameChange, 'item' | 'to' | 'via'>): StepOutcome | null {
  const named = attempt(() => addName(via.parent, via.name, to.parent, to.name));
  if (named.ok) return letGo(via, to, item);
  return named.errno === 'EEXIST' ? EXISTS : { result: 'failed', errno: named.errno };
}

/** The name in the trash, when the one that stays is on the disk: no power cut may find neither. What cannot be made sure of stays. */
export function letGo(via: Spot, stays: Spot, item: Item): null {
  attempt(() => {
    syncDirectory(stays.parent);
    if (isAt(stays, item) && isAt(via, item)) removeName(via.parent, via.name);
  });
  return null;
}

/** Replaces nothing: if the name has been taken meanwhile, the file stays in the trash. */
function giveBack(via: Spot, from: Spot): StepOutcome {
  const back = attempt(() => {
    addName(via.parent, via.name, from.parent, from.name);
    removeName(via.parent, via.name);
  });
  return { result: 'skipped', why: back.ok ? 'changed' : 'stray' };
}

export function isAt({ parent, name }: Spot, { facts }: Item): boolean {
  const now = attempt(() => factsAt(parent, name));
  return now.ok && now.value !== null && sameInode(now.value, facts);
}

/** By exactly this name, where letter case does not count. */
export function isExactlyAt(spot: Spot, other: Spot, { facts }: Item): boolean {
  const now = attempt(() => factsExactlyAt(spot, other.name));
  return now.ok && now.value !== null && sameInode(now.value, facts);
}

function isOneName(from: Spot, to: Spot, item: Item): boolean {
  const names: Attempt<readonly string[]> = attempt(() => namesIn(to.parent));
  return names.ok && !names.value.includes(to.name) && isAt(from, item) && isAt(to, item);
}
