// Decides which operation an undo is about where somebody names one: the one whose id begins so. Where nobody does: `next-undo.ts`.

import { nearest } from '../lib/did-you-mean.ts';
import { refusal, usageError } from '../lib/errors.ts';
import { escapeText } from '../lib/escape.ts';
import type { HistoryEntry, HistoryState } from '../types/operation.ts';

/** Throws a usage error for an id that is none, a refusal for one that is beyond undoing. */
export function chooseOperation(history: readonly HistoryEntry[], wanted: string): HistoryEntry {
  const [found, ...others] = matching(history, wanted);
  if (found === undefined) throw unknownOperation(history, wanted);
  if (others.length > 0) {
    const ids = [found, ...others].slice(0, 5).map(({ id }) => escapeText(id));
    throw usageError(`${escapeText(wanted)} could be ${ids.join(' or ')}`, 'write more of the id');
  }
  if (isUndoable(found) || found.state === 'undone' || found.state === 'redone') return found;
  throw beyondUndoing(found);
}

/** A damaged one is not passed over: undoing an older one instead would surprise. */
export function refuseDamaged(entry: HistoryEntry): void {
  if (entry.state === 'damaged') throw beyondUndoing(entry);
}

function beyondUndoing({ id, state }: HistoryEntry) {
  return refusal(`${escapeText(id)} cannot be undone: ${WHY_NOT[state]}`, 'outputs undo --list shows what can be');
}

export function isUndoable({ undoableUntil }: HistoryEntry): boolean {
  return undoableUntil !== null;
}

function matching(history: readonly HistoryEntry[], wanted: string): readonly HistoryEntry[] {
  const exact = history.filter(({ id }) => id === wanted);
  return exact.length > 0 || wanted === '' ? exact : history.filter(({ id }) => id.startsWith(wanted));
}

function unknownOperation(history: readonly HistoryEntry[], wanted: string) {
  const close = nearest(
    wanted,
    history.map(({ id }) => id),
  );
  return usageError(
    `there is no operation ${escapeText(wanted)}`,
    close === undefined ? 'outputs history lists them' : `did you mean ${escapeText(close)}?`,
  );
}

const NOTHING_HELD = 'nothing of it lies in the trash';

const WHY_NOT: Readonly<Record<HistoryState, string>> = {
  done: NOTHING_HELD,
  partial: NOTHING_HELD,
  interrupted: NOTHING_HELD,
  'partly-undone': NOTHING_HELD,
  undone: 'it was undone already',
  redone: 'it was undone, and done again by a later operation',
  purging: 'the trash has begun to let go of it',
  purged: 'the trash has let go of it',
  damaged: 'its journal cannot be believed, so nothing of it is touched',
};
