// Reads pieces of one regular file that is held open, and tells whether it stayed the same meanwhile.

import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { Facts } from '../types/items.ts';
import type { PathText } from '../types/primitives.ts';
import { at, type Directory } from './directory.ts';
import { factsOf } from './facts.ts';

/** O_NONBLOCK, so that a pipe in its place cannot hold us up. */
const TO_READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

export interface HeldFile {
  readonly size: number;
  /** Fewer bytes than asked for only at the end. */
  readonly read: (offset: number, length: number) => Uint8Array;
  /** As it is now. */
  readonly facts: () => Facts;
  /** Whether all of it was read at once, if at all: then what was read is of one moment, just after it was opened. */
  readonly isOneMoment: () => boolean;
}

/** Throws ELOOP for a link, ENOENT where nothing is, EINVAL for anything that is no regular file. */
export function withFile<T>(directory: Directory, name: PathText, use: (file: HeldFile, facts: Facts) => T): T {
  const { file, facts, close } = holdFile(directory, name);
  try {
    return use(file, facts);
  } finally {
    close();
  }
}

/** The same for what takes so long that signals must be heard meanwhile. `close` once. */
export function holdFile(
  directory: Directory,
  name: PathText,
): { readonly file: HeldFile; readonly facts: Facts; readonly close: () => void } {
  const descriptor = openSync(at(directory, name), TO_READ);
  const close = () => closeSync(descriptor);
  try {
    const facts = factsOf(fstatSync(descriptor, AS_BIGINT));
    if (facts.type !== 'file') throw Object.assign(new Error('EINVAL: not a file'), { code: 'EINVAL', syscall: 'read' });
    return { file: heldFile(descriptor, Number(facts.size)), facts, close };
  } catch (error) {
    close();
    throw error;
  }
}

const AS_BIGINT = { bigint: true } as const;

/** What a disk hands over at once anyway. */
const PAGE = 4096;

/** The first page and the last are read whole, and once: there is what formats say of themselves, in many small pieces. */
function heldFile(descriptor: number, size: number): HeldFile {
  let reads = 0;
  let first: Uint8Array | undefined;
  let last: Uint8Array | undefined;
  const bytesOf = (offset: number, length: number): Uint8Array => {
    // Not `alloc`: what is not read is cut off again, and small ones come out of one piece of memory.
    const bytes = Buffer.allocUnsafe(length);
    let read = 0;
    for (let got = -1; got !== 0 && read < length; read += got, reads++)
      got = readSync(descriptor, bytes, read, length - read, offset + read);
    return part(bytes, 0, read);
  };
  return {
    size,
    read: (offset, length) => {
      const end = Math.min(offset + length, size);
      if (end <= PAGE && offset >= 0) {
        first ??= bytesOf(0, Math.min(PAGE, size));
        return part(first, offset, end);
      }
      const lastAt = Math.max(0, size - PAGE);
      if (offset >= lastAt) {
        last ??= bytesOf(lastAt, size - lastAt);
        return part(last, offset - lastAt, Math.max(0, end - lastAt));
      }
      return bytesOf(offset, Math.max(0, end - offset));
    },
    facts: () => factsOf(fstatSync(descriptor, AS_BIGINT)),
    isOneMoment: () => reads <= 1 && size <= PAGE,
  };
}

/** The bytes themselves where all of them are meant: a view costs as much as reading a page. */
function part(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return start === 0 && end >= bytes.length ? bytes : bytes.subarray(start, end);
}
