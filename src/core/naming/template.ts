// Decides what a file's name says: a template like `{model_name}_epoch_{num}.pth`, compiled to parse and to format.
//
// Stated rules, where a name could be read in two ways:
// 1. A field takes as much as it can, from the left: the LAST `_epoch_` of `multi_epoch_net_epoch_3.pth` splits it.
// 2. Of several templates the one with more literal characters wins, so `evaluation_{timestamp}.log` goes before
//    `{model_name}_{timestamp}.log`; between equals, the earlier one (`parseByAny`).
// 3. Two fields need a literal between them, and a template has each field once.
// 4. `format` refuses what `parse` would not give back, so that parse(format(x)) = x always.
// Matching is our own and no RegExp: `{a}_{b}_{c}_{d}_{num}` against a name of underscores backtracks for minutes.

import { escapeText } from '../lib/escape.ts';
import { isTooLong, LONGEST_NAME } from '../lib/name-length.ts';
import type { Parsed } from '../lib/quantities.ts';
import type { PathText } from '../types/primitives.ts';

type FieldKind = 'text' | 'number' | 'timestamp';

interface Field {
  readonly name: string;
  readonly kind: FieldKind;
}

/** Literal text and fields in order. Plain data, safe to keep and to compare. */
export interface Template {
  readonly source: string;
  readonly pieces: readonly (string | Field)[];
  readonly fields: readonly Field[];
  readonly literalLength: number;
}

/** A number for a `number` field, text for the others. */
export type Values = Readonly<Record<string, string | number>>;

const KINDS: Readonly<Record<string, FieldKind>> = { num: 'number', epoch: 'number', step: 'number', timestamp: 'timestamp' };
const TOKEN = /\{([^{}]*)\}|[^{}]+|[{}]/g;
/** So that a text of a megabyte is not taken apart. */
const LONGEST_TEMPLATE = 4096;
const FIELD_NAME = /^[a-z][a-z0-9_]*$/i;
const DIGIT = /[0-9]/;
const TIMESTAMP = /^[0-9]{4}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])_([01][0-9]|2[0-3])[0-5][0-9]([0-5][0-9]|60)$/;
const TIMESTAMP_LENGTH = 'YYYYMMDD_HHMMSS'.length;

/**
 * `{num}`, `{epoch}` and `{step}` are whole numbers below 2^53, `{timestamp}` is `YYYYMMDD_HHMMSS`, any other `{word}` is text.
 * `why` is a sentence fragment.
 */
export function compileTemplate(source: string): Parsed<Template> {
  const pieces: (string | Field)[] = [];
  const no = (why: string): Parsed<Template> => ({ ok: false, why });
  if (source === '') return no('a template cannot be empty');
  if (source.length > LONGEST_TEMPLATE) return no(`a template has at most ${LONGEST_TEMPLATE} characters`);
  if (/[/\0]/.test(source)) return no('a template names a file, so it cannot contain / or a NUL');
  for (const [token, name] of source.matchAll(TOKEN)) {
    if (name === undefined) {
      if (token === '{' || token === '}') return no(`a ${token} has no partner`);
      pieces.push(token);
      continue;
    }
    if (!FIELD_NAME.test(name)) return no(`{${escapeText(name)}} is not a field: letters, digits and _, a letter first`);
    const before = pieces.at(-1);
    if (before !== undefined && typeof before !== 'string')
      return no(`{${before.name}}{${name}} needs some text between the two fields`);
    if (fieldsOf(pieces).some((field) => field.name === name)) return no(`{${name}} appears twice`);
    pieces.push({ name, kind: Object.hasOwn(KINDS, name) ? (KINDS[name] ?? 'text') : 'text' });
  }
  const literalLength = pieces.reduce((length, piece) => length + (typeof piece === 'string' ? piece.length : 0), 0);
  if (pieces.length > LONGEST_NAME || literalLength > LONGEST_NAME)
    return no(`its names would be longer than ${LONGEST_NAME} bytes`);
  return { ok: true, value: { source, pieces, fields: fieldsOf(pieces), literalLength } };
}

function fieldsOf(pieces: readonly (string | Field)[]): readonly Field[] {
  return pieces.filter((piece) => typeof piece !== 'string');
}

/** What the name says, or null where it does not follow the template. Leading zeros are fine: `epoch_010` is 10. */
export function parseName({ pieces }: Template, name: PathText): Values | null {
  const last = pieces.at(-1);
  if (isTooLong(name) || /[/\0]/.test(name) || (typeof last === 'string' && !name.endsWith(last))) return null;
  const ends = endsOf(pieces, name);
  if (ends === null) return null;
  const found: [string, string | number][] = [];
  for (const [index, piece] of pieces.entries()) {
    if (typeof piece === 'string') continue;
    const text = name.slice(ends[index - 1] ?? 0, ends[index]);
    const value = piece.kind === 'number' ? Number(text) : text;
    if (typeof value === 'number' && !Number.isSafeInteger(value)) return null;
    found.push([piece.name, value]);
  }
  return Object.fromEntries(found);
}

