// The refusal to undo something older than what was deleted for good: somebody who has just deleted something means that.

import { bytesText, counted, isoSecondsText } from '../lib/amounts.ts';
import { type OutputsError, refusal } from '../lib/errors.ts';
import { escapeText } from '../lib/escape.ts';
import type { HistoryEntry } from '../types/operation.ts';

/** `before`: the one before it that can be undone. */
export function passOverRefusal(gone: HistoryEntry, before: HistoryEntry | null, dryRun: boolean): OutputsError {
  if (before === null) return refusal(goneText(gone), 'there is no operation before it that can be undone');
  const instead = `outputs undo ${escapeText(before.id)}${dryRun ? ' --dry-run' : ''}`;
  return refusal(goneText(gone), `to undo the one before it, ${operationText(before)}: ${instead}`);
}

export function goneText(gone: HistoryEntry): string {
  return `the last operation cannot be undone, and what it removed is gone for good: ${operationText(gone)}`;
}

/** `outputs clean --cache at 2026-11-30T09:05:00Z, 12 entries (3.4 GB)`. */
export function operationText(entry: HistoryEntry): string {
  const { startedAt, entries, bytes } = entry;
  const when = startedAt === null ? '' : ` at ${isoSecondsText(startedAt)}`;
  const size = bytes === null ? '' : ` (${bytesText(bytes)})`;
  return `${commandLine(entry)}${when}${entries === null ? '' : `, ${counted(entries, 'entry', 'entries')}${size}`}`;
}

/** The words are escaped since they were written down; a backslash of that is not doubled again. */
export function commandLine({ argv, command }: Pick<HistoryEntry, 'argv' | 'command'>): string {
  if (argv !== null) return ['outputs', ...argv].map((word) => (/^[\w./:=@%+,-]+$/.test(word) ? word : `'${word}'`)).join(' ');
  return command === null ? '-' : escapeText(command);
}
