// Counts what lies directly in one held folder: name after name, one lstat each, and numbers instead of objects. For overviews
// only: decisions need the exact facts of `stat-and-read.ts`.

import { constants, lstatSync, opendirSync, readdirSync, type Stats } from 'node:fs';
import { errnoOf } from '../lib/errors.ts';
import { textOfLatin1 } from '../lib/path-text.ts';
import type { PathText } from '../types/primitives.ts';
import { type Directory, here } from './directory.ts';

/** Added to as folders are counted. Times are milliseconds since 1970, and roughly. */
export interface FolderCounts {
  /** Names of what is no folder. */
  files: number;
  folders: number;
  /** What they hold, each inode once. Folders hold nothing by this. */
  bytes: number;
  /** What that takes on the disk, folders too: what `du` says. */
  allocatedBytes: number;
  /** Of `bytes` and `allocatedBytes`, what an earlier census has counted under other names. */
  knownBytes: number;
  knownAllocatedBytes: number;
  oldest: number;
  newest: number;
  /** Files last written before the moment that was asked for, and what they hold. */
  oldFiles: number;
  oldBytes: number;
}

export function noCounts(): FolderCounts {
  return {
    ...{ files: 0, folders: 0, bytes: 0, allocatedBytes: 0, knownBytes: 0, knownAllocatedBytes: 0 },
    ...{ oldest: Number.POSITIVE_INFINITY, newest: Number.NEGATIVE_INFINITY, oldFiles: 0, oldBytes: 0 },
  };
}

/** Says of an inode with several names whether it was met before: in this census, or only in an earlier one. */
export type Meet = (inode: number | bigint) => 'first' | 'earlier' | 'again';

export interface Counting {
  readonly counts: FolderCounts;
  /** Milliseconds since 1970: what is older counts as old. */
  readonly before: number;
  readonly meet: Meet;
  /** Told of a name that could not be looked at. */
  readonly report: (name: PathText, errno: string) => void;
  /** Told every few milliseconds. */
  readonly progress: () => void;
}

/** A folder that was seen. It is not counted yet: it may be the place of another census. */
export interface Subfolder {
  readonly name: PathText;
  readonly allocatedBytes: number;
}

const FILES_A_REPORT = 2000;
/** What a folder itself takes when it has some 200,000 names: 20 bytes a name in memory, more on disks. */
const HUGE = 4_000_000n;
/** Few, because Node takes them from the front of a list. */
const NAMES_AT_ONCE = 32;
const ASCII = /^[\u0000-\u007f]*$/;
const BLOCK = 512;
const { S_IFMT, S_IFDIR } = constants;
/** What has gone since its name was read is not there. */
const IF_THERE = { throwIfNoEntry: false } as const;

/** The folders in it. Throws what hinders the reading of its names; what was read by then is counted. */
export function countFolder(directory: Directory, counting: Counting): readonly Subfolder[] {
  const { counts, before, report, progress } = counting;
  const names = directory.facts.size < HUGE ? readdirSync(here(directory), 'latin1') : namesOneByOne(directory);
  // Good for every name, since no other directory is asked for meanwhile. In the working directory a bare name is the fastest.
  const reached = directory.engine.reach(directory);
  const way = reached === './' ? '' : reached;
  const folders: Subfolder[] = [];
  for (const name of names) {
    let stats: Stats | undefined;
    try {
      // A name that is not ASCII has one character a byte.
      stats = lstatSync(ASCII.test(name) ? way + name : Buffer.from(way + name, 'latin1'), IF_THERE);
    } catch (error) {
      const errno = errnoOf(error);
      if (errno === undefined) throw error;
      report(textOfLatin1(name), errno);
      continue;
    }
    if (stats === undefined) continue;
    if ((stats.mode & S_IFMT) === S_IFDIR) {
      folders.push({ name: textOfLatin1(name), allocatedBytes: stats.blocks * BLOCK });
      continue;
    }
    const { size, mtimeMs, blocks } = stats;
    if (++counts.files % FILES_A_REPORT === 0) progress();
    if (mtimeMs > counts.newest) counts.newest = mtimeMs;
    if (mtimeMs < counts.oldest) counts.oldest = mtimeMs;
    if (mtimeMs < before) counts.oldFiles++;
    if (stats.nlink > 1 && wasMet(stats, way + name, counting)) continue;
    counts.bytes += size;
    counts.allocatedBytes += blocks * BLOCK;
    if (mtimeMs < before) counts.oldBytes += size;
  }
  return folders;
}

/**
 * For a folder of a million names, which would take 120 MB. Not for every folder: where a filesystem tells no types, Node asks for them, by
 * a name that it takes for UTF-8, and forgets a whole batch over one that it does not find.
 */
function* namesOneByOne(directory: Directory): Generator<string> {
  const folder = opendirSync(here(directory), { encoding: 'latin1', bufferSize: NAMES_AT_ONCE });
  try {
    for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) yield entry.name;
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    throw Object.assign(new Error('EILSEQ: a name got lost'), { code: 'EILSEQ', syscall: 'readdir' });
  } finally {
    folder.closeSync();
  }
}

/** Whether this census has counted the inode already. */
function wasMet({ ino, size, blocks }: Stats, path: string, { counts, meet }: Counting): boolean {
  const met = meet(Number.isSafeInteger(ino) ? ino : (exactInode(path) ?? ino));
  if (met === 'earlier') {
    counts.knownBytes += size;
    counts.knownAllocatedBytes += blocks * BLOCK;
  }
  return met === 'again';
}

/** Overlay and some network filesystems use all 64 bits, which a number does not hold. */
function exactInode(path: string): bigint | undefined {
  return lstatSync(Buffer.from(path, 'latin1'), { bigint: true, throwIfNoEntry: false })?.ino;
}
