// Decides which environment variables a project sets, to what, and why it leaves the others alone.

import { bytesOfText } from '../path-text.ts';
import type { EnvironmentVariable, PathText, Project, Section } from '../types.ts';
import { KNOWN_VARIABLES, type KnownVariable } from './environment-table.ts';
import { pathIn } from './path-parts.ts';

/** `env`: the environment as it is. A server that somebody chose (`MLFLOW_TRACKING_URI=https://…`) is never exchanged for a folder. */
export function environmentOf(
  project: Project,
  env: Readonly<Record<string, string | undefined>>,
): readonly EnvironmentVariable[] {
  const { include = [], exclude = [], extra = {} } = project.env ?? {};
  const known = KNOWN_VARIABLES.filter(({ name }) => !Object.hasOwn(extra, name)).map((variable): EnvironmentVariable => {
    const { name, holds, source } = variable;
    const section = project.sections.find((each) => each.name === variable.kind);
    const about = { name, section: variable.kind, holds, source };
    const not = (why: string): EnvironmentVariable => ({ ...about, value: null, why });
    if (exclude.includes(name)) return not('excluded by the configuration');
    if (section?.active !== true) return not(`${variable.kind} is not in use in the profile ${project.profile}`);
    if (variable.unless !== undefined && !include.includes(name)) return not(variable.unless);
    if (variable.form === 'file-uri' && isServer(env[name])) return not('it names a server already');
    return { ...about, value: valueFor(variable, section), why: null };
  });
  const added = Object.entries(extra).map(
    ([name, value]): EnvironmentVariable => ({ name, section: null, holds: null, source: null, value, why: null }),
  );
  return [...known, ...added];
}

function valueFor({ below, form }: KnownVariable, { path }: Section): PathText {
  const folder = below === '' ? path : pathIn(path, below);
  return form === 'file-uri' ? fileUri(folder) : folder;
}

/** RFC 8089; what is not unreserved is percent-encoded byte by byte, as `urllib.parse.unquote` reads it back. */
export function fileUri(path: PathText): string {
  const encoded = [...bytesOfText(path)].map((byte) => {
    const character = String.fromCharCode(byte);
    return /[A-Za-z0-9/._~-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  });
  return `file://${encoded.join('')}`;
}

/** Also `databricks`, and databases, of which one may hold runs that are nowhere else. */
function isServer(value: string | undefined): boolean {
  return value !== undefined && value !== '' && /^(?!file:)[a-z][a-z0-9+.-]*:|^(?:databricks|uc)$/i.test(value);
}
