// `outputs clean`: empties sections. Explicit, so no grace period; what is pinned, in use, tracked or unknown stays.

import type { Command } from 'commander';
import { usageError } from '../../core/lib/errors.ts';
import type { Disposal } from '../../core/plans/assemble-plan.ts';
import { type Project, SECTION_KINDS, type Section, type SectionKind } from '../../core/types/project.ts';
import type { EmptyTrashReport, RemovalReport } from '../../core/types/reports.ts';
import { clean, sectionsToClean } from '../../core/use-cases/clean.ts';
import { emptyTrash } from '../../core/use-cases/empty-trash.ts';
import type { ChangeOptions } from '../../core/use-cases/host.ts';
import { loadToChange } from '../../core/use-cases/load-project-for-writing.ts';
import { addChangeFlags, addHelpNotes, addPlanFlag, refusePlanWithoutDryRun } from '../arguments/shared-flags.ts';
import type { Session } from '../session.ts';
import { chooseSections } from '../terminal/choose-sections.ts';

interface CleanFlags extends ChangeOptions, Readonly<Partial<Record<SectionKind, true>>> {
  readonly sections: readonly string[];
  readonly all?: true;
  readonly trash?: true;
  readonly permanent?: true;
}

export function define(command: Command): void {
  command.argument('[sections...]', 'names of sections to empty');
  for (const name of SECTION_KINDS) command.option(`--${name}`, `empty ${name}`);
  command
    .option('--all', 'empty every section')
    .addOption(
      command
        .createOption('--trash', 'move what is emptied to the trash, the cache too; alone: empty the trash itself')
        .conflicts('permanent'),
    )
    .option('--permanent', 'delete for good, so that the space is free at once');
  addPlanFlag(addChangeFlags(command));
  addHelpNotes(command, {
    examples: [
      ['outputs clean --cache', 'before retraining'],
      ['outputs clean --all --dry-run', 'what would go, what would stay, and why'],
      ['outputs clean --logs', 'asks, then moves them to the trash'],
      ['outputs clean results --yes', 'without being asked'],
      ['outputs clean --cache --trash', 'move to the trash instead of deleting'],
      ['outputs clean --trash', 'empty the trash for good, to free space'],
      ['outputs clean', 'pick from a list (on a terminal)'],
    ],
    exits: [0, 2, 3, 4, 5, 130],
  });
}

export async function run(flags: CleanFlags, session: Session): Promise<RemovalReport | EmptyTrashReport> {
  refusePlanWithoutDryRun(flags);
  const project = await loadToChange(session, flags);
  if (flags.trash && !flags.all && namesIn(flags).length === 0) return emptyTrash(project, flags, session);
  const sections = await wanted(flags, project, session);
  const disposal: Disposal = flags.trash ? 'trash' : flags.permanent ? 'permanent' : 'default';
  return clean({ project, host: session }, { ...flags, disposal }, sections);
}

function namesIn(flags: CleanFlags): readonly string[] {
  return [...SECTION_KINDS.filter((name) => flags[name]), ...flags.sections];
}

/** None at all only where nothing was picked from the list. */
async function wanted(flags: CleanFlags, project: Project, session: Session): Promise<readonly Section[]> {
  const names = namesIn(flags);
  if (flags.all && names.length > 0) throw usageError('--all already names every section', 'name sections, or give --all');
  if (flags.all || names.length > 0) return sectionsToClean(project, { sections: names, ...(flags.all && { all: flags.all }) });
  if (session.mayAsk()) return chooseSections(project, flags.permanent ? 'permanent' : 'default', session);
  throw usageError('say what to empty', 'for example outputs clean --cache; outputs clean --help lists the sections');
}
