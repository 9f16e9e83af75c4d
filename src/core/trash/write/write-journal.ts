// Writes what is about to be moved, from where, so that it can be found again: durable before the first rename, or no rename.
// Without that one fsync a power cut left moved files and an empty journal on ext4, xfs and btrfs alike. What it says: `journal/journal-format.ts`.

import { attempt } from '../../disk/directory.ts';
import { closeFile, createFile, removeName, rename, syncFile, write } from '../../disk/write/mutating-calls.ts';
import { trashModes } from '../../disk/write/trash-modes.ts';
import { encodeJournal, type JournalHead } from '../../journal/journal-format.ts';
import type { Plan } from '../../types/plan.ts';
import { PURGE } from '../item-location.ts';
import { JOURNAL } from '../read/journal-file.ts';
import { syncTrash, type Trash, UNFINISHED_JOURNAL } from './trash-folders.ts';

/** All or nothing: throws the errno, and leaves nothing behind then. */
export function writeJournal(trash: Trash, plan: Plan, head: Omit<JournalHead, 'operation'>): void {
  const operation = trash.name.startsWith(PURGE) ? trash.name.slice(PURGE.length) : trash.name;
  try {
    const file = createFile(trash.operation, UNFINISHED_JOURNAL, trashModes(trash.operation).file, 'exactly');
    try {
      for (const piece of encodeJournal(plan, { ...head, operation })) write(file, Buffer.from(piece));
      syncFile(file);
    } finally {
      closeFile(file);
    }
    rename(trash.operation, UNFINISHED_JOURNAL, trash.operation, JOURNAL);
    syncTrash(trash);
  } catch (error) {
    attempt(() => removeName(trash.operation, UNFINISHED_JOURNAL));
    throw error;
  }
}
