// Rewrites a pointer: a new file or link replaces it with one rename, so that its name always has complete contents.
// The old one is given a second name in the trash before, which is all that is left of it then; undo gives it its place back the same way.
//
// Promised: what is replaced was looked at just before, and what was written into it meanwhile comes back. Not promised: should another
// program put a new file under that very name in the microseconds between the look and the rename, that file goes. Node has no call that exchanges.

import { fstatSync, lstatSync } from 'node:fs';
import { at, attempt } from '../../disk/directory.ts';
import { sameContent, sameInode } from '../../disk/facts.ts';
import type { Spot } from '../../disk/find-item.ts';
import { pointerMatches } from '../../disk/pointer-matches.ts';
import { factsAt } from '../../disk/stat-and-read.ts';
import { isUntouched, type OurChanges } from '../../disk/write/compare-tree.ts';
import {
  addName,
  closeFile,
  createFile,
  makeLink,
  removeName,
  rename,
  syncDirectory,
  syncFile,
  write,
} from '../../disk/write/mutating-calls.ts';
import { whatIsSaid } from '../../journal/journal-format.ts';
import { bytesOfText } from '../../lib/path-text.ts';
import type { Facts, Item } from '../../types/items.ts';
import type { StepOutcome } from '../../types/operation.ts';
import type { Says, SaysWhat } from '../../types/plan.ts';

export interface Pointer {
  readonly item: Item;
  readonly spot: Spot;
  /** Its number in the trash. */
  readonly kept: Spot;
  /** What the new one is called until it is whole; beside the old one, so that it gets the same group. */
  readonly unfinished: Spot;
}

const CHANGED: StepOutcome = { result: 'skipped', why: 'changed' };

/** Null where it says the new names, and the old one lies in the trash. Otherwise it says what it said. */
export function replacePointer(pointer: Pointer, says: Says, ours: OurChanges): StepOutcome | null {
  const { item, spot, kept, unfinished } = pointer;
  const done = attempt((): StepOutcome | null => {
    const before = factsAt(spot.parent, spot.name);
    if (before === null || !isUntouched(before, item.facts, ours)) return CHANGED;
    // Its other name would go on saying the old ones.
    if (before.nlink > 1n) return { result: 'failed', errno: 'EMLINK' };
    addName(spot.parent, spot.name, kept.parent, kept.name);
    if (!isStill(kept, item)) return CHANGED;
    const refused = make(unfinished, spot, says, item.facts);
    if (refused !== null) return refused;
    if (!isStill(spot, item)) return CHANGED;
    rename(unfinished.parent, unfinished.name, spot.parent, spot.name);
    syncDirectory(spot.parent);
    return isStill(kept, item) ? null : CHANGED;
  });
  const outcome: StepOutcome | null = done.ok ? done.value : { result: 'failed', errno: done.errno };
  if (outcome === null) return null;
  dropUnfinished(pointer);
  pointerBack(pointer, whatIsSaid(says));
  return outcome;
}

/** Null where it is as it was: also where nothing of it lies in the trash. Only what says exactly this gives way to it. */
export function pointerBack({ item, spot, kept }: Pick<Pointer, 'item' | 'spot' | 'kept'>, says: SaysWhat): StepOutcome | null {
  const back = attempt((): StepOutcome | null => {
    const inTrash = factsAt(kept.parent, kept.name);
    if (inTrash === null) return null;
    if (!sameInode(inTrash, item.facts)) return CHANGED;
    const here = factsAt(spot.parent, spot.name);
    if (here === null) addName(kept.parent, kept.name, spot.parent, spot.name);
    else if (!sameInode(here, item.facts)) {
      if (!pointerMatches(spot, says)) return { result: 'skipped', why: 'exists' };
      rename(kept.parent, kept.name, spot.parent, spot.name);
      syncDirectory(spot.parent);
      return null;
    }
    syncDirectory(spot.parent);
    removeName(kept.parent, kept.name);
    return null;
  });
  return back.ok ? back.value : { result: 'failed', errno: back.errno };
}

/** Removes the unfinished new pointer that a crash left. */
export function dropUnfinished({ unfinished: { parent, name } }: Pick<Pointer, 'unfinished'>): void {
  attempt(() => removeName(parent, name));
}

/** With the old one's mode; null where it is also the same user's and group's, without which somebody else could read it no more. */
function make({ parent, name }: Spot, old: Spot, says: Says, { mode, uid }: Facts): StepOutcome | null {
  if ('link' in says) {
    makeLink(parent, name, says.link);
    return null;
  }
  const file = createFile(parent, name, mode, 'exactly');
  try {
    write(file, bytesOfText(says.text));
    syncFile(file);
    const group = fstatSync(file.descriptor).gid;
    const isSame = file.facts.uid === uid && file.facts.mode === mode && lstatSync(at(old.parent, old.name)).gid === group;
    return isSame ? null : { result: 'failed', errno: 'EPERM' };
  } finally {
    closeFile(file);
  }
}

/** Written to by nobody since. Its second name has changed its ctime. */
function isStill({ parent, name }: Spot, { facts }: Item): boolean {
  const now = factsAt(parent, name);
  return now !== null && sameContent(now, facts);
}
