// Looks at who owns a held directory, or what is in one, and who may write to it.

import { accessSync, type BigIntStats, constants, lstatSync, statSync } from 'node:fs';
import type { Access } from '../trust/access.ts';
import type { PathText } from '../types/primitives.ts';
import { at, attempt, type Directory, here } from './directory.ts';

const PERMISSIONS = 0o7777;

export function accessOf(directory: Directory): Access {
  return accessIn(statSync(here(directory), { bigint: true }));
}

/** Of a link itself, not of what it leads to. */
export function accessAt(directory: Directory, name: PathText): Access {
  return accessIn(lstatSync(at(directory, name), { bigint: true }));
}

function accessIn(stats: BigIntStats): Access {
  return {
    uid: Number(stats.uid),
    gid: Number(stats.gid),
    mode: Number(stats.mode) & PERMISSIONS,
    isLink: stats.isSymbolicLink(),
  };
}

/** Whether the system lets us change names in this folder. Not for links. */
export function mayChange(directory: Directory, name: PathText): boolean {
  return attempt(() => accessSync(at(directory, name), constants.W_OK | constants.X_OK)).ok;
}
