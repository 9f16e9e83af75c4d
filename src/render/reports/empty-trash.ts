// What `clean --trash` shows: a line for each operation in the trash, then what it comes to.

import { bytesText, counted, isoSecondsText, isoText } from '../../core/lib/amounts.ts';
import { escapeText } from '../../core/lib/escape.ts';
import type { HeldOperation, Purged } from '../../core/types/operation.ts';
import type { EmptyTrashReport } from '../../core/types/reports.ts';
import {
  leftAloneFields,
  leftAloneLines,
  leftLines,
  purgedFields,
  statusLine,
  trashFields,
  trashWarnings,
} from '../blocks/trash-summary.ts';
import { documentPieces, type JsonFields, SCHEMA_VERSION } from '../text/json-document.ts';
import type { Style } from '../text/style.ts';

/** `3 operations (12 entries, 12.4 GB)`. */
export function heldText(held: readonly HeldOperation[]): string {
  const entries = held.reduce((sum, each) => sum + each.entries, 0);
  return `${counted(held.length, 'operation')} (${counted(entries, 'entry', 'entries')}, ${bytesText(bytesOf(held))})`;
}

function bytesOf(held: readonly HeldOperation[]): number {
  return held.reduce((sum, { allocatedBytes }) => sum + allocatedBytes, 0);
}

/** `Freed 3 operations in the trash for good; 12.4 GB freed.` */
export function freedText(purged: readonly Purged[]): string {
  const gone = purged.filter(({ left }) => left === null);
  const freed = purged.reduce((sum, { allocatedBytes }) => sum + allocatedBytes, 0);
  return `Freed ${counted(gone.length, 'operation')} in the trash for good; ${bytesText(freed)} freed.`;
}

export function emptyTrashText(report: EmptyTrashReport, style: Style): string {
  return linesOf(report, style)
    .map((line) => `${line}\n`)
    .join('');
}

function linesOf(report: EmptyTrashReport, style: Style): readonly string[] {
  if (report.declined) return ['Nothing was changed.'];
  const said = new Set(report.purged?.flatMap(({ left, path }) => (left === null ? [] : [path])));
  const others = report.leftAlone.filter(({ path }) => !said.has(path));
  return [...freedLines(report, style), ...leftAloneLines(others, report.project).map(style.attention)];
}

function freedLines({ held, purged, dryRun, leftAlone, project, trash }: EmptyTrashReport, style: Style): readonly string[] {
  const nothing = leftAlone.length === 0 ? 'The trash is empty.' : 'The trash holds nothing of outputs.';
  const rows = held.map(
    ({ id, command, startedAt, entries, allocatedBytes }) =>
      `${escapeText(id)}  ${isoSecondsText(startedAt)}  ${escapeText(command)}  ${counted(entries, 'entry', 'entries')}, ${bytesText(allocatedBytes)}`,
  );
  if (dryRun) {
    const what = held.length === 0 ? nothing : `Would free ${heldText(held)} for good. Nothing was changed.`;
    return [...rows, style.heading(what)];
  }
  if (purged === null || purged.length === 0) return [nothing];
  return [
    ...rows,
    style.heading(freedText(purged)),
    ...leftLines(purged, project).map(style.attention),
    ...statusLine(trash.status),
  ];
}

export function emptyTrashDocument({ dryRun, held, purged, leftAlone, trash }: EmptyTrashReport): Iterable<string> {
  return documentPieces({
    schemaVersion: SCHEMA_VERSION,
    command: 'clean --trash',
    dryRun,
    held: held.map(heldFields),
    freed: purged === null ? null : purged.map(purgedFields),
    leftAlone: leftAlone.map(leftAloneFields),
    trash: trashFields(trash, isoText),
    warnings: trashWarnings(trash),
  });
}

function heldFields({ id, command, startedAt, entries, bytes, allocatedBytes }: HeldOperation): JsonFields {
  return { id, command, startedAt: isoText(startedAt), entries, bytes, allocatedBytes };
}
