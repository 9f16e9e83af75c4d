// Writes down in an operation's own folder how far somebody came with it. Advice for whoever looks next: the disk decides.

import type { Attempt, Directory } from '../disk/directory.ts';
import { encodeRecord, type StateRecord } from '../policy/state-records.ts';
import { appendLog } from './append-log.ts';
import { withReserve } from './reserve.ts';
import { STATE } from './trash.ts';

/** One line, durable. Not an error of the caller's where it fails. */
export function recordState(operation: Directory, record: StateRecord): Attempt<void> {
  return withReserve(operation.parent ?? operation, () => appendLog(operation, STATE, encodeRecord(record)));
}
