// Decides whether an HDF5 file was closed and has the length that it records. Superblock: HDF5 File Format Specification 3.0, II.A.

import type { Inspection } from '../types/checkpoints.ts';
import { type ByteSource, exactly, startsWith, u64, viewOf } from './byte-source.ts';
import { complete, incomplete, unknown } from './inspection-result.ts';

const SIGNATURE: readonly number[] = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
const SUPERBLOCK_SIZE = 100;
/** A user block may come first; its size is a power of two from 512. Larger blocks than these are not known in practice. */
const STARTS: readonly number[] = [0, 512, 1024, 2048];

/** The offset of the superblock, or null without one. */
export function hdf5Start(source: ByteSource): number | null {
  const isStart = (at: number): boolean => startsWith(exactly(source, at, SIGNATURE.length) ?? new Uint8Array(), SIGNATURE);
  return STARTS.find(isStart) ?? null;
}

interface Superblock {
  readonly base: number;
  readonly end: number;
  readonly openForWriting: boolean;
}

export function inspectHdf5(source: ByteSource): Inspection {
  const start = hdf5Start(source);
  if (start === null) return unknown('hdf5', 'its superblock cannot be found');
  const superblock = superblockAt(source, start);
  if (superblock === 'short') return incomplete('hdf5', 'its superblock is cut off');
  if (superblock === null) return unknown('hdf5', 'its superblock is of a version that we do not know');
  const { base, end, openForWriting } = superblock;
  // The library counts the end from the start of the file; the specification from the base, where a user block comes first.
  const says = base + end === source.size ? source.size : end;
  if (says > source.size) return incomplete('hdf5', `it has ${source.size} of its ${says} bytes`);
  if (openForWriting) return incomplete('hdf5', 'it was not closed after writing');
  if (says < source.size) return unknown('hdf5', `it should end after ${says} bytes and has ${source.size}`);
  return complete('hdf5', 'closed, and as long as it says');
}

function superblockAt(source: ByteSource, start: number): Superblock | 'short' | null {
  const bytes = source.read(start, SUPERBLOCK_SIZE);
  const version = bytes[8];
  if (version === undefined) return 'short';
  if (version > 3) return null;
  const isOld = version < 2;
  const offsetSize = bytes[isOld ? 13 : 9];
  if (offsetSize === undefined) return 'short';
  if (offsetSize !== 8) return null;
  const flagsAt = isOld ? 20 : 11;
  const baseAt = version === 0 ? 24 : version === 1 ? 28 : 12;
  const endAt = baseAt + 16;
  if (bytes.length < endAt + 8) return 'short';
  const view = viewOf(bytes);
  // Bit 0 says open for writing, bit 2 that a single writer is at work with readers (SWMR).
  return { base: u64(view, baseAt), end: u64(view, endAt), openForWriting: ((bytes[flagsAt] ?? 0) & 5) !== 0 };
}
