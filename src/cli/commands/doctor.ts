// `outputs doctor`: where the project and its configuration do not agree, and what of the machine wants attention. Changes nothing.

import type { Command } from 'commander';
import { judgeEnvironment, strayFinding } from '../../core/planning/judge-environment.ts';
import { judgeSayings } from '../../core/planning/judge-sayings.ts';
import { byCodePoint } from '../../core/policy/order.ts';
import { loadProject } from '../../core/project/load-project.ts';
import { readSayings } from '../../core/project/read-sayings.ts';
import { strayFolders } from '../../core/project/stray-folders.ts';
import type { DoctorFinding, DoctorReport } from '../../core/types.ts';
import { pathText } from '../../render/words.ts';
import { examineMachine } from '../examine-machine.ts';
import { addHelpNotes } from '../flags.ts';
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
  const { said, settled, read, unread, unasked, unused } = await readSayings(project, session.context, (path) =>
    progress.say(() => `reading ${pathText(path, project.root)}`),
  );
  const names = said.flatMap(({ sayings }) => sayings.flatMap(({ name }) => name ?? []));
  const given = Object.keys(request.env).filter((name) => request.env[name]);
  const machine = examineMachine(project, session);
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
    ...judgeEnvironment(project, request.env, new Set(names.filter((name) => /^[A-Z][A-Z0-9_]*$/.test(name)))),
    ...(await strayFolders(project, session.context)).map((path) => strayFinding(project, path)),
    ...[...judgeSayings(project, said, new Set([...names, ...settled, ...given]))].sort(byPlace),
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
