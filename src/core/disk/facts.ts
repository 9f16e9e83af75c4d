// What one object is, and whether two looks at the disk saw the same one.

import { type BigIntStats, constants } from 'node:fs';
import type { Facts, Identity, ObjectType } from '../types/items.ts';
import { hasBirthTimes } from './birth-times.ts';

const PERMISSIONS = 0o7777;

/** From `lstat` or `fstat` with `{ bigint: true }`. `mode` is the permission bits alone. */
export function factsOf(stats: BigIntStats): Facts {
  const mode = Number(stats.mode);
  const dev = sameAsLast(stats.dev);
  const { mtimeNs, ctimeNs, birthtimeNs, nlink } = stats;
  const size = sameSizeAsLast(stats.size);
  return {
    type: typeOf(mode),
    dev,
    ino: stats.ino,
    size,
    blocks: Number(stats.blocks),
    mtimeNs,
    ctimeNs: ctimeNs === mtimeNs ? mtimeNs : ctimeNs,
    birthtimeNs: !hasBirthTimes(dev) ? 0n : birthtimeNs === ctimeNs ? ctimeNs : birthtimeNs,
    nlink: nlink === 1n ? 1n : nlink,
    mode: mode & PERMISSIONS,
    uid: Number(stats.uid),
  };
}

let lastDevice = 0n;
let lastSize = 0n;

/** Every BigInt that Node makes is 24 bytes of its own, though a hundred thousand say the same. */
function sameAsLast(device: bigint): bigint {
  if (device !== lastDevice) lastDevice = device;
  return lastDevice;
}

/** Checkpoints of one model are nearly always as long as each other. */
function sameSizeAsLast(size: bigint): bigint {
  if (size !== lastSize) lastSize = size;
  return lastSize;
}

/** Not `stats.isFile()`, which makes four BigInts to say it. */
export function typeOf(mode: number): ObjectType {
  switch (mode & constants.S_IFMT) {
    case constants.S_IFREG:
      return 'file';
    case constants.S_IFDIR:
      return 'directory';
    case constants.S_IFLNK:
      return 'link';
    default:
      return 'other';
  }
}

type WhichInode = Pick<Identity, 'type' | 'dev' | 'ino' | 'birthtimeNs'>;

/**
 * The same object, whatever was written to it since. Birth time, because ext4 gives a deleted object's number to the next one at
 * once; Linux answers 0 where a filesystem records none.
 */
export function sameInode(a: WhichInode, b: WhichInode): boolean {
  return a.dev === b.dev && a.ino === b.ino && a.type === b.type && a.birthtimeNs === b.birthtimeNs;
}

/** The same object with the same content, as far as times tell. For looks before and after a rename of ours, which changes ctime. */
export function sameContent(a: Identity, b: Identity): boolean {
  return sameInode(a, b) && a.size === b.size && a.mtimeNs === b.mtimeNs;
}

/** Nothing at all happened to it: for the look just before it is moved or removed. */
export function sameObject(a: Identity, b: Identity): boolean {
  return sameContent(a, b) && a.ctimeNs === b.ctimeNs;
}
