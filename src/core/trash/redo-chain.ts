// Decides what `redo` does again: the operations that were undone, the last undone first, as long as nothing new was done since.

import type { StateRecord } from '../journal/state-records.ts';

/** One that was undone, and the undo that did it. */
export interface Undone {
  readonly id: string;
  readonly by: string | null;
}

/** `records` are the history's, oldest first. The next to be done again is the first. */
export function redoChain(records: readonly StateRecord[]): readonly Undone[] {
  const undoings = new Set(records.flatMap(({ event, op, command }) => (event === 'started' && command === 'undo' ? [op] : [])));
  const redoings = new Set(records.flatMap(({ event, by }) => (event === 'redone' && by !== undefined ? [by] : [])));
  let chain: readonly Undone[] = [];
  for (const { event, op, by = null } of records) {
    switch (event) {
      case 'started':
        if (!undoings.has(op) && !redoings.has(op)) chain = [];
        break;
      case 'undoing':
      case 'undone':
        // The undo of a promotion moved its model to the trash; undoing that redoes the promotion.
        chain = undoings.has(op)
          ? chain.filter((undone) => undone.by !== op)
          : [{ id: op, by }, ...chain.filter(({ id }) => id !== op)];
        break;
      case 'redone':
      case 'purged':
        chain = chain.filter(({ id }) => id !== op);
        break;
      case 'done':
      case 'partial':
      case 'interrupted':
      case 'told':
      case 'purging':
        break;
      default:
        event satisfies never;
    }
  }
  return chain;
}