/** Where each piece ends, every field as far right as the rest allows; null where they do not fit the name. */
function endsOf(pieces: Template['pieces'], name: string): readonly number[] | null {
  // From the last piece backwards: where it can begin so that the rest fits, and where it then ends. Each place is looked at once for each piece.
  let rest: Ends = Array.from({ length: name.length + 1 }, (_, at) => (at === name.length ? at : NOWHERE));
  const endsFrom: Ends[] = [];
  for (const piece of pieces.toReversed()) {
    rest = endsBefore(rest, piece, name);
    endsFrom.unshift(rest);
  }
  const ends: number[] = [];
  for (const from of endsFrom) {
    const end = from[ends.at(-1) ?? 0] ?? NOWHERE;
    if (end === NOWHERE) return null;
    ends.push(end);
  }
  return ends;
}

/** By the place where a piece begins: the farthest place where it can end. */
type Ends = readonly number[];
const NOWHERE = -1;

/** `rest`: of what follows. */
function endsBefore(rest: Ends, piece: string | Field, name: string): Ends {
  const ends = new Array<number>(name.length + 1).fill(NOWHERE);
  /** Of a field. */
  let farthest = NOWHERE;
  for (let at = name.length; at >= 0; at--) {
    if (typeof piece === 'string') {
      const end = at + piece.length;
      if ((rest[end] ?? NOWHERE) !== NOWHERE && name.startsWith(piece, at)) ends[at] = end;
    } else if (piece.kind === 'timestamp') {
      const end = at + TIMESTAMP_LENGTH;
      if ((rest[end] ?? NOWHERE) !== NOWHERE && TIMESTAMP.test(name.slice(at, end))) ends[at] = end;
    } else {
      if (piece.kind === 'number' && !DIGIT.test(name.charAt(at))) farthest = NOWHERE;
      else if (farthest === NOWHERE && (rest[at + 1] ?? NOWHERE) !== NOWHERE) farthest = at + 1;
      ends[at] = farthest;
    }
  }
  return ends;
}

/** The name for these values, or why there is none: a value is missing, empty, of another type, or would be read differently. */
export function formatName(template: Template, values: Values): Parsed<string> {
  const no = (why: string): Parsed<string> => ({ ok: false, why });
  const given = Object.keys(values).find((name) => !template.fields.some((field) => field.name === name));
  if (given !== undefined) return no(`${escapeText(template.source)} has no field {${escapeText(given)}}`);
  let name = '';
  for (const piece of template.pieces) {
    if (typeof piece === 'string') name += piece;
    else {
      const value = Object.hasOwn(values, piece.name) ? values[piece.name] : undefined;
      if (value === undefined) return no(`{${piece.name}} has no value`);
      if ((typeof value === 'number') !== (piece.kind === 'number')) return no(`{${piece.name}} is ${WANTED[piece.kind]}`);
      if (typeof value === 'number' && (!Number.isSafeInteger(value) || value < 0))
        return no(`{${piece.name}} is ${WANTED.number}`);
      name += String(value);
    }
  }
  if (name === '.' || name === '..') return no(`${name} is no file name`);
  if (isTooLong(name)) return no(`the name would be longer than ${LONGEST_NAME} bytes`);
  const back = parseName(template, name);
  const lost = template.fields.find((field) => back === null || !Object.is(back[field.name], values[field.name]));
  if (lost !== undefined)
    return no(`${escapeText(name)} would not be read back as {${lost.name}} ${escapeText(String(values[lost.name]))}`);
  return { ok: true, value: name };
}

const WANTED: Readonly<Record<FieldKind, string>> = {
  text: 'text',
  number: 'a whole number from 0 to 9007199254740991',
  timestamp: 'a time as YYYYMMDD_HHMMSS',
};

/** The reading of a name by the most specific of several templates. */
export function parseByAny(
  templates: readonly Template[],
  name: PathText,
): { readonly template: Template; readonly values: Values } | null {
  for (const template of mostSpecificFirst(templates, (each) => each)) {
    const values = parseName(template, name);
    if (values !== null) return { template, values };
  }
  return null;
}

/** Rule 2, for anything that has a template. */
export function mostSpecificFirst<T>(things: readonly T[], templateOf: (thing: T) => Template): readonly T[] {
  return [...things].sort((a, b) => templateOf(b).literalLength - templateOf(a).literalLength);
}
