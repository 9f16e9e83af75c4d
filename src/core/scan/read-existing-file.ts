// Reads a text file that is to be changed: what it holds, or why it must be left alone.

import { isUtf8 } from 'node:buffer';
import { type BigIntStats, closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path/posix';
import { getegid, geteuid, platform } from 'node:process';
import { attempt } from '../disk/directory.ts';
import { factsOf } from '../disk/facts.ts';
import { extraOf } from '../disk/read-file-extras.ts';
import type { ExistingFile } from '../items/existing-file.ts';
import { errnoOf } from '../lib/errors.ts';
import { fsPath } from '../lib/path-text.ts';
import type { PathText } from '../types/primitives.ts';

const LARGEST_TEXT = 1 << 20;

/** Never follows a link, never waits on a FIFO. */
export function existingFile(path: PathText): ExistingFile {
  let descriptor: number;
  try {
    descriptor = openSync(fsPath(path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ENOENT') return { state: 'missing' };
    if (code === 'ELOOP') return { state: 'unusable', why: 'it is a symbolic link' };
    if (code === undefined) throw error;
    return { state: 'unusable', why: `it cannot be read (${code})` };
  }
  try {
    const stats = fstatSync(descriptor, { bigint: true });
    if (!stats.isFile()) return { state: 'unusable', why: 'it is not a regular file' };
    if (stats.size > LARGEST_TEXT) return { state: 'unusable', why: 'it is larger than 1 MiB' };
    const bytes = readFileSync(descriptor);
    if (!isUtf8(bytes)) return { state: 'unusable', why: 'it is not UTF-8' };
    return { state: 'text', text: bytes.toString('utf8'), facts: factsOf(stats), fixed: whyFixed(path, stats) };
  } finally {
    closeSync(descriptor);
  }
}

/** Of a file that was found already, at its absolute path: why it cannot be replaced by a new one that is the same to everybody. */
export function whyNotReplaced(path: PathText): string | null {
  const stats = attempt(() => lstatSync(fsPath(path), { bigint: true }));
  if (!stats.ok) return `it cannot be looked at (${stats.errno})`;
  return stats.value.isFile() ? whyFixed(path, stats.value) : null;
}

const SETGID = 0o2000n;
const PERMISSIONS = 0o777n;

/** What a new file in its place would change for others: it is made under our name, and in its folder's group where that says so. */
function whyFixed(path: PathText, { nlink, uid, gid, mode }: BigIntStats): string | null {
  if (nlink > 1n) return 'it has another name too (a hard link), which would keep the old text';
  if (geteuid !== undefined && uid !== BigInt(geteuid())) return 'it belongs to another user';
  const folder = statSync(fsPath(dirname(path)), { bigint: true });
  const takesFolders = platform === 'darwin' || (folder.mode & SETGID) !== 0n;
  const group = takesFolders || getegid === undefined ? folder.gid : BigInt(getegid());
  if (gid !== group) return 'it belongs to another group than a new file would';
  return extraOf(path, Number(mode & PERMISSIONS));
}
