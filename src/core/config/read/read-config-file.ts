// Reads a configuration file's text: only from a regular file, only UTF-8, never waiting, never more than a config can be.

import { isUtf8 } from 'node:buffer';
import { type BigIntStats, closeSync, constants, fstatSync, lstatSync, openSync, readSync, statSync } from 'node:fs';
import { configError, errnoOf, type OutputsError } from '../../lib/errors.ts';
import { escapeText } from '../../lib/escape.ts';
import { fsPath, textOfBytes } from '../../lib/path-text.ts';
import type { Owned } from '../../trust/speaker.ts';
import type { PathText } from '../../types/primitives.ts';

const LARGEST = 1024 * 1024;

/**
 * `believe` is told of the file itself and, where its name is a link, of the link, before a byte is read; it throws where they are not
 * to be believed. Throws config errors.
 */
export function readConfigFile(file: PathText, believe: (files: readonly Owned[]) => void): string {
  const bytes = readRegularFile(file, believe);
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    throw configError('the file begins with a byte order mark', { file, line: 1, column: 1 }, 'save it as UTF-8 without BOM');
  }
  if (!isUtf8(bytes)) throw notUtf8(file, bytes);
  return bytes.toString('utf8');
}

function readRegularFile(file: PathText, believe: (files: readonly Owned[]) => void): Buffer {
  const path = fsPath(file);
  let descriptor: number | undefined;
  try {
    // Looked at before it is opened: opening some devices does something (a tape rewinds).
    requireRegular(file, statSync(path, { bigint: true }));
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    const opened = fstatSync(descriptor, { bigint: true });
    requireRegular(file, opened);
    const named = lstatSync(path, { bigint: true });
    believe([owned(file, opened), ...(named.isSymbolicLink() ? [owned(file, named)] : [])]);
    return readAll(descriptor, file);
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === undefined) throw error;
    throw configError(`cannot read ${escapeText(file)}: ${errno === 'ENOENT' ? 'there is no such file (ENOENT)' : errno}`);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function requireRegular(file: PathText, { mode, size }: BigIntStats): void {
  const type = KINDS[Number(mode) & constants.S_IFMT];
  if (type !== undefined) throw configError(`${escapeText(file)} is ${type}, not a regular file`);
  if (size > LARGEST) throw tooLarge(file);
}

const KINDS: Readonly<Record<number, string>> = {
  [constants.S_IFDIR]: 'a directory',
  [constants.S_IFIFO]: 'a named pipe',
  [constants.S_IFSOCK]: 'a socket',
  [constants.S_IFCHR]: 'a device',
  [constants.S_IFBLK]: 'a device',
};

function owned(path: PathText, stats: BigIntStats): Owned {
  const mode = Number(stats.mode) & 0o7777;
  return { path, uid: Number(stats.uid), gid: Number(stats.gid), mode, isLink: stats.isSymbolicLink() };
}

/** Not by size: a file in /proc says 0, and a growing one says too little. */
function readAll(descriptor: number, file: PathText): Buffer {
  const buffer = Buffer.allocUnsafe(LARGEST + 1);
  let length = 0;
  for (;;) {
    const read = readSync(descriptor, buffer, length, buffer.length - length, null);
    length += read;
    if (length > LARGEST) throw tooLarge(file);
    if (read === 0) return buffer.subarray(0, length);
  }
}

function tooLarge(file: PathText): OutputsError {
  return configError(`${escapeText(file)} is larger than 1 MiB, which no configuration is`);
}

function notUtf8(file: PathText, bytes: Buffer): OutputsError {
  let [line, start] = [1, 0];
  let end = bytes.indexOf(NEWLINE);
  while (end !== -1 && isUtf8(bytes.subarray(start, end))) {
    line++;
    start = end + 1;
    end = bytes.indexOf(NEWLINE, start);
  }
  const text = textOfBytes(bytes.subarray(start, end === -1 ? bytes.length : end));
  const place = { file, line, column: text.search(NOT_UTF8) + 1 };
  return configError('the file is not UTF-8 text from here on', place, 'save it as UTF-8');
}

const NEWLINE = 0x0a;
/** How `PathText` holds a byte that is not UTF-8. */
const NOT_UTF8 = /(?<![\ud800-\udbff])[\udc80-\udcff]/;
