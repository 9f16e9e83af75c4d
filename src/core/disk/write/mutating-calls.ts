// Every call with which this program changes a disk; the only file that may import them. Nothing here copies, truncates, changes
// modes or owners, or removes more than one name. Each takes a held directory and a single name in it, and throws the errno.

import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  symlinkSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { getegid, geteuid, platform, umask } from 'node:process';
import { fsPath } from '../../lib/path-text.ts';
import { groupBitsIn, type Maker } from '../../trust/shared-trash.ts';
import type { Facts } from '../../types/items.ts';
import type { PathText } from '../../types/primitives.ts';
import { accessOf } from '../access.ts';
import { at, atBoth, type Directory, here } from '../directory.ts';
import { factsOf } from '../facts.ts';

/** EEXIST for anything of that name, a dangling link included. */
const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/** As the umask says, but for the bits of a group that shares `parent`. */
export function makeDirectory(parent: Directory, name: PathText): void {
  forGroup(parent, () => mkdirSync(at(parent, name)));
}

/** A new, empty file, likewise. */
export function createOrdinary(parent: Directory, name: PathText): NewFile {
  return forGroup(parent, () => createFile(parent, name, 0o666, 'as-umask-says'));
}

/** A member's umask of 022 would shut colleagues out of what is everybody's, and nothing here may chmod afterwards. Default ACLs go on to count. */
function forGroup<T>(parent: Directory, make: () => T): T {
  const bits = groupBitsIn(accessOf(parent), maker());
  if (bits === 0) return make();
  const mask = umask(0);
  umask(mask & ~bits);
  try {
    return make();
  } finally {
    umask(mask);
  }
}

/** With these permission bits whatever the umask, since nothing here may chmod afterwards. */
export function makeDirectoryExactly(parent: Directory, name: PathText, mode: number): void {
  const path = at(parent, name);
  exactly(() => mkdirSync(path, { mode }));
}

function exactly<T>(make: () => T): T {
  const before = umask(0);
  try {
    return make();
  } finally {
    umask(before);
  }
}

/** Empty ones only: ENOTEMPTY otherwise. */
export function removeDirectory(parent: Directory, name: PathText): void {
  rmdirSync(at(parent, name));
}

export function removeName(parent: Directory, name: PathText): void {
  unlinkSync(at(parent, name));
}

/** In the working directory, which is a held one (`enter`): a relative name costs two thirds of one below `/proc/self/fd`. */
export function removeHere(name: string | Buffer): void {
  unlinkSync(name);
}

/** Replaces a file or an empty directory of the new name without a word; the callers say why that cannot happen to them. */
export function rename(from: Directory, name: PathText, to: Directory, newName: PathText): void {
  renameSync(...atBoth(from, name, to, newName));
}

/** The one way to give a name only if it is free: EEXIST otherwise. Not for directories. */
export function addName(from: Directory, name: PathText, to: Directory, newName: PathText): void {
  linkSync(...atBoth(from, name, to, newName));
}

/** A new symbolic link. EEXIST for anything of that name. */
export function makeLink(parent: Directory, name: PathText, target: PathText): void {
  symlinkSync(fsPath(target), at(parent, name));
}

export interface NewFile {
  readonly descriptor: number;
  readonly facts: Facts;
}

/** A new, empty file. `exactly` gives these permission bits whatever the umask, since nothing here may chmod afterwards. */
export function createFile(parent: Directory, name: PathText, mode: number, how: 'as-umask-says' | 'exactly'): NewFile {
  const path = at(parent, name);
  const open = () => openSync(path, NEW_FILE, mode);
  const descriptor = how === 'exactly' ? exactly(open) : open();
  return { descriptor, facts: factsOf(fstatSync(descriptor, { bigint: true })) };
}

/** For adding at the end, made where it is missing. O_NONBLOCK, so that a pipe in its place cannot hold us up. */
const LOG = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** A regular file with no other name, or EINVAL. A new one gets exactly these permission bits. */
export function openLog(parent: Directory, name: PathText, mode: number): NewFile {
  const path = at(parent, name);
  const descriptor = exactly(() => openSync(path, LOG, mode));
  const facts = factsOf(fstatSync(descriptor, { bigint: true }));
  if (facts.type === 'file' && facts.nlink === 1n) return { descriptor, facts };
  closeSync(descriptor);
  throw Object.assign(new Error('EINVAL: not a file of ours'), { code: 'EINVAL', syscall: 'open' });
}

/** All of it: a full disk writes the first half and says so only by the count. */
export function write(file: NewFile, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file.descriptor, bytes, at);
}

export function syncFile(file: NewFile): void {
  fsyncSync(file.descriptor);
}

export function closeFile(file: NewFile): void {
  closeSync(file.descriptor);
}

/** Makes the names in a directory survive a power cut. */
export function syncDirectory(directory: Directory): void {
  const descriptor = openSync(here(directory), constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Whose files we make. */
export function maker(): Maker {
  return { euid: geteuid?.() ?? -1, egid: getegid?.() ?? -1, takesGroup: platform === 'darwin' };
}
