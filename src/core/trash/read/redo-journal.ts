// Reads what an operation that was undone had moved: from the journal that the undo kept, or its part of the trash, if some of it is left there.

import { attempt, openPath, withRoot } from '../../disk/directory.ts';
import type { RecordedPlan } from '../../journal/journal-format.ts';
import { redoName } from '../../journal/redo-name.ts';
import type { PathText } from '../../types/primitives.ts';
import type { Project } from '../../types/project.ts';
import { readJournal } from './journal-file.ts';
import { allBases } from './read-all-trashes.ts';

/** Null where there is none that can be believed. */
export function redoJournal(project: Project, id: string): RecordedPlan | null {
  for (const base of allBases(project)) {
    const trash = `${base}/.trash`;
    const plan = journalIn(trash, redoName(id)) ?? journalIn(`${trash}/${id}`);
    if (plan?.operation === id) return plan;
  }
  return null;
}

function journalIn(folder: PathText, name?: PathText): RecordedPlan | null {
  const read = attempt(() => withRoot((root) => readJournal(openPath(root, folder), name)));
  return read.ok && read.value?.ok ? read.value.value : null;
}
