// Decides what is to be looked at again before anything new is done, and what a person hears of it.

import { escapeText } from '../lib/escape.ts';
import { groupBy } from '../lib/group-by.ts';
import type { Warning } from '../types/primitives.ts';
import {
  isRenewal,
  isSettled,
  type LocatedOperation,
  type MoveOnDisk,
  type OperationOnDisk,
  type RenewedOnDisk,
  stateOnDisk,
} from './item-location.ts';

/** Operations that came to no end, and that nobody has looked after since: only the disk can say how far they came. */
export function unsettledOf(operations: readonly OperationOnDisk[]): readonly OperationOnDisk[] {
  return operations.filter((operation) => {
    const state = stateOnDisk(operation);
    return state !== 'purging' && state !== 'damaged' && state !== 'abandoned' && !isSettled(operation);
  });
}

/** One line each. */
export function interruptedWarnings(located: readonly LocatedOperation[]): readonly Warning[] {
  return located.flatMap(({ operation: { id, records }, head, moves }) => {
    const name = escapeText(id);
    if (moves.some(isRenewal)) return renamedWarnings(name, moves);
    const inTrash = moves.filter(({ is }) => is !== 'in-place' && is !== 'both' && is !== 'missing').length;
    if (inTrash === 0) return [];
    const wasUndoing = records.some(({ event }) => event === 'undoing');
    const what = wasUndoing
      ? `undoing ${name} was interrupted: ${inTrash} of ${moves.length} are still in the trash`
      : `${escapeText(head.command)} was interrupted (${name}): ${inTrash} of ${moves.length} were moved to the trash`;
    return [{ text: `${what}; outputs undo ${name} puts them back` }];
  });
}

/** Of one unit that was to be renamed. `halfway`: to be put back, for half of it is none. `stuck`: some of it is somebody else's by now. */
export interface UnitOnDisk {
  readonly moves: readonly RenewedOnDisk[];
  readonly is: 'renewed' | 'as-before' | 'halfway' | 'stuck';
}

export function unitsOnDisk(moves: readonly MoveOnDisk[]): readonly UnitOnDisk[] {
  const units = groupBy(moves.filter(isRenewal), ({ unit }) => unit);
  return [...units.values()].map((unit) => ({ moves: unit, is: unitIs(unit) }));
}

function unitIs(moves: readonly RenewedOnDisk[]): UnitOnDisk['is'] {
  // What a training has written since is its own word, and no half of ours.
  if (moves.every(({ is, do: deed }) => is === 'renewed' || (deed === 'rewrite' && is === 'taken'))) return 'renewed';
  if (moves.some(({ is }) => is === 'taken' || is === 'missing' || is === 'hidden' || is === 'stray')) return 'stuck';
  return moves.every(({ is, isLeft }) => is === 'in-place' && isLeft !== true) ? 'as-before' : 'halfway';
}

function renamedWarnings(name: string, moves: readonly MoveOnDisk[]): readonly Warning[] {
  const units = unitsOnDisk(moves);
  const count = (is: UnitOnDisk['is']): number => units.filter((unit) => unit.is === is).length;
  const [renewed, stuck] = [count('renewed'), count('stuck')];
  if (renewed + stuck === 0) return [];
  const what = `renaming was interrupted (${name}): ${renewed} of ${units.length} have their new names`;
  const left = stuck === 0 ? '' : `; of ${stuck} some was changed since, and they are left as they are`;
  return [{ text: `${what}${left}; outputs undo ${name} gives the old ones back` }];
}
