// Frees what lies in the trash, by the plan's list: exactly the objects named there, and directories once they are empty. What is
// not listed stays and is told of. There is no "remove everything below" in this program.

import { type Attempt, attempt, type Directory, enter, openChild, release } from '../disk/directory.ts';
import { sameInode } from '../disk/facts.ts';
import type { Spot } from '../disk/find-item.ts';
import { factsAt } from '../disk/look.ts';
import { inodeKey } from '../policy/inode.ts';
import type { Facts, Item, StepOutcome } from '../types.ts';
import { isUntouched, lastName, type OurChanges } from './same-tree.ts';
import type { ShouldStop } from './stopper.ts';
import { removeDirectory, removeName } from './sys.ts';

/**
 * Whether a folder is made the working directory while it is freed, which shortens the kernel's way to each name by a third. `alone`: nothing else in
 * this process uses a relative path, not even on another thread; only the command itself can know that.
 */
export type MayEnter = 'alone' | 'never';

export interface Freeing {
  readonly ours: OurChanges;
  readonly shouldStop: ShouldStop;
  readonly mayEnter: MayEnter;
  /** Counts the bytes of an inode when its last name goes. */
  readonly freed: { bytes: bigint };
}

/** A directory being emptied. */
interface Level {
  readonly spot: Spot;
  readonly directory: Directory;
  readonly item: Item;
  next: number;
}

/** Null when nothing is left of it. Depth first with a stack of its own, one name at a time from held directories. */
export async function freeTree(spot: Spot, item: Item, freeing: Freeing): Promise<Left | null> {
  const levels: Level[] = [];
  const free = (where: Spot, what: Item): Left | null => {
    if (what.facts.type !== 'directory') return freeName(where, what, freeing);
    const directory = attempt(() => openChild(where.parent, where.name));
    if (!directory.ok) return leftBy(directory.errno);
    if (!sameInode(directory.value.facts, what.facts)) return EXTRA;
    levels.push({ spot: where, directory: directory.value, item: what, next: 0 });
    return null;
  };
  let worst = free(spot, item);
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    const stop = freeing.shouldStop();
    if (typeof stop === 'boolean' ? stop : await stop) return { result: 'skipped', why: 'interrupted' };
    const child = level.item.children[level.next++];
    const { parent, name } = level.spot;
    let left: Left | null;
    // Where it cannot be, the same names are reached the longer way. Left before it goes: ext4 keeps what somebody is in until he leaves.
    if (freeing.mayEnter === 'alone') attempt(() => enter(child === undefined ? parent : level.directory));
    if (child !== undefined) left = free({ parent: level.directory, name: lastName(child.path) }, child);
    else {
      levels.pop();
      release(level.directory);
      left = leftAfter(attempt(() => removeDirectory(parent, name)));
    }
    if (left !== null && worst?.result !== 'failed') worst = left;
  }
  return worst;
}

/** Why something stays. */
export type Left = Exclude<StepOutcome, { readonly result: 'done' | 'gone' | 'lost' }>;

const EXTRA: Left = { result: 'skipped', why: 'extra' };

/** Removes one name of a planned object that is not a directory; null when it is gone. */
function freeName(spot: Spot, item: Item, freeing: Pick<Freeing, 'ours' | 'freed'>): Left | null {
  const now = attempt(() => factsAt(spot.parent, spot.name));
  if (!now.ok) return { result: 'failed', errno: now.errno };
  return now.value && freeSeen(spot, item, now.value, freeing);
}

/** The same of what was just looked at. */
export function freeSeen(
  { parent, name }: Spot,
  item: Item,
  now: Facts,
  { ours, freed }: Pick<Freeing, 'ours' | 'freed'>,
): Left | null {
  if (!isUntouched(now, item.facts, ours)) return EXTRA;
  const { nlink, size } = now;
  const left = leftAfter(attempt(() => removeName(parent, name)));
  if (left !== null) return left;
  if (nlink > 1n) ours.add(inodeKey(item.facts));
  else freed.bytes += size;
  return null;
}

function leftAfter(removal: Attempt<void>): Left | null {
  return removal.ok ? null : leftBy(removal.errno);
}

function leftBy(errno: string): Left | null {
  if (errno === 'ENOENT') return null;
  return errno === 'ENOTEMPTY' || errno === 'EEXIST' ? EXTRA : { result: 'failed', errno };
}
