// `outputs history`: every operation, what it did, who, when, from which command line, and until when it can be undone.

import type { Command } from 'commander';
import { loadProject } from '../../core/config/read/load-project.ts';
import type { HistoryReport } from '../../core/types/reports.ts';
import { history } from '../../core/use-cases/history.ts';
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
  return history({ project: await loadProject(session.request), host: session });
}
