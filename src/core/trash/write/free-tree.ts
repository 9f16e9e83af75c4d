// Frees what lies in the trash, by the plan's list: exactly the objects named there, and directories once they are empty. What is
// not listed stays and is told of. There is no "remove everything below" in this program.

import { type Attempt, attempt, type Directory, enter, openChild, release } from '../../disk/directory.ts';
import { sameInode } from '../../disk/facts.ts';
import type { Spot } from '../../disk/find-item.ts';
import { factsAt } from '../../disk/stat-and-read.ts';
import type { ShouldStop } from '../../disk/write/cancellation.ts';
import { isUntouched, lastName, type OurChanges } from '../../disk/write/compare-tree.ts';
import { removeDirectory, removeName } from '../../disk/write/mutating-calls.ts';
import { inodeKey } from '../../items/inode-key.ts';
import type { Facts, Item } from '../../types/items.ts';
import type { StepOutcome } from '../../types/operation.ts';
import type { Known } from './serialise-items.ts';

/**
 * Whether a folder is made the working directory while it is freed, which shortens the kernel's way to each name by a third. `alone`: nothing else in
 * this process uses a relative path, not even on another thread; only the command itself can know that.
 */
export type MayEnter = 'alone' | 'never';

export interface FreeingTask {
  readonly ours: OurChanges;
  readonly shouldStop: ShouldStop;
  readonly mayEnter: MayEnter;
  readonly freed: Freed;
}

/** Counts what an inode held and took on the disk, when its last name goes. */
export interface Freed {
  bytes: bigint;
  /** As `Facts.blocks`: those of folders, too. */
  blocks: number;
}

export function nothingFreed(): Freed {
  return { bytes: 0n, blocks: 0 };
}

/** A directory being emptied. */
interface Level {
  readonly directory: Directory;
  readonly items: readonly Known[];
  next: number;
  /** Where it is called what; null where it stays, because only some of it is freed here. */
  readonly spot: Spot | null;
}

/** Null when nothing is left of it. */
export async function freeTree(spot: Spot, item: Item, freeing: FreeingTask): Promise<Left | null> {
  if (item.facts.type !== 'directory') return freeName(spot, item, freeing);
  return freeLevels(open(spot, item), freeing);
}

/** Some of what a directory holds; null when nothing is left of these. */
export async function freeSome(directory: Directory, items: readonly Known[], freeing: FreeingTask): Promise<Left | null> {
  return freeLevels({ level: { directory, items, next: 0, spot: null } }, freeing);
}

/** A directory that was emptied. Left before it goes: ext4 keeps what somebody is in until he leaves. */
export function removeEmptied(
  { parent, name }: Spot,
  directory: Directory,
  { mayEnter, freed }: Pick<FreeingTask, 'mayEnter' | 'freed'>,
): Left | null {
  if (mayEnter === 'alone') attempt(() => enter(parent));
  const { blocks } = directory.facts;
  release(directory);
  const removal = attempt(() => removeDirectory(parent, name));
  if (removal.ok) freed.blocks += blocks;
  return leftAfter(removal);
}

type Opened = { readonly level: Level } | { readonly left: Left | null };

function open(spot: Spot, { facts, children }: Known): Opened {
  const directory = attempt(() => openChild(spot.parent, spot.name));
  if (!directory.ok) return { left: leftBy(directory.errno) };
  if (!sameInode(directory.value.facts, facts)) return { left: EXTRA };
  return { level: { directory: directory.value, items: children, next: 0, spot } };
}

/** Depth first with a stack of its own, one name at a time from held directories. */
async function freeLevels(top: Opened, freeing: FreeingTask): Promise<Left | null> {
  if ('left' in top) return top.left;
  const levels: Level[] = [top.level];
  let worst: Left | null = null;
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    const stop = freeing.shouldStop();
    if (typeof stop === 'boolean' ? stop : await stop) return INTERRUPTED;
    const { directory, spot } = level;
    const child = level.items[level.next++];
    let left: Left | null = null;
    if (child !== undefined) {
      // Where it cannot be, the same names are reached the longer way.
      if (freeing.mayEnter === 'alone') attempt(() => enter(directory));
      const where = { parent: directory, name: lastName(child.path) };
      if (child.facts.type === 'directory') {
        const opened = open(where, child);
        if ('level' in opened) levels.push(opened.level);
        else left = opened.left;
      } else left = freeName(where, child, freeing);
    } else {
      levels.pop();
      if (spot !== null) left = removeEmptied(spot, directory, freeing);
    }
    worst = worseOf(worst, left);
  }
  return worst;
}

/** What the system refused tells more than what was left alone. */
export function worseOf(worst: Left | null, left: Left | null): Left | null {
  return left !== null && worst?.result !== 'failed' ? left : worst;
}

/** Why something stays. */
export type Left = Exclude<StepOutcome, { readonly result: 'done' | 'gone' | 'lost' }>;

export const EXTRA: Left = { result: 'skipped', why: 'extra' };
export const INTERRUPTED: Left = { result: 'skipped', why: 'interrupted' };

/** Removes one name of a planned object that is not a directory; null when it is gone. */
function freeName(spot: Spot, item: Known, freeing: Pick<FreeingTask, 'ours' | 'freed'>): Left | null {
  const now = attempt(() => factsAt(spot.parent, spot.name));
  if (!now.ok) return { result: 'failed', errno: now.errno };
  return now.value && freeSeen(spot, item, now.value, freeing);
}

/** The same of what was just looked at. */
export function freeSeen(
  { parent, name }: Spot,
  item: Known,
  now: Facts,
  { ours, freed }: Pick<FreeingTask, 'ours' | 'freed'>,
): Left | null {
  if (!isUntouched(now, item.facts, ours)) return EXTRA;
  const { nlink, size, blocks } = now;
  const left = leftAfter(attempt(() => removeName(parent, name)));
  if (left !== null) return left;
  if (nlink > 1n) ours.add(inodeKey(item.facts));
  else {
    freed.bytes += size;
    freed.blocks += blocks;
  }
  return null;
}

function leftAfter(removal: Attempt<void>): Left | null {
  return removal.ok ? null : leftBy(removal.errno);
}

/** Null for what is gone already. */
export function leftBy(errno: string): Left | null {
  if (errno === 'ENOENT') return null;
  return errno === 'ENOTEMPTY' || errno === 'EEXIST' ? EXTRA : { result: 'failed', errno };
}
