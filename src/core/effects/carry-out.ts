// Carries out one action of a plan and says what happened.

import { attempt, type Directory } from '../disk/directory.ts';
import type { Found, Spot } from '../disk/find-item.ts';
import { pin, unpin } from '../disk/look.ts';
import { everyItem } from '../policy/every-item.ts';
import { inodeKey } from '../policy/inode.ts';
import { leavesOfMove } from '../policy/spread.ts';
import type { Action, InodeKey, Item, PathText, StepOutcome } from '../types.ts';
import { freeName, freeTree } from './free-tree.ts';
import { isOverlayRefusal, moveInPieces, type Pieces } from './move-in-pieces.ts';
import { moveToTrash } from './move-to-trash.ts';
import { type Restoring, restore } from './restore.ts';
import type { OurChanges } from './same-tree.ts';
import type { Trash } from './trash.ts';
import { makeFolders, replaceFile, writeNewFile } from './write-file.ts';

/** What the actions of one run share. */
export interface Work {
  readonly root: Directory;
  readonly operation: string;
  /** Null where no action needs it. */
  readonly trashFor: (deed: 'trash' | 'purge', section: string) => Trash | null;
  readonly restoring: Restoring;
  readonly sections: ReadonlyMap<string, { readonly path: PathText; readonly find: (path: PathText) => Found }>;
  readonly ours: OurChanges;
  /** Directories that something was moved out of, to be synced at the end. */
  readonly sources: Map<InodeKey, Directory>;
  /** Inodes with several names that already count as held by the trash. */
  readonly held: Set<InodeKey>;
  readonly freed: { bytes: bigint };
  readonly shouldStop: () => Promise<boolean>;
}

/** `number` is the action's place in the plan, and what it is called in the trash. */
export async function carryOut(action: Action, number: number, work: Work): Promise<StepOutcome> {
  const unique = `${work.operation}-${number}`;
  switch (action.do) {
    case 'trash':
    case 'purge':
    case 'unlink':
      return remove(action.do, action.section, action.item, number, work);
    case 'restore':
      return restore(action, sectionNamed(action.section, work).find, work.restoring);
    case 'make-directory':
      return makeFolders(work.root, action.path);
    case 'create-file':
      return writeNewFile(work.root, action.path, action.text, unique);
    case 'replace-file':
      return replaceFile(work.root, action.path, action.before, action.text, unique);
    default:
      return action satisfies never;
  }
}

type Deed = 'trash' | 'purge' | 'unlink';

async function remove(deed: Deed, sectionName: string, item: Item, number: number, work: Work): Promise<StepOutcome> {
  const section = sectionNamed(sectionName, work);
  const found = section.find(item.path);
  if ('outcome' in found) return found.outcome;
  if (deed === 'unlink') return removeInPlace(found.spot, item, work);

  const trash = work.trashFor(deed, sectionName);
  if (trash === null) throw new Error('nowhere to move to');
  const to = { parent: trash.items, name: String(number) };
  work.sources.set(inodeKey(found.spot.parent.facts), found.spot.parent);
  const notMoved = moveToTrash({ item, path: `${section.path}/${item.path}`, from: found.spot, to, ours: work.ours });
  if (notMoved !== null && isOverlayRefusal(notMoved, item, trash.items)) {
    return removeInPieces(
      deed,
      { number, item, section: section.path, find: section.find, items: trash.items, ours: work.ours },
      work,
    );
  }
  if (notMoved !== null) return notMoved;
  return deed === 'trash' ? { result: 'done', freedBytes: 0, heldBytes: bytesHeld(item, work.held) } : purge(to, item, work);
}

async function removeInPieces(deed: 'trash' | 'purge', pieces: Pieces, work: Work): Promise<StepOutcome> {
  const notMoved = moveInPieces(pieces);
  if (notMoved !== null) return notMoved;
  if (deed === 'trash') return { result: 'done', freedBytes: 0, heldBytes: bytesHeld(pieces.item, work.held) };
  let freedBytes = 0;
  for (const { number, item } of leavesOfMove(pieces.number, pieces.item)) {
    if (await work.shouldStop()) return { result: 'skipped', why: 'interrupted' };
    const freed = await purge({ parent: pieces.items, name: String(number) }, item, work);
    if (freed.result !== 'done') return freed;
    freedBytes += freed.freedBytes;
  }
  return { result: 'done', freedBytes, heldBytes: 0 };
}

function sectionNamed(name: string, work: Work) {
  const section = work.sections.get(name);
  if (section === undefined) throw new Error('no such section in the plan');
  return section;
}

async function purge(spot: Spot, item: Item, work: Work): Promise<StepOutcome> {
  const before = work.freed.bytes;
  work.ours.add(inodeKey(item.facts));
  const left = await freeTree(spot, item, { ours: work.ours, freed: work.freed, shouldStop: work.shouldStop });
  return left ?? { result: 'done', freedBytes: Number(work.freed.bytes - before), heldBytes: 0 };
}

/**
 * For what can be made again: no move first, so a file exchanged between the look and the unlink would be the wrong one. `refuseUnsound`
 * lets no other kind come here.
 */
function removeInPlace(spot: Spot, item: Item, work: Work): StepOutcome {
  // Held, so that the inode cannot be given to a new file of the same name meanwhile.
  const held = attempt(() => pin(spot.parent, spot.name));
  if (!held.ok) return { result: 'failed', errno: held.errno };
  if (held.value === null) return { result: 'gone' };
  try {
    const before = work.freed.bytes;
    const left = freeName(spot, item, work);
    if (left === null) return { result: 'done', freedBytes: Number(work.freed.bytes - before), heldBytes: 0 };
    return left.result === 'skipped' ? { result: 'skipped', why: 'changed' } : left;
  } finally {
    unpin(held.value);
  }
}

/** What would be free if the trash let go of it, unless another name is elsewhere; each inode once in an operation. */
function bytesHeld(item: Item, counted: Set<InodeKey>): number {
  let bytes = 0n;
  for (const { facts } of everyItem([item])) {
    if (facts.type === 'directory') continue;
    const key = facts.nlink > 1n ? inodeKey(facts) : null;
    if (key !== null && counted.has(key)) continue;
    if (key !== null) counted.add(key);
    bytes += facts.size;
  }
  return Number(bytes);
}
