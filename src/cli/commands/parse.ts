// `outputs parse`: what names say, by the project's own templates; the inverse of `outputs name`. Reads the configuration, no file.

import type { Command } from 'commander';
import { loadProject } from '../../core/config/read/load-project.ts';
import { parsePaths } from '../../core/conventions/read/find-convention.ts';
import type { ParseReport } from '../../core/types/reports.ts';
import { addHelpNotes } from '../arguments/shared-flags.ts';
import type { Session } from '../session.ts';

interface ParseFlags {
  readonly path: readonly string[];
}

export function define(command: Command): void {
  command.argument('<path...>', 'names, or paths of files that need not be there');
  addHelpNotes(command, {
    examples: [
      ['outputs parse unet_epoch_3.pth', 'kind, section and fields, one name a line'],
      ['outputs parse --json outputs/logs/*.log', 'for scripts'],
    ],
    exits: [0, 1, 2],
  });
}

export async function run({ path }: ParseFlags, session: Session): Promise<ParseReport> {
  const project = await loadProject(session.request);
  return { report: 'parse', project, names: parsePaths(project, path, session.request.cwd) };
}
