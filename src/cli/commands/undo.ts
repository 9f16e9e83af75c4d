// `outputs undo`: puts back what an operation moved to the trash, and moves what one promoted there. Asks nothing: it removes nothing, and overwrites nothing.

import type { Command } from 'commander';
import type { HistoryReport, RemovalReport, UndoReport } from '../../core/types/reports.ts';
import { undoable } from '../../core/use-cases/history.ts';
import type { ChangeOptions } from '../../core/use-cases/host.ts';
import { loadToChange } from '../../core/use-cases/load-project-for-writing.ts';
import { undo } from '../../core/use-cases/undo.ts';
import { addHelpNotes, waitOption } from '../arguments/shared-flags.ts';
import type { Session } from '../session.ts';

interface UndoFlags extends Pick<ChangeOptions, 'dryRun' | 'yes' | 'wait'> {
  readonly operation?: string;
  readonly list?: true;
}

export function define(command: Command): void {
  command
    .argument(
      '[operation]',
      'its id as history prints it, or the beginning of it; where none is given, the last one that is not undone yet',
    )
    .option('-n, --dry-run', 'show what would happen and change nothing')
    .option('-y, --yes', 'do not ask; what was deleted for good is not passed over')
    .option('--list', 'list what can be undone')
    .addOption(waitOption(command));
  addHelpNotes(command, {
    examples: [
      ['outputs undo', 'the last operation; again: the one before it'],
      ['outputs undo --list', 'what can be undone, and until when'],
      ['outputs undo 20261123T0905 --dry-run', 'what would come back, and what could not'],
      ['outputs unpin UNet_epoch_40.pth', 'undo passes over pins, which are lines of the config'],
    ],
    exits: [0, 2, 3, 4, 5, 130],
  });
}

export async function run(flags: UndoFlags, session: Session): Promise<UndoReport | HistoryReport | RemovalReport> {
  const project = await loadToChange(session, { dryRun: flags.dryRun || flags.list });
  return flags.list ? undoable({ project, host: session }) : undo({ project, host: session }, flags);
}
