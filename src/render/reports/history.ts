// What `history` and `undo --list` show a person: one row an operation.

import { bytesText, dayText, isoSecondsText, numberText } from '../../core/lib/amounts.ts';
import { escapeText } from '../../core/lib/escape.ts';
import { commandLine } from '../../core/trash/pass-over.ts';
import type { HistoryEntry } from '../../core/types/operation.ts';
import type { HistoryReport } from '../../core/types/reports.ts';
import { leftAloneLines } from '../blocks/trash-summary.ts';
import { stateText } from '../text/reason-text.ts';
import type { Style } from '../text/style.ts';
import { type Cell, type Column, tableLines } from '../text/table.ts';

const COLUMNS: readonly Column[] = [
  { title: 'OPERATION', align: 'left' },
  { title: 'STARTED', align: 'left' },
  { title: 'BY', align: 'left' },
  { title: 'STATE', align: 'left' },
  { title: 'ENTRIES', align: 'right' },
  { title: 'SIZE', align: 'right' },
  { title: 'UNDO UNTIL', align: 'left' },
  { title: 'COMMAND', align: 'left', wraps: true },
];

export function historyText(
  { operations, onlyUndoable, leftAlone, project }: HistoryReport,
  view: { readonly style: Style; readonly width: number | null },
): string {
  const rows = operations.map((entry) => rowOf(entry, view.style));
  const none = onlyUndoable ? 'Nothing to undo.' : 'Nothing was done yet.';
  const table = rows.length === 0 ? [none] : tableLines(COLUMNS, rows, view.width, view.style.faint);
  const doubts = operations.flatMap(({ id, doubt }) =>
    doubt === null ? [] : [`${escapeText(id)} ${doubt}: it does not expire, but is kept until outputs clean --trash`],
  );
  return [...table, ...[...doubts, ...leftAloneLines(leftAlone, project)].map(view.style.attention)]
    .map((line) => `${line}\n`)
    .join('');
}

function rowOf(entry: HistoryEntry, style: Style): readonly Cell[] {
  const { id, startedAt, user, host, state, entries, bytes, undoableUntil, doubt } = entry;
  const isOdd = state !== 'done' && state !== 'undone' && state !== 'redone' && state !== 'purged';
  return [
    { text: escapeText(id) },
    { text: startedAt === null ? '-' : isoSecondsText(startedAt) },
    { text: user === null ? '-' : escapeText(host === null ? user : `${user}@${host}`) },
    isOdd ? { text: stateText(state), paint: style.attention } : { text: stateText(state) },
    { text: entries === null ? '-' : numberText(entries) },
    { text: bytes === null ? '-' : bytesText(bytes) },
    { text: undoableUntil === null ? '-' : doubt === null ? dayText(undoableUntil) : 'unknown' },
    { text: commandLine(entry) },
  ];
}
