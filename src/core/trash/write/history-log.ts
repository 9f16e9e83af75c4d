// Writes down, beside all operations, that one began or ended: the history outlives the operation's own part of the trash.
// Advice, not truth: where it cannot be written (a full disk, no trash yet) the operation goes on.

import type { Attempt, Directory } from '../../disk/directory.ts';
import { appendLog } from '../../disk/write/append-log.ts';
import { encodeRecord, type StateRecord } from '../../journal/state-records.ts';
import { withReserve } from './disk-reserve.ts';

const HISTORY = 'history.jsonl';

/** One line, durable. Not an error of the caller's where it fails. */
export function recordHistory(trash: Directory, record: StateRecord): Attempt<void> {
  return withReserve(trash, () => appendLog(trash, HISTORY, encodeRecord(record)));
}
