// Writes down in an operation's own folder how far somebody came with it. Advice for whoever looks next: the disk decides.

import type { Attempt, Directory } from '../../disk/directory.ts';
import { appendLog } from '../../disk/write/append-log.ts';
import { encodeRecord, type StateRecord } from '../../journal/state-records.ts';
import { STATE } from '../../journal/trash-names.ts';
import { withReserve } from './disk-reserve.ts';

/** One line, durable. Not an error of the caller's where it fails. */
export function recordState(operation: Directory, record: StateRecord): Attempt<void> {
  return withReserve(operation.parent ?? operation, () => appendLog(operation, STATE, encodeRecord(record)));
}
