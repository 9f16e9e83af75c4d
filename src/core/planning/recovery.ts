// Decides what is to be looked at again before anything new is done, and what a person hears of it.

import { escapeText } from '../escape.ts';
import { isSettled, type LocatedOperation, type OperationOnDisk, stateOnDisk } from '../policy/whereabouts.ts';
import type { Warning } from '../types.ts';

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
    const inTrash = moves.filter(({ is }) => is !== 'in-place' && is !== 'both' && is !== 'missing').length;
    if (inTrash === 0) return [];
    const name = escapeText(id);
    const wasUndoing = records.some(({ event }) => event === 'undoing');
    const what = wasUndoing
      ? `undoing ${name} was interrupted: ${inTrash} of ${moves.length} are still in the trash`
      : `${escapeText(head.command)} was interrupted (${name}): ${inTrash} of ${moves.length} were moved to the trash`;
    return [{ text: `${what}; outputs undo ${name} puts them back` }];
  });
}
