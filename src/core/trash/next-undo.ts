// Decides what an `undo` without an id is about: the newest operation that is not undone yet, and then the one before it. Undoing is no
// operation of its own here, or the second `undo` would take back the first.

import type { StateRecord } from '../journal/state-records.ts';
import type { HistoryEntry } from '../types/operation.ts';
import type { Instant } from '../types/primitives.ts';
import { isUndoable, refuseDamaged } from './choose-operation.ts';

export interface NextUndo {
  /** Null where there is none. */
  readonly entry: HistoryEntry | null;
  /** What was done after it and cannot be undone, the newest: a person may think that this is what they undo. */
  readonly gone: HistoryEntry | null;
  /** Newer ones of which some is in the trash and nothing can be put back now. */
  readonly stuck: readonly HistoryEntry[];
}

/** `isStuck` is asked of what was undone in part. Throws a refusal where the next one cannot be believed. */
export function nextUndo(
  entries: readonly HistoryEntry[],
  records: readonly StateRecord[],
  isStuck: (entry: HistoryEntry) => boolean,
): NextUndo {
  const history = lastDoneFirst(entries, records);
  let gone: HistoryEntry | null = null;
  const stuck: HistoryEntry[] = [];
  for (const entry of history) {
    if (entry.command === 'undo') continue;
    refuseDamaged(entry);
    if (isUndoable(entry)) {
      if (entry.state !== 'partly-undone' || !isStuck(entry)) return { entry, gone, stuck };
      stuck.push(entry);
    } else if (gone === null && isGone(entry) && !isPassed(entry, history, records)) gone = entry;
  }
  const [first, ...others] = stuck;
  return first === undefined ? { entry: null, gone, stuck: [] } : { entry: first, gone, stuck: others };
}

/** A promotion that is done again keeps its id, and so the time of its beginning: the undo that took it back was undone. */
function lastDoneFirst(entries: readonly HistoryEntry[], records: readonly StateRecord[]): readonly HistoryEntry[] {
  const undoings = new Map(records.flatMap(({ event, op, by }) => (event === 'undone' && by !== undefined ? [[by, op]] : [])));
  const again = new Map<string | undefined, Instant>(
    records.flatMap(({ event, op, at }) => (event === 'undone' && undoings.has(op) ? [[undoings.get(op), at]] : [])),
  );
  const doneAt = ({ id, startedAt }: HistoryEntry): Instant | null => again.get(id) ?? startedAt;
  return [...entries].sort((a, b) => {
    const [one, other] = [doneAt(a), doneAt(b)];
    return one === null || other === null || one === other ? 0 : one < other ? 1 : -1;
  });
}

/**
 * Something went for good with it. A promotion and a renaming only made something. Of one that was killed, history knows only what was
 * planned: with nothing in the trash, nothing was moved.
 */
function isGone({ command, state, entries, bytes }: HistoryEntry): boolean {
  if (state === 'interrupted' && bytes === null) return false;
  if (command === 'promote' || command === 'check' || state === 'undone' || state === 'redone') return false;
  return entries !== null && entries > 0;
}

/** Somebody has undone something older since, so they know. */
function isPassed(gone: HistoryEntry, history: readonly HistoryEntry[], records: readonly StateRecord[]): boolean {
  const { startedAt } = gone;
  if (startedAt === null) return false;
  const older = new Set(history.slice(history.indexOf(gone) + 1).map(({ id }) => id));
  return records.some(({ event, op, at }) => (event === 'undone' || event === 'undoing') && at >= startedAt && older.has(op));
}
