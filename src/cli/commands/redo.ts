// `outputs redo`: does again what the last `undo` took back, as a plan through the same guards. What is not the same any more stays.

import type { Command } from 'commander';
import type { CheckFixReport, RemovalReport, UndoReport } from '../../core/types/reports.ts';
import { loadToChange } from '../../core/use-cases/load-project-for-writing.ts';
import { type RedoOptions, redo } from '../../core/use-cases/redo.ts';
import { addChangeFlags, addHelpNotes } from '../arguments/shared-flags.ts';
import type { Session } from '../session.ts';

export function define(command: Command): void {
  addChangeFlags(command);
  addHelpNotes(command, {
    examples: [
      ['outputs redo', 'what the last undo took back; again: what the one before it did'],
      ['outputs redo --dry-run', 'what would go again, and what stays because it has changed'],
    ],
    exits: [0, 2, 3, 4, 5, 130],
  });
}

export async function run(flags: RedoOptions, session: Session): Promise<RemovalReport | CheckFixReport | UndoReport> {
  return redo({ project: await loadToChange(session, flags), host: session }, flags);
}
