// Decides what of the environment, and of the folders beside the outputs directory, differs from the configuration.

import { escapeText } from '../escape.ts';
import { KNOWN_VARIABLES } from '../policy/environment-table.ts';
import { nameOf, pathIn } from '../policy/path-parts.ts';
import { roleOf, usualFolder } from '../policy/sayings/role.ts';
import type { DoctorFinding, PathText, Project } from '../types.ts';
import { configSays, isWhereItBelongs, kindOfPath, sectionFor, shownPath } from './belonging.ts';

/** The same for the environment that this very command runs in. */
export function judgeEnvironment(
  project: Project,
  env: Readonly<Record<string, string | undefined>>,
  /** Names that the project's scripts give a default for: what is set in the environment wins over it. */
  read: ReadonlySet<string>,
): readonly DoctorFinding[] {
  const { include = [], exclude = [], extra = {} } = project.env ?? {};
  const known = KNOWN_VARIABLES.filter(({ name, unless }) => unless === undefined || include.includes(name)).map(
    ({ name }) => name,
  );
  const names = new Set([...known, ...read].filter((name) => !exclude.includes(name) && !Object.hasOwn(extra, name)));
  return [...names].flatMap((name): DoctorFinding[] => {
    const value = env[name];
    const role = roleOf(name);
    if (value === undefined || value === '' || role === null) return [];
    const written = value.replace(/^file:\/\//, '');
    if (/^[a-z][a-z0-9+.-]*:/i.test(written)) return [];
    const path = written.startsWith('/')
      ? written.replace(/(?<!\/)\/+$/, '')
      : pathIn(project.root, written.replace(/^\.\//, ''));
    if (written.startsWith('/') && isWhereItBelongs(project, path, role.is === 'kind' ? role.kind : null)) return [];
    const kind = role.is === 'kind' ? role.kind : (KNOWN_VARIABLES.find((each) => each.name === name)?.kind ?? kindOfPath(path));
    const relative = written.startsWith('/') ? '' : ', which follows the folder each program is started in';
    const fix = known.includes(name)
      ? `eval "$(outputs env)" sets it; if it is meant so: exclude: [${name}] under outputs.env`
      : `unset ${name}, or give it a folder below ${shownPath(project.outputs, project)}`;
    const says = `the environment has ${name}=${escapeText(value)}${relative}`;
    return [{ code: 'variable', place: null, path, says, config: configSays(project, sectionFor(project, kind)), fix }];
  });
}

/** A folder beside the outputs that programs fill: `project/stray-folders.ts`. */
export function strayFinding(project: Project, path: PathText): DoctorFinding {
  const usual = usualFolder(nameOf(path));
  const section = usual === null ? null : sectionFor(project, usual.kind);
  const fix =
    usual?.variable === undefined
      ? 'have what writes there ask for its path: outputs paths; then move what it left'
      : `eval "$(outputs env)" before what writes there; then move what it left`;
  const says = `${escapeText(nameOf(path))}/ holds what programs wrote`;
  return { code: 'folder', place: null, path, says, config: configSays(project, section), fix };
}
