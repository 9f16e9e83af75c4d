// Decides what of the environment, and of the folders beside the outputs directory, differs from the configuration.

import { KNOWN_VARIABLES } from '../environment/known-variables.ts';
import { escapeText } from '../lib/escape.ts';
import { nameOf, pathIn } from '../lib/paths.ts';
import type { PathText } from '../types/primitives.ts';
import type { Project } from '../types/project.ts';
import type { DoctorFinding } from '../types/reports.ts';
import { configSays, isWhereItBelongs, kindOfPath, sectionFor, shownPath } from './expected-place.ts';
import { settingNameOf, usualFolder } from './setting-names.ts';

/** The same for the environment that this very command runs in. */
export function checkEnvironment(
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
    const role = settingNameOf(name);
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

/** A folder beside the outputs that programs fill: `doctor/read/stray-folders.ts`. */
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
