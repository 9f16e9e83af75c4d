// Moves a folder into the trash file by file, where the file system refuses to rename it as one (overlay: EXDEV for a folder of a lower
// layer). All of it or nothing: what went is put back where the rest cannot follow. Empty folders in it come back by no undo.

import { attempt, type Directory } from '../../disk/directory.ts';
import type { FoundItem } from '../../disk/find-item.ts';
import type { OurChanges } from '../../disk/write/compare-tree.ts';
import { removeDirectory, syncDirectory } from '../../disk/write/mutating-calls.ts';
import { walkItems } from '../../items/walk-items.ts';
import type { Item } from '../../types/items.ts';
import type { StepOutcome } from '../../types/operation.ts';
import type { PathText } from '../../types/primitives.ts';
import { leavesOfMove } from '../piecewise-names.ts';
import { type Move, moveBack, moveToTrash } from './move-to-trash.ts';

export interface PiecewiseMove {
  readonly number: number;
  readonly item: Item;
  /** Absolute path of the section. */
  readonly section: PathText;
  readonly find: (path: PathText) => FoundItem;
  readonly items: Directory;
  readonly ours: OurChanges;
}

/** Null when all of it lies in the trash. */
export function moveInPieces({ number, item, section, find, items, ours }: PiecewiseMove): StepOutcome | null {
  const moved: Move[] = [];
  const giveUp = (why: StepOutcome): StepOutcome =>
    moved.reverse().map(moveBack).every(Boolean) ? why : { result: 'skipped', why: 'stray' };
  for (const leaf of leavesOfMove(number, item)) {
    const { path } = leaf.item;
    const found = find(path);
    if ('outcome' in found) return giveUp({ result: 'skipped', why: 'changed' });
    const move: Move = {
      item: leaf.item,
      path: `${section}/${path}`,
      from: found.spot,
      to: { parent: items, name: String(leaf.number) },
      ours,
      compare: 'everything',
    };
    const failed = moveToTrash(move);
    if (failed !== null) return giveUp(failed.result === 'failed' ? failed : { result: 'skipped', why: 'changed' });
    moved.push(move);
  }
  attempt(() => syncDirectory(items));
  return removeFolders([item, ...walkItems(item.children)], find);
}

/** The deepest first; one that something was put into meanwhile stays. */
function removeFolders(items: readonly Item[], find: (path: PathText) => FoundItem): StepOutcome | null {
  const folders = items.filter(({ facts }) => facts.type === 'directory').reverse();
  for (const { path } of folders) {
    const found = find(path);
    if ('outcome' in found) continue;
    const { parent, name } = found.spot;
    const removed = attempt(() => removeDirectory(parent, name));
    if (!removed.ok && removed.errno !== 'ENOENT') {
      return removed.errno === 'ENOTEMPTY' ? { result: 'skipped', why: 'extra' } : { result: 'failed', errno: removed.errno };
    }
  }
  return null;
}

/** Whether a refused rename was one within one file system. */
export function isOverlayRefusal(outcome: StepOutcome, item: Item, items: Directory): boolean {
  const within = item.facts.type === 'directory' && item.facts.dev === items.facts.dev;
  return within && outcome.result === 'failed' && outcome.errno === 'EXDEV';
}
