// `outputs history`: every operation, what it did, who, when, from which command line, and until when it can be undone.

import type { Command } from 'commander';
import { loadProject } from '../../core/config/read/load-project.ts';
import { promotedOperations } from '../../core/promotion/read/read-promotions.ts';
import { historyOf } from '../../core/trash/operation-history.ts';
import { allHistory, allOperations, leftAloneIn } from '../../core/trash/read/read-all-trashes.ts';
import { agesIn } from '../../core/trash/read/trash-ages.ts';
import type { HistoryReport } from '../../core/types/reports.ts';
import { addHelpNotes } from '../arguments/shared-flags.ts';
import type { Session } from '../session.ts';

export function define(command: Command): void {
  addHelpNotes(command, {
    examples: [
      ['outputs history', 'the newest first'],
      ['outputs history --json', 'for scripts'],
    ],
    exits: [0, 2, 3, 4],
  });
}

export async function run(_flags: object, session: Session): Promise<HistoryReport> {
  const project = await loadProject(session.request);
  const promotions = { operations: promotedOperations(project), now: session.now };
  const found = allOperations(project);
  const ageOf = agesIn(project, found, session.now);
  const operations = historyOf(allHistory(project), found, project.trashKeep, promotions, ageOf);
  return { report: 'history', project, onlyUndoable: false, operations, leftAlone: leftAloneIn(project) };
}
