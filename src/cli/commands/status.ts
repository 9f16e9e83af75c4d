// `outputs status`: what is there, how much, where, and how old. What people run first; reads, and changes nothing.

import type { Command } from 'commander';
import { loadProject } from '../../core/config/read/load-project.ts';
import type { StatusReport } from '../../core/types/reports.ts';
import { status } from '../../core/use-cases/status.ts';
import { addHelpNotes } from '../arguments/shared-flags.ts';
import type { Session } from '../session.ts';

interface StatusFlags {
  readonly section?: readonly string[];
}

export function define(command: Command): void {
  command.argument('[section...]', 'look only into these sections; default: all, and what lies beside them');
  addHelpNotes(command, {
    examples: [
      ['outputs status', 'everything, and what the trash holds'],
      ['outputs status logs cache', 'two sections'],
      ['outputs status --json', 'for scripts'],
    ],
    exits: [0, 2, 3, 4],
  });
}

export async function run({ section: sections = [] }: StatusFlags, session: Session): Promise<StatusReport> {
  return status({ project: await loadProject(session.request), host: session }, { sections });
}
