// Tells whether the bytes of a git index are whole. Git compares their checksum only in `git fsck`: from an index that is cut off or has
// a wrong byte it lists other names, or fewer, without a word. Pure.

import { createHash } from 'node:crypto';
import type { ObjectFormat } from '../empty-repository.ts';

const HEADER = 12;
const CHECKSUM: Readonly<Record<ObjectFormat, number>> = { sha1: 20, sha256: 32 };
/** The parts of an index end with fewer zeros than that. A tail that never reached the disk is nothing else. */
const UNWRITTEN = 64;

export function isWholeIndex(bytes: Buffer, format: ObjectFormat): boolean {
  const end = bytes.length - CHECKSUM[format];
  if (end < HEADER || bytes.toString('latin1', 0, 4) !== 'DIRC') return false;
  const [body, checksum] = [bytes.subarray(0, end), bytes.subarray(end)];
  // `index.skipHash` writes zeros.
  if (checksum.every((byte) => byte === 0)) return body.subarray(-UNWRITTEN).some((byte) => byte !== 0);
  return createHash(format).update(body).digest().equals(checksum);
}

/** Whether an index says that a part of it lies in the file of this name (`sharedindex.HASH`, a split index). */
export function isPartOfIndex(name: string, bytes: Buffer): boolean {
  const [, hash] = /^sharedindex\.([0-9a-f]{40}|[0-9a-f]{64})$/.exec(name) ?? [];
  return hash !== undefined && bytes.includes(Buffer.from(hash, 'hex'));
}
