// Looks at what is in a held directory, without following, waking or changing anything.

import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readlinkSync, readSync, statSync } from 'node:fs';
import { platform } from 'node:os';
import { byCodePoint } from '../lib/code-point-order.ts';
import { errnoOf } from '../lib/errors.ts';
import { textOfBytes, textOfLatin1 } from '../lib/path-text.ts';
import type { Facts } from '../types/items.ts';
import type { PathText } from '../types/primitives.ts';
import { at, type Directory, here } from './directory.ts';
import { factsOf } from './facts.ts';
import { O_PATH } from './proc-engine.ts';

/**
 * The names in a directory, by code point. All or an error: libuv reads to the end before it answers. `latin1` keeps every
 * byte apart; as UTF-8, two names would become one. Types are not asked for here, because Node would look them up by a lossy name.
 */
export function namesIn(directory: Directory): PathText[] {
  return readdirSync(here(directory), { encoding: 'latin1' }).map(textOfLatin1).sort(byCodePoint);
}

/** How many names `namesIn` would give, without making them. */
export function countNames(directory: Directory): number {
  return readdirSync(here(directory), { encoding: 'latin1' }).length;
}

/** Null where there is nothing of that name. */
export function factsAt(directory: Directory, name: PathText): Facts | null {
  try {
    return factsOf(lstatSync(at(directory, name), AS_BIGINT));
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}

const AS_BIGINT = { bigint: true } as const;

/** What a link finally leads to, or null where it leads nowhere that we can see (dangling, a loop, no permission). */
export function targetOf(directory: Directory, name: PathText): Facts | null {
  try {
    return factsOf(statSync(at(directory, name), { bigint: true }));
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return null;
  }
}

/** What is written in a link. */
export function linkText(directory: Directory, name: PathText): PathText {
  return textOfBytes(readlinkSync(at(directory, name), { encoding: 'buffer' }));
}

/** O_NONBLOCK, because a pipe can take the place of the file that was just looked at. */
const TO_READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** The bytes of a regular file, at most `most` of them; null where nothing of that name is. Throws ELOOP for a link, EINVAL for anything else. */
export function bytesAt(directory: Directory, name: PathText, most: number = Number.POSITIVE_INFINITY): Buffer | null {
  return readFileAt(directory, name, (descriptor, size) => bytesFrom(descriptor, 0, Math.min(size, most)));
}

/** Its last `most` bytes, likewise. */
export function lastBytesAt(directory: Directory, name: PathText, most: number): Buffer | null {
  return readFileAt(directory, name, (descriptor, size) => {
    const start = Math.max(0, size - most);
    return bytesFrom(descriptor, start, size - start);
  });
}

/**
 * Lets `read` read a regular file that is held open; null where nothing of that name is. What is no regular file is not opened: that could
 * wait for somebody (a pipe) or act (a device).
 */
export function readFileAt<T>(
  directory: Directory,
  name: PathText,
  read: (descriptor: number, size: number, facts: Facts) => T,
): T | null {
  const seen = factsAt(directory, name);
  if (seen === null) return null;
  if (seen.type !== 'file') throw notAFile(seen.type === 'link' ? 'ELOOP' : 'EINVAL');
  let descriptor: number;
  try {
    descriptor = openSync(at(directory, name), TO_READ);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
  try {
    const facts = factsOf(fstatSync(descriptor, { bigint: true }));
    if (facts.type !== 'file') throw notAFile('EINVAL');
    return read(descriptor, Number(facts.size), facts);
  } finally {
    closeSync(descriptor);
  }
}

function notAFile(code: string): Error {
  return Object.assign(new Error(`${code}: not a file`), { code, syscall: 'read' });
}

/** Fewer where the file ends before. */
export function bytesFrom(descriptor: number, start: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let read = 0;
  for (let got = -1; got !== 0 && read < bytes.length; read += got)
    got = readSync(descriptor, bytes, read, bytes.length - read, start + read);
  return bytes.subarray(0, read);
}

/** One object held so that its inode number cannot be given to another meanwhile. Let go with `unpin`. */
export interface Pin {
  readonly descriptor: number | null;
  readonly facts: Facts;
}

/** Null where there is nothing of that name. Without O_PATH (not on Linux) it is only looked at. */
export function pin(directory: Directory, name: PathText): Pin | null {
  if (platform() !== 'linux') {
    const facts = factsAt(directory, name);
    return facts && { descriptor: null, facts };
  }
  try {
    const descriptor = openSync(at(directory, name), O_PATH | constants.O_NOFOLLOW);
    return { descriptor, facts: factsOf(fstatSync(descriptor, { bigint: true })) };
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}

export function unpin(held: Pin): void {
  if (held.descriptor !== null) closeSync(held.descriptor);
}
