// Reads pieces of one regular file that is held open, and tells whether it stayed the same meanwhile.

import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { Facts, PathText } from '../types.ts';
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
}

/** Throws ELOOP for a link, ENOENT where nothing is, EINVAL for anything that is no regular file. */
export function withFile<T>(directory: Directory, name: PathText, use: (file: HeldFile, facts: Facts) => T): T {
  const descriptor = openSync(at(directory, name), TO_READ);
  try {
    const facts = (): Facts => factsOf(fstatSync(descriptor, { bigint: true }));
    const before = facts();
    if (before.type !== 'file') throw Object.assign(new Error('EINVAL: not a file'), { code: 'EINVAL', syscall: 'read' });
    const size = Number(before.size);
    return use({ size, facts, read: readerOf(descriptor, size) }, before);
  } finally {
    closeSync(descriptor);
  }
}

/** What a disk hands over at once anyway. */
const PAGE = 4096;

/** The first page and the last are read whole, and once: there is what formats say of themselves, in many small pieces. */
function readerOf(descriptor: number, size: number): HeldFile['read'] {
  const lastAt = Math.max(0, size - PAGE);
  let first: Uint8Array | undefined;
  let last: Uint8Array | undefined;
  return (offset, length) => {
    const end = Math.min(offset + length, size);
    if (end <= PAGE && offset >= 0) {
      first ??= bytesOf(descriptor, 0, Math.min(PAGE, size));
      return first.subarray(offset, end);
    }
    if (offset >= lastAt) {
      last ??= bytesOf(descriptor, lastAt, size - lastAt);
      return last.subarray(offset - lastAt, Math.max(0, end - lastAt));
    }
    return bytesOf(descriptor, offset, Math.max(0, end - offset));
  };
}

function bytesOf(descriptor: number, offset: number, length: number): Uint8Array {
  const bytes = Buffer.alloc(length);
  let read = 0;
  for (let got = -1; got !== 0 && read < length; read += got)
    got = readSync(descriptor, bytes, read, length - read, offset + read);
  return bytes.subarray(0, read);
}
