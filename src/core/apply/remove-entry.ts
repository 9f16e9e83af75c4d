// Removes what a plan names: a single file or folder, or all the parts of one thing, of which never half goes.

import { attempt } from '../disk/directory.ts';
import type { Spot } from '../disk/find-item.ts';
import { factsAt } from '../disk/stat-and-read.ts';
import { maker } from '../disk/write/mutating-calls.ts';
import { inodeKey } from '../items/inode-key.ts';
import { isReproducible } from '../items/section-kinds.ts';
import { walkItems } from '../items/walk-items.ts';
import { ITEMS } from '../journal/trash-names.ts';
import { leavesOfMove } from '../trash/piecewise-names.ts';
import { type ApplyContext, type MovedFolder, sectionHandle } from '../trash/write/apply-context.ts';
import { freeTogether } from '../trash/write/free-in-parallel.ts';
import { freeSeen, freeTree, type Left } from '../trash/write/free-tree.ts';
import { isOverlayRefusal, moveInPieces } from '../trash/write/move-in-pieces.ts';
import { type Move, moveBack, moveToTrash } from '../trash/write/move-to-trash.ts';
import { closedWithin } from '../trust/closed-folder.ts';
import type { InodeKey, Item } from '../types/items.ts';
import type { StepOutcome } from '../types/operation.ts';
import type { RemovalAction } from '../types/plan.ts';
import type { PathText } from '../types/primitives.ts';

/** `number` is the action's place in the plan, and what it is called in the trash. */
export async function remove(removal: RemovalAction, number: number, work: ApplyContext): Promise<StepOutcome> {
  if (removal.do === 'unlink') {
    const found = sectionHandle(removal.section, work).find(removal.item.path);
    return 'outcome' in found ? found.outcome : removeInPlace(found.spot, removal.item, work);
  }
  const gone = moveAway(removal, number, work);
  return 'outcome' in gone ? gone.outcome : finish(removal, gone, work);
}

/**
 * The parts of one thing: each is moved, and should one not follow, those that went are put back. Half a sharded checkpoint is none, and
 * takes the other half's place in the trash for nothing. Freed, where that is asked, only when all of it has left its place.
 */
export async function removeTogether(
  removals: readonly RemovalAction[],
  first: number,
  work: ApplyContext,
): Promise<readonly StepOutcome[]> {
  const moved: Away[] = [];
  for (const [k, removal] of removals.entries()) {
    if (removal.do === 'unlink') throw new Error('what has several parts is moved first');
    const gone = moveAway(removal, first + k, work);
    if ('outcome' in gone) return giveUp(removals, moved, k, gone.outcome);
    moved.push(gone);
  }
  const outcomes: StepOutcome[] = [];
  for (const [k, removal] of removals.entries()) outcomes.push(await finish(removal, moved[k] as Away, work));
  return outcomes;
}

/** Every part stays, the one that would not go with its own reason. One that cannot be put back lies in the trash, for `undo`. */
function giveUp(removals: readonly RemovalAction[], moved: readonly Away[], at: number, why: StepOutcome): StepOutcome[] {
  const back = moved.map(({ move }) => move !== null && moveBack(move));
  return removals.map((_, k) => {
    if (k === at) return why.result === 'gone' ? { result: 'skipped', why: 'changed' } : why;
    return { result: 'skipped', why: k < at && back[k] === false ? 'stray' : 'changed' };
  });
}

/** Where a removed object lies now. */
interface Away {
  readonly number: number;
  readonly to: Spot;
  /** Null for a folder that went in pieces: it cannot be put back as one. */
  readonly move: Move | null;
  /** Absolute, of the folder that it lies in. */
  readonly path: PathText;
}

function moveAway(
  { do: deed, section: name, item, unit }: RemovalAction,
  number: number,
  work: ApplyContext,
): Away | { readonly outcome: StepOutcome } {
  const section = sectionHandle(name, work);
  const found = section.find(item.path);
  if ('outcome' in found) return found;
  const trash = deed === 'unlink' ? null : work.trashFor(deed, name);
  if (trash === null) throw new Error('nowhere to move to');
  // What cannot be freed to the end would be neither here nor gone.
  if (deed === 'purge' && closedWithin([item], maker().euid) !== null) return { outcome: { result: 'failed', errno: 'EACCES' } };
  const to = { parent: trash.items, name: String(number) };
  work.sources.set(inodeKey(found.spot.parent.facts), found.spot.parent);
  const compare =
    deed === 'purge' && unit === undefined && isReproducible(section) ? { foldersSince: work.plannedAt } : 'everything';
  const move: Move = { item, path: `${section.path}/${item.path}`, from: found.spot, to, ours: work.ours, compare };
  const notMoved = moveToTrash(move);
  if (notMoved === null) return { number, to, move, path: `${trash.path}/${ITEMS}` };
  if (!isOverlayRefusal(notMoved, item, trash.items)) return { outcome: notMoved };
  const pieces = { number, item, section: section.path, find: section.find, items: trash.items, ours: work.ours };
  const outcome = moveInPieces(pieces);
  return outcome === null ? { number, to, move: null, path: '' } : { outcome };
}

