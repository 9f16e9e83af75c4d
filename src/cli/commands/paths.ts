// `outputs paths`: where everything is. Reads the configuration and nothing else; shell scripts call it in loops.

import type { Command } from 'commander';
import { sectionNamed } from '../../core/config/find-section.ts';
import { loadProject } from '../../core/config/read/load-project.ts';
import { configError } from '../../core/lib/errors.ts';
import type { Project } from '../../core/types/project.ts';
import type { PathsReport } from '../../core/types/reports.ts';
import { namedPaths } from '../../render/reports/paths.ts';
import { SHELLS, type Shell, variableName } from '../../render/text/shell-quote.ts';
import { addHelpNotes } from '../arguments/shared-flags.ts';
import type { Session } from '../session.ts';

interface PathsFlags {
  readonly section?: string;
  readonly shell?: Shell;
  readonly explain?: true;
}

export function define(command: Command): void {
  command
    .argument('[section]', 'print only this path: a section, or root for the outputs directory')
    .addOption(command.createOption('--shell <shell>', 'print exports to eval').choices(SHELLS))
    .addOption(command.createOption('--explain', 'add where each path was configured').conflicts('shell'));
  addHelpNotes(command, {
    examples: [
      ['outputs paths', 'one name and path a line'],
      ['cp model.pth "$(outputs paths models)"', 'one path, for scripts'],
      ['eval "$(outputs paths --shell sh)"', 'OUTPUTS_ROOT, OUTPUTS_CHECKPOINTS, …'],
      ['outputs paths --explain', 'file and line behind each path'],
    ],
    exits: [0, 2, 3],
  });
}

export async function run(flags: PathsFlags, session: Session): Promise<PathsReport> {
  const project = await loadProject(session.request, 'shell');
  const only = flags.section ?? null;
  if (only !== null && only !== 'root') sectionNamed(project, only);
  if (flags.shell !== undefined) refuseMeetingNames(project);
  return { report: 'paths', project, only, form: flags.shell ?? (flags.explain ? 'explain' : 'plain') };
}

/** `tensor-board` and `tensor_board` would be one variable, and the second would silently win. */
function refuseMeetingNames(project: Project): void {
  const seen = new Map<string, string>([['OUTPUTS_PROJECT', 'the project itself']]);
  for (const { name } of namedPaths(project)) {
    const variable = variableName(name);
    const other = seen.get(variable);
    if (other !== undefined)
      throw configError(`${name} and ${other} would both be ${variable}`, undefined, 'rename one of the sections');
    seen.set(variable, name);
  }
}
