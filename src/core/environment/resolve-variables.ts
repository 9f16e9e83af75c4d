// Decides which environment variables a project sets, to what, and why it leaves the others alone.

import { bytesOfText, isPlainText } from '../lib/path-text.ts';
import { pathIn } from '../lib/paths.ts';
import type { PathText, SourcePlace } from '../types/primitives.ts';
import type { Project } from '../types/project.ts';
import type { EnvironmentVariable } from '../types/reports.ts';
import { KNOWN_VARIABLES, type KnownVariable, MLFLOW_ARTIFACTS } from './known-variables.ts';
import { ruleOfVariable } from './variable-rule.ts';

export interface EnvironmentInput {
  readonly project: Project;
  /** The environment as it is. A server that somebody chose (`MLFLOW_TRACKING_URI=https://…`) is never exchanged for a folder. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether a place lies outside the project and everything that the user trusts for it, links followed. */
  readonly leadsOutside: (path: PathText) => boolean;
}

export function environmentOf({ project, env, leadsOutside }: EnvironmentInput): readonly EnvironmentVariable[] {
  const { include = [], exclude = [], extra = {} } = project.env ?? {};
  const known = KNOWN_VARIABLES.filter(({ name }) => !Object.hasOwn(extra, name)).map((variable): EnvironmentVariable => {
    const { name, holds, source } = variable;
    const section = project.sections.find((each) => each.name === variable.kind);
    const about = { name, section: variable.kind, holds, source };
    const not = (why: string): EnvironmentVariable => ({ ...about, value: null, why });
    if (exclude.includes(name)) return not('excluded by the configuration');
    if (section?.active !== true) return not(`${variable.kind} is not in use in the profile ${project.profile}`);
    if (variable.unless !== undefined && !include.includes(name)) return not(variable.unless);
    const path = ownPlace(variable, section.path);
    if (variable.runs !== undefined && !project.trust.project && leadsOutside(path))
      return { ...not(`leads outside the project to what programs run or believe: ${variable.runs}`), untrusted: section.path };
    if (variable.form === undefined) return { ...about, value: path, why: null };
    const uri = sqliteUri(path);
    if (uri === null)
      return not('the path holds `?`, `%` before two hex digits, or bytes that are not UTF-8: no database URI says it');
    if (env[name] !== uri && isServer(env[name])) return not(SERVER);
    return { ...about, value: uri, why: null, artifactLocation: fileUri(pathIn(section.path, MLFLOW_ARTIFACTS)) };
  });
  const added = Object.entries(extra).map(([name, value]): EnvironmentVariable => {
    const about = { name, section: null, holds: null, source: null };
    const isUri = KNOWN_VARIABLES.some((each) => each.name === name && each.form !== undefined);
    if (isUri && isServer(env[name])) return { ...about, value: null, why: SERVER };
    return { ...about, value, why: null };
  });
  return [...known, ...added];
}

export interface RefusedVariable {
  readonly name: string;
  /** A sentence fragment after the name. */
  readonly why: string;
  readonly place: SourcePlace | undefined;
}

/** What the configuration adds and may not set: `environment/variable-rule.ts`. */
export function refusedVariables({ project, leadsOutside }: Omit<EnvironmentInput, 'env'>): readonly RefusedVariable[] {
  const { extra = {}, places = {} } = project.env ?? {};
  return Object.entries(extra).flatMap(([name, value]): RefusedVariable[] => {
    const rule = ruleOfVariable(name);
    const refused = (why: string): RefusedVariable[] => [{ name, why, place: places[name] }];
    switch (rule.may) {
      case 'lead-anywhere':
        return [];
      case 'never-be-set':
        return refused(rule.why);
      case 'be-set-if-trusted':
        return project.trust.project ? [] : refused(rule.why);
      case 'lead-inside':
        return project.trust.project || !leadsOutside(value) ? [] : refused(rule.why);
      case 'lead-to-own-place': {
        if (project.trust.project) return [];
        const known = KNOWN_VARIABLES.find((each) => each.name === name);
        const section = project.sections.find((each) => each.name === known?.kind);
        const own =
          known?.form !== undefined || known === undefined || section === undefined ? null : ownPlace(known, section.path);
        return value === own && !leadsOutside(value) ? [] : refused(rule.why);
      }
      default:
        return rule satisfies never;
    }
  });
}

const SERVER = 'it names a server or a database already';

function ownPlace({ below }: KnownVariable, section: PathText): PathText {
  return below === '' ? section : pathIn(section, below);
}

/**
 * As SQLAlchemy reads it and MLflow makes the folder of it: the path as it is. Null where versions differ: `?` begins options, and
 * SQLAlchemy 2.1 decodes `%41` where 2.0 does not. MLflow encodes the URI as UTF-8.
 */
export function sqliteUri(path: PathText): string | null {
  return /\?|%[0-9A-Fa-f]{2}/.test(path) || !isPlainText(path) ? null : `sqlite:///${path}`;
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
