// What `env` prints: assignments for a shell or a file, or a table of every variable and why it is set or not; and its document.

import { escapeText } from '../../core/lib/escape.ts';
import { isPlainText } from '../../core/lib/path-text.ts';
import type { PathText } from '../../core/types/primitives.ts';
import type { EnvironmentVariable, EnvReport } from '../../core/types/reports.ts';
import { assignment, removal } from '../text/env-format.ts';
import { base64Of, documentPieces, SCHEMA_VERSION, shownJson, warningFields } from '../text/json-document.ts';

/** `toTerminal`: everything is escaped; in a pipe it is exact. */
export function envText({ variables, form, unset }: EnvReport, toTerminal: boolean): string {
  if (form === 'explain') return variables.map((variable) => `${explained(variable)}\n`).join('');
  const given = variables.flatMap(({ name, value }) => (value === null ? [] : [{ name, value }]));
  if (form === 'json') {
    const entries = given.map(({ name, value }): [string, string | null] => [name, unset ? null : value]);
    return `${shownJson(JSON.stringify(Object.fromEntries(entries), null, 2))}\n`;
  }
  const lines = given.map(({ name, value }) => (unset ? removal(form, name) : assignment(form, name, value)) ?? '');
  return lines.map((line) => `${toTerminal ? escapeText(line) : line}\n`).join('');
}

function explained({ name, value, why, holds, source, artifactLocation }: EnvironmentVariable): string {
  const state = value === null ? `not set: ${why}` : escapeText(value);
  const about = holds === null ? 'added by the configuration' : `${holds} (${source})`;
  const more = artifactLocation === undefined ? '' : `; its artifacts: ${artifactLine(artifactLocation)}`;
  return `${name}\t${state}\t${about}${more}`;
}

/** What stands beside the assignments, on stderr: what no variable says. */
export function envNotes({ variables, form, unset }: EnvReport): readonly string[] {
  if (form === 'explain' || unset) return [];
  const folders = [...new Set(variables.flatMap(({ untrusted }) => untrusted ?? []))];
  const notSet = folders.map((folder) => {
    const names = variables.filter(({ untrusted }) => untrusted === folder).map(({ name }) => name);
    return `not set: ${names.join(', ')}. Programs run what lies there, and it is outside the project; outputs trust ${shellWord(folder)} allows it`;
  });
  const artifacts = variables.flatMap(({ artifactLocation }) =>
    artifactLocation === undefined
      ? []
      : [`MLflow has no variable for the place of artifacts; create each experiment with: ${artifactLine(artifactLocation)}`],
  );
  return [...notSet, ...artifacts];
}

/** As a shell reads it, fit for a screen. */
function shellWord(path: PathText): string {
  return /^[\w./-]+$/.test(path) ? path : `'${escapeText(path).replaceAll("'", "'\\''")}'`;
}

/** Python. A `file:` URI holds nothing that ends the string. */
function artifactLine(location: string): string {
  return `mlflow.create_experiment("NAME", artifact_location="${location}")`;
}

/** The document of `outputs env --json`. */
export function envDocument({ project, variables }: EnvReport): Iterable<string> {
  const given = variables.flatMap(({ name, value }): [string, PathText][] => (value === null ? [] : [[name, value]]));
  const strange = given.filter(([, value]) => !isPlainText(value));
  return documentPieces({
    schemaVersion: SCHEMA_VERSION,
    project: project.root,
    env: Object.fromEntries(given.map(([name, value]) => [name, isPlainText(value) ? value : escapeText(value)])),
    // Beside `env`, not in it: whoever loops over it must meet variables only.
    envBase64: strange.length === 0 ? undefined : Object.fromEntries(strange.map(([name, value]) => [name, base64Of(value)])),
    variables,
    warnings: project.warnings.map(warningFields),
  });
}
