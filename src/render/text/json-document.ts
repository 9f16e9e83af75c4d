// How JSON documents are written. `configs/schemas/` describes them; within a schemaVersion no key is ever renamed or removed.
// A string that is not UTF-8 is given as visible text (`a\xff.log`), with its exact bytes in `<key>Base64` beside it.

import { escapeText } from '../../core/lib/escape.ts';
import { bytesOfText, isPlainText } from '../../core/lib/path-text.ts';
import type { Problem } from '../../core/types/items.ts';
import type { PathText, Warning } from '../../core/types/primitives.ts';
import type { Project } from '../../core/types/project.ts';

export const SCHEMA_VERSION = 1;

export type JsonFields = Readonly<Record<string, unknown>>;

// What `JSON.stringify` leaves raw and a terminal would obey: DEL, C1, bidi and invisible characters (safety.md rule 39).
const OBEYED = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]/g;

/** One document in pieces, a list's items one per line: 100,000 verdicts are never one string. */
export function* documentPieces(fields: JsonFields): Generator<string> {
  let before = '{\n';
  for (const [key, value] of Object.entries(withBytes(fields))) {
    yield `${before}  ${JSON.stringify(key)}: `;
    if (Array.isArray(value)) yield* listPieces(value);
    else yield jsonText(value, 2).replaceAll('\n', '\n  ');
    before = ',\n';
  }
  yield '\n}\n';
}

function* listPieces(items: readonly unknown[]): Generator<string> {
  let before = '[\n    ';
  for (const item of items) {
    yield before + jsonText(item, 0);
    before = ',\n    ';
  }
  yield items.length === 0 ? '[]' : '\n  ]';
}

function jsonText(value: unknown, indent: number): string {
  const text = JSON.stringify(value, null, indent);
  // JSON writes a lone surrogate as an escape; where there is none, every string is UTF-8.
  return shownJson(text.includes('\\ud') ? JSON.stringify(value, withBytesInside, indent) : text);
}

/** The same JSON, with nothing in it that a terminal obeys. */
export function shownJson(json: string): string {
  return json.replace(OBEYED, asEscapes);
}

function withBytesInside(_key: string, value: unknown): unknown {
  return isFields(value) ? withBytes(value) : value;
}

function asEscapes(character: string): string {
  return Array.from({ length: character.length }, (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join(
    '',
  );
}

function isFields(value: unknown): value is JsonFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Keys whose value is undefined disappear, as in `JSON.stringify`. */
function withBytes(fields: JsonFields): JsonFields {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  if (entries.every(([, value]) => typeof value !== 'string' || isPlainText(value))) return Object.fromEntries(entries);
  return Object.fromEntries(entries.flatMap(([key, value]) => withBytesBeside(key, value)));
}

function withBytesBeside(key: string, value: unknown): (readonly [string, unknown])[] {
  if (typeof value !== 'string' || isPlainText(value)) return [[key, value]];
  return [
    [key, escapeText(value)],
    [`${key}Base64`, base64Of(value)],
  ];
}

export function base64Of(text: PathText): string {
  return bytesOfText(text).toString('base64');
}

export function warningFields(warning: Warning): JsonFields {
  return { text: warning.text, ...warning.place };
}

export function problemFields(problem: Problem, project: Project): JsonFields {
  return { section: problem.section, path: problemPath(problem, project), code: problem.code };
}

/** Absolute. */
export function problemPath(problem: Problem, project: Project): PathText {
  const section = project.sections.find(({ name }) => name === problem.section)?.path ?? project.outputs;
  return problem.path === '' ? section : `${section}/${problem.path}`;
}
