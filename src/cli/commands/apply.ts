// `outputs apply`: carries out a plan that a dry run saved: exactly the objects it lists, each only if nothing happened to it since.

import type { Command } from 'commander';
import type { RemovalReport } from '../../core/types/reports.ts';
import { applySaved } from '../../core/use-cases/apply-saved.ts';
import type { ChangeOptions } from '../../core/use-cases/host.ts';
import { loadToChange } from '../../core/use-cases/load-project-for-writing.ts';
import { readPlan } from '../../core/use-cases/saved-plan-files.ts';
import { addChangeFlags, addHelpNotes } from '../arguments/shared-flags.ts';
import type { Session } from '../session.ts';

interface ApplyFlags extends Omit<ChangeOptions, 'plan'> {
  readonly file: string;
}

export function define(command: Command): void {
  command.argument('<file>', 'a plan saved with --dry-run --plan FILE');
  addChangeFlags(command);
  addHelpNotes(command, {
    examples: [
      ['outputs prune-checkpoints -n --plan p.jsonl', 'save what would go'],
      ['outputs apply p.jsonl --dry-run', 'what of it would still go now'],
      ['outputs apply p.jsonl', 'exactly that, and nothing that changed since'],
    ],
    exits: [0, 2, 3, 4, 5, 130],
  });
}

export async function run(flags: ApplyFlags, session: Session): Promise<RemovalReport> {
  const saved = readPlan(flags.file, session.context);
  return applySaved(saved, { project: await loadToChange(session, flags), host: session }, flags);
}
