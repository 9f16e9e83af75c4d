// Writes what is about to be moved, from where, so that it can be found again: durable before the first rename, or no rename.
// Without that one fsync a power cut left moved files and an empty journal on ext4, xfs and btrfs alike. What it says: `policy/journal-format.ts`.

import { attempt } from '../disk/directory.ts';
import { JOURNAL } from '../disk/journal-file.ts';
import { encodeJournal, type JournalHead } from '../policy/journal-format.ts';
import { PURGE } from '../policy/whereabouts.ts';
import type { Plan } from '../types.ts';
import { closeFile, createFile, removeName, rename, syncFile, write } from './sys.ts';
import { syncTrash, type Trash, UNFINISHED_JOURNAL } from './trash.ts';
import { trashModes } from './trash-modes.ts';

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
