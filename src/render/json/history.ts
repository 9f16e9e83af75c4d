// The document of `outputs history --json` (and of `undo --list --json`): the newest operation first.

import { isoText } from '../../core/lib/amounts.ts';
import type { HistoryEntry } from '../../core/types/operation.ts';
import type { HistoryReport } from '../../core/types/reports.ts';
import { leftAloneFields } from '../blocks/trash-summary.ts';
import { documentPieces, type JsonFields, SCHEMA_VERSION } from '../text/json-document.ts';

export function historyDocument({ operations, leftAlone }: HistoryReport): Iterable<string> {
  return documentPieces({
    schemaVersion: SCHEMA_VERSION,
    operations: operations.map(historyFields),
    leftAlone: leftAlone.map(leftAloneFields),
  });
}

export function historyFields({ startedAt, undoableUntil, ...entry }: HistoryEntry): JsonFields {
  return {
    id: entry.id,
    planId: entry.planId,
    command: entry.command,
    argv: entry.argv,
    user: entry.user,
    host: entry.host,
    startedAt: startedAt === null ? null : isoText(startedAt),
    state: entry.state,
    entries: entry.entries,
    bytes: entry.bytes,
    allocatedBytes: entry.allocatedBytes,
    undoableUntil: undoableUntil === null || entry.doubt !== null ? null : isoText(undoableUntil),
    doubt: entry.doubt,
  };
}