async function finish(
  { do: deed, section, item, unit }: RemovalAction,
  { number, to, move, path }: Away,
  work: ApplyContext,
): Promise<StepOutcome> {
  if (deed === 'trash') return { result: 'done', freedBytes: 0, heldBytes: bytesHeld(item, work.held) };
  if (move !== null) {
    // A part of a unit waits for the look at what is held as its folders do: all of the unit comes back, or nothing.
    if (item.facts.type !== 'directory' && unit === undefined) return afterPurge(move, await purge(move.to, move.item, work));
    // Our own rename set a new change time, so this file is compared without it.
    if (item.facts.type !== 'directory') work.ours.add(inodeKey(item.facts));
    work.toFree.push({ number, move, path, unit: unit === undefined ? null : `${section}\0${unit}` });
    return { result: 'unfreed', why: 'interrupted', freedBytes: 0 };
  }
  let freedBytes = 0;
  for (const piece of leavesOfMove(number, item)) {
    if (await work.shouldStop()) return { result: 'unfreed', why: 'interrupted', freedBytes };
    const freed = await purge({ parent: to.parent, name: String(piece.number) }, piece.item, work);
    freedBytes += freed.freedBytes;
    if (freed.result === 'unfreed') return { ...freed, freedBytes };
  }
  return { result: 'done', freedBytes, heldBytes: 0 };
}

/** All that waits for it. `over` is told what became of each, in no order. */
export async function freeMoved(
  { toFree, ours, freed, shouldStop, mayEnter, helpers, pause }: ApplyContext,
  over: (number: number, outcome: StepOutcome) => void,
): Promise<{ readonly counted: 'all' | 'some' }> {
  if (toFree.length === 0) return { counted: 'all' };
  const loads = toFree.map(({ number, move, path }) => ({
    items: move.to.parent,
    path,
    moves: [{ n: number, item: move.item }],
  }));
  return freeTogether(loads, {
    ...{ ours, freed, shouldStop, mayEnter, helpers, pause, ctime: 'planned' },
    over: (load, { left, freedBytes }) => {
      const { number, move } = toFree[load] as MovedFolder;
      over(number, afterPurge(move, purgeOutcome(left, freedBytes)));
    },
  });
}

type PurgeOutcome = Extract<StepOutcome, { readonly result: 'done' | 'unfreed' }>;

/** What in it is not what was planned goes back to its place, with the folders above it: it is somebody's, and not ours to keep. */
function afterPurge(move: Move, freed: PurgeOutcome): StepOutcome {
  const isTheirs = freed.result === 'unfreed' && freed.why === 'extra';
  if (!isTheirs || !moveBack(move)) return freed;
  return { result: 'skipped', why: move.item.facts.type === 'directory' ? 'in-part' : 'changed' };
}

/** It has left its place already: what cannot be freed now is the next command's. */
async function purge(spot: Spot, item: Item, { ours, freed, shouldStop, mayEnter }: ApplyContext): Promise<PurgeOutcome> {
  const before = freed.bytes;
  ours.add(inodeKey(item.facts));
  const left = await freeTree(spot, item, { ours, freed, shouldStop, mayEnter });
  return purgeOutcome(left, Number(freed.bytes - before));
}

function purgeOutcome(left: Left | null, freedBytes: number): PurgeOutcome {
  if (left === null) return { result: 'done', freedBytes, heldBytes: 0 };
  const why = left.result === 'failed' ? left.errno : left.result === 'skipped' ? left.why : left.result;
  return { result: 'unfreed', why, freedBytes };
}

/**
 * For caches and old logs: no move first, so a file exchanged between the look and the unlink would be the wrong one. `refuseUnsound`
 * lets nothing else come here. The look compares everything, birth time and ctime too: another file on the same inode number differs in
 * those, and holding the file open meanwhile (three calls more) would not have kept its name from being given to another.
 */
function removeInPlace(spot: Spot, item: Item, work: ApplyContext): StepOutcome {
  const now = attempt(() => factsAt(spot.parent, spot.name));
  if (!now.ok) return { result: 'failed', errno: now.errno };
  if (now.value === null) return { result: 'gone' };
  const before = work.freed.bytes;
  const left = freeSeen(spot, item, now.value, work);
  if (left === null) return { result: 'done', freedBytes: Number(work.freed.bytes - before), heldBytes: 0 };
  return left.result === 'skipped' ? { result: 'skipped', why: 'changed' } : left;
}

/** What would be free if the trash let go of it, unless another name is elsewhere; each inode once in an operation. */
function bytesHeld(item: Item, counted: Set<InodeKey>): number {
  let bytes = 0n;
  for (const { facts } of walkItems([item])) {
    if (facts.type === 'directory') continue;
    const key = facts.nlink > 1n ? inodeKey(facts) : null;
    if (key !== null && counted.has(key)) continue;
    if (key !== null) counted.add(key);
    bytes += facts.size;
  }
  return Number(bytes);
}
