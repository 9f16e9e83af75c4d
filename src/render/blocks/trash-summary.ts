// What a summary says about the trash: what was let go of, what it holds, and what would free the space that it takes.

import { bytesText, counted, dayText } from '../../core/lib/amounts.ts';
import { escapeAgain, escapeText, pathText } from '../../core/lib/escape.ts';
import { FIRST } from '../../core/trash/expired-operations.ts';
import { trashedUntil } from '../../core/trash/expiry-date.ts';
import type { Operation, Purged, TrashReport, TrashStatus } from '../../core/types/operation.ts';
import type { Project } from '../../core/types/project.ts';
import type { LeftAlone } from '../../core/types/reports.ts';
import { type JsonFields, warningFields } from '../text/json-document.ts';
import { errnoText } from '../text/reason-text.ts';

/** `Trash: 3 operations, 12.4 GB, the oldest until 2026-11-30.` Nothing where it holds nothing. */
export function statusLine({ operations, allocatedBytes, oldestUntil, doubted }: TrashStatus): readonly string[] {
  if (operations === 0) return [];
  const day = oldestUntil === null ? 'outputs clean --trash' : dayText(oldestUntil);
  const until = operations === 1 || oldestUntil === null ? `until ${day}` : `the oldest until ${day}`;
  const doubts =
    doubted === 0 ? '' : `; of ${doubted} the times cannot be believed, so ${doubted === 1 ? 'it does' : 'they do'} not expire`;
  return [`Trash: ${counted(operations, 'operation')}, ${bytesText(allocatedBytes)}, ${until}${doubts}.`];
}

/** Nothing of an operation that a clock of 1970 dates: it does not expire, and the line about the trash says so. */
export function leastText({ startedAt }: Operation, { trashKeep }: Project): string {
  return startedAt < FIRST ? '' : `, at least until ${dayText(trashedUntil(startedAt, trashKeep))}`;
}

export function trashLines(trash: TrashReport | null | undefined, project: Project): string[] {
  if (trash === null || trash === undefined) return [];
  return [...purgedLines(trash.purged, project), ...fullLines(trash), ...statusLine(trash.status)];
}

/** `Freed 2 expired operations: 3.4 GB.` */
function purgedLines(purged: readonly Purged[], project: Project): string[] {
  const gone = purged.filter(({ left }) => left === null);
  const freed = gone.reduce((sum, { allocatedBytes }) => sum + allocatedBytes, 0);
  const first =
    gone.length === 0 ? [] : [`Freed ${counted(gone.length, 'expired operation')} in the trash: ${bytesText(freed)}.`];
  return [...first, ...leftLines(purged, project)];
}

export function leftLines(purged: readonly Purged[], project: Project): string[] {
  return purged.flatMap(({ left, path }) => (left === null ? [] : [`${pathText(path, project.root)}: ${leftText(left)}`]));
}

const MOST_LEFT_ALONE = 20;

/** `outputs/.trash/notes is left alone: outputs did not put it there`. */
export function leftAloneLines(leftAlone: readonly LeftAlone[], project: Project): readonly string[] {
  const lines = leftAlone
    .slice(0, MOST_LEFT_ALONE)
    .map(({ path, why }) => `${pathText(path, project.root)} is left alone: ${escapeAgain(why)}`);
  const more = leftAlone.length - lines.length;
  return more === 0
    ? lines
    : [...lines, `${counted(more, 'other thing')} in the trash ${more === 1 ? 'is' : 'are'} left alone, too`];
}

export function leftAloneFields({ path, why }: LeftAlone): JsonFields {
  return { path, why };
}

function leftText(left: Exclude<Purged['left'], null>): string {
  switch (left.result) {
    case 'damaged':
      return `the journal ${escapeText(left.why)}, so nothing there was touched`;
    case 'failed':
      return left.errno === 'EACCES'
        ? `could not be freed: ${errnoText(left.errno)}; a folder in it is another user's, who can free it, or let the group write to it`
        : `could not be freed: ${errnoText(left.errno)}`;
    case 'skipped':
      return left.why === 'interrupted'
        ? 'not freed to the end: interrupted; the next command goes on'
        : 'what is left there was not listed, or has changed: look at it and remove it by hand';
    case 'done':
    case 'gone':
    case 'lost':
    case 'unfreed':
      return 'freed';
    default:
      return left satisfies never;
  }
}

function fullLines({ nearlyFull }: TrashReport): string[] {
  if (nearlyFull === null) return [];
  const room = `${bytesText(nearlyFull.freeBytes)} of ${bytesText(nearlyFull.totalBytes)} free`;
  return [`The disk is nearly full (${room}), and moving to the trash freed nothing. To free space: outputs clean --trash.`];
}

export function trashFields({ status, purged }: TrashReport, isoText: (instant: bigint) => string): JsonFields {
  return {
    operations: status.operations,
    bytes: status.bytes,
    allocatedBytes: status.allocatedBytes,
    oldestUntil: status.oldestUntil === null ? null : isoText(status.oldestUntil),
    purged: purged.map(purgedFields),
  };
}

export function purgedFields({ operation, allocatedBytes, left, path }: Purged): JsonFields {
  return { operation, freedBytes: allocatedBytes, done: left === null, ...(left !== null && { path, left }) };
}

export function trashWarnings(trash: TrashReport | null | undefined): readonly JsonFields[] {
  return (trash?.warnings ?? []).map(warningFields);
}
