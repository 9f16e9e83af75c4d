// `outputs doctor`: where the project and its configuration do not agree, and what of the machine wants attention. Changes nothing.

import type { Command } from 'commander';
import { loadProject } from '../../core/config/read/load-project.ts';
import { checkEnvironment, strayFinding } from '../../core/doctor/check-environment.ts';
import { checkSettings } from '../../core/doctor/check-settings.ts';
import { readSettings } from '../../core/doctor/read/read-settings.ts';
import { strayFolders } from '../../core/doctor/read/stray-folders.ts';
import { byCodePoint } from '../../core/lib/code-point-order.ts';
import { pathText } from '../../core/lib/escape.ts';
import type { DoctorFinding, DoctorReport } from '../../core/types/reports.ts';
import { collectMachineFacts } from '../../core/use-cases/examine-machine.ts';
import { addHelpNotes } from '../arguments/shared-flags.ts';
import type { Session } from '../session.ts';

export function define(command: Command): void {
  addHelpNotes(command, {
    examples: [
      ['outputs doctor', 'scripts, configurations, folders, environment, disk'],
      ['outputs doctor --json', 'for scripts'],
      ['outputs doctor --quiet', 'only the exit code, for pre-commit'],
    ],
    exits: [0, 1, 2, 3],
  });
}

export async function run(_flags: object, session: Session): Promise<DoctorReport> {
  const { request, progress } = session;
  const project = await loadProject(request);
  const { said, settled, read, unread, unasked, unused } = await readSettings(project, session.context, (path) =>
    progress.say(() => `reading ${pathText(path, project.root)}`),
  );
  const names = said.flatMap(({ sayings }) => sayings.flatMap(({ name }) => name ?? []));
  const given = Object.keys(request.env).filter((name) => request.env[name]);
  const machine = collectMachineFacts(project, session);
  const findings: readonly DoctorFinding[] = [
    ...machine.findings,
    ...unused.map(
      (says): DoctorFinding => ({
        code: 'used-in',
        place: null,
        path: null,
        says,
        config: null,
        fix: 'correct the pattern under outputs.used_in',
      }),
    ),
    ...checkEnvironment(project, request.env, new Set(names.filter((name) => /^[A-Z][A-Z0-9_]*$/.test(name)))),
    ...(await strayFolders(project, session.context)).map((path) => strayFinding(project, path)),
    ...[...checkSettings(project, said, new Set([...names, ...settled, ...given]))].sort(byPlace),
  ];
  return { report: 'doctor', project, findings, facts: [...machine.facts, ...withoutGit(unasked)], read, unread };
}

/** The same question goes to git for folders beside the outputs (`stray-folders.ts`). */
function withoutGit(unasked: string | null): readonly string[] {
  if (unasked === null) return [];
  return [
    `${unasked}; files that git ignores were read too, and of folders beside the outputs only what a program surely left is told`,
  ];
}

function byPlace(a: DoctorFinding, b: DoctorFinding): number {
  return byCodePoint(a.place?.file ?? '', b.place?.file ?? '') || (a.place?.line ?? 0) - (b.place?.line ?? 0);
}
