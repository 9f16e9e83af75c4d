// Puts back what a program opened between the look that the plan was made from and the move. Asked once, when all that is to be freed has
// left its place: from then on nobody can open anything of it by its name.

import { inodeKey } from '../items/inode-key.ts';
import { walkItems } from '../items/walk-items.ts';
import { heldNumbers } from '../protection/protection-reasons.ts';
import type { ApplyContext, MovedFolder } from '../trash/write/apply-context.ts';
import { moveBack } from '../trash/write/move-to-trash.ts';
import type { Holder, InodeKey, Item } from '../types/items.ts';
import type { StepOutcome } from '../types/operation.ts';

/** Puts back what is held, and takes it out of `toFree`. Returns the outcome of each by the number of its action. What cannot be put back is left for the next command. */
export function returnHeld({ toFree }: ApplyContext, held: ReadonlyMap<InodeKey, Holder>): ReadonlyMap<number, StepOutcome> {
  const outcomes = new Map<number, StepOutcome>();
  if (held.size === 0) return outcomes;
  const holderOf = holderFinder(held);
  const holders = new Map<MovedFolder | string, Holder>();
  for (const moved of toFree) {
    const holder = holderOf([moved.move.item]);
    if (holder !== null) holders.set(moved.unit ?? moved, holder);
  }
  if (holders.size === 0) return outcomes;
  const going = toFree.filter((moved) => {
    const holder = holders.get(moved.unit ?? moved);
    if (holder === undefined) return true;
    const isBack = moveBack(moved.move);
    outcomes.set(
      moved.number,
      isBack ? { result: 'skipped', why: 'in-use', holder } : { result: 'unfreed', why: 'in use', freedBytes: 0 },
    );
    return false;
  });
  toFree.splice(0, toFree.length, ...going);
  return outcomes;
}

/** Who has the first of these open that somebody has. */
export function holderFinder(held: ReadonlyMap<InodeKey, Holder>): (items: readonly Item[]) => Holder | null {
  const numbers = heldNumbers({ held });
  return (items) => {
    if (numbers.size === 0) return null;
    for (const { facts } of walkItems(items)) {
      const holder = numbers.has(facts.ino) ? held.get(inodeKey(facts)) : undefined;
      if (holder !== undefined) return holder;
    }
    return null;
  };
}
