// Decides what one line of a journal is: a JSON object, a space, the first 16 hex digits of its SHA-256, a newline.
// Any line that was cut short or altered is known for it. Every number that may pass 2^53 is text.

import { utf8Text } from '../lib/path-text.ts';
import { sha256Hex } from '../lib/sha256.ts';

const DIGEST_DIGITS = 16;
const NEWLINE = 10;

/** With its digest and newline. Bigints become text; a byte that is not UTF-8 is an escape of its own in JSON. */
export function journalLine(object: object): string {
  return digested(jsonOf(object));
}

export function jsonOf(object: object): string {
  return JSON.stringify(object, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}

/** The same of what is JSON already. */
export function digested(json: string): string {
  return `${json} ${digestOf(json)}\n`;
}

export type JournalFields = Readonly<Record<string, unknown>>;

/** Line by line; null for one that is cut short, altered, or no object. */
export function* readLines(bytes: Uint8Array): Generator<JournalFields | null> {
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(NEWLINE, start);
    yield end === -1 ? null : fieldsOf(bytes.subarray(start, end));
    start = end === -1 ? bytes.length : end + 1;
  }
}

/** What a file holds, piece by piece: a journal of a million objects need not be in memory at once. */
export type JournalBytes = Iterable<Uint8Array>;

/** The first line holds argv, of which Linux allows 6 MB, and the sections; every other one a path, at most 4096 bytes, each of them six characters. */
export const LONGEST_LINE: number = 16 << 20;

/** Each with its newline; the last may lack it. Throws `Unbelievable` of a line that is longer than any of ours, as a hole in a file is. */
export function* wholeLines(pieces: JournalBytes): Generator<Uint8Array> {
  let begun: Uint8Array[] = [];
  let length = 0;
  for (const piece of pieces) {
    let start = 0;
    for (let end = piece.indexOf(NEWLINE); end !== -1; end = piece.indexOf(NEWLINE, start)) {
      const last = piece.subarray(start, end + 1);
      yield begun.length === 0 ? last : Buffer.concat([...begun, last]);
      [begun, length, start] = [[], 0, end + 1];
    }
    const rest = piece.subarray(start);
    length += rest.length;
    if (length > LONGEST_LINE) throw damaged('a line is too long');
    if (rest.length > 0) begun.push(rest);
  }
  if (begun.length > 0) yield Buffer.concat(begun);
}

/** Of a line with its newline; null for one that is cut short, altered, or no object. */
export function fieldsIn(line: Uint8Array): JournalFields | null {
  return line.at(-1) === NEWLINE ? fieldsOf(line.subarray(0, -1)) : null;
}

function fieldsOf(line: Uint8Array): JournalFields | null {
  const text = line.length < DIGEST_DIGITS + 3 ? null : utf8Text(line);
  if (text === null) return null;
  const json = text.slice(0, -DIGEST_DIGITS - 1);
  if (text.slice(-DIGEST_DIGITS - 1) !== ` ${digestOf(json)}`) return null;
  return objectOf(json);
}

/** A good digest over nonsense was put there on purpose. */
function objectOf(json: string): JournalFields | null {
  try {
    const value: unknown = JSON.parse(json);
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}

function digestOf(json: string): string {
  return sha256Hex(json).slice(0, DIGEST_DIGITS);
}

/** Where the line that starts at `start` ends: behind its newline, or 0 where it has none. */
export function journalLineEnd(bytes: Uint8Array, start: number): number {
  return bytes.indexOf(NEWLINE, start) + 1;
}

/** Why a journal cannot be believed, as a clause to put after its name. */
export class Unbelievable extends Error {}

export function damaged(what: string): Unbelievable {
  return new Unbelievable(`is damaged: ${what}`);
}

export function isFields(value: unknown): value is JournalFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function textOf(value: unknown): string {
  if (typeof value !== 'string') throw damaged('a text is none');
  return value;
}

export function stringIn(fields: JournalFields, key: string): string {
  return textOf(fields[key]);
}

export function listIn(fields: JournalFields, key: string): readonly unknown[] {
  const value = fields[key];
  if (!Array.isArray(value)) throw damaged(`it has no ${key}`);
  return value;
}

export function numberIn(fields: JournalFields, key: string): number {
  const value = fields[key];
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw damaged(`it has no ${key}`);
  return value;
}

export function bigintIn(fields: JournalFields, key: string): bigint {
  const value = fields[key];
  if (typeof value !== 'string' || !/^-?\d{1,40}$/.test(value)) throw damaged(`it has no ${key}`);
  return BigInt(value);
}

/** What `Date` can say, in nanoseconds. */
const LAST_INSTANT = 8_640_000_000_000_000n * 1_000_000n;

/** A time that is printed and reckoned with. */
export function isInstant(value: bigint): boolean {
  return value >= -LAST_INSTANT && value <= LAST_INSTANT;
}

export function instantIn(fields: JournalFields, key: string): bigint {
  const value = bigintIn(fields, key);
  if (!isInstant(value)) throw damaged(`it has no ${key}`);
  return value;
}
