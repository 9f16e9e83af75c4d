// Where other filesystems are mounted. Renaming a folder that holds a mount succeeds and drags the mount along, so it is asked first.

import { readFileSync } from 'node:fs';
import { errnoOf } from '../lib/errors.ts';
import { textOfLatin1 } from '../lib/path-text.ts';
import type { PathText } from '../types/primitives.ts';
import { type Directory, mountOf } from './directory.ts';

/** Every mount point, as proc(5) `mountinfo` field 5 says it; empty where the system does not tell (`st_dev` must do there). */
export function mountPoints(file: PathText = '/proc/self/mountinfo'): PathText[] {
  return superblocks(file).map(({ point }) => point);
}

export interface MountPoint {
  readonly point: PathText;
  /** `254:0`: the filesystem itself, whatever `st_dev` its parts have. */
  readonly superblock: string;
}

/** Every mount in the order they were made: of two at one point, the later covers the earlier. */
export function superblocks(file: PathText = '/proc/self/mountinfo'): readonly MountPoint[] {
  const text = textOf(file);
  if (text !== last.text) last = { text, points: pointsIn(text) };
  return last.points;
}

/** It is asked before each of a thousand renames, and is nearly always the same: reading is a third of taking it apart. */
let last: { readonly text: string; readonly points: readonly MountPoint[] } = { text: '', points: [] };

function pointsIn(text: string): MountPoint[] {
  return text.split('\n').flatMap((line) => {
    const [, , superblock, , point] = line.split(' ');
    return superblock === undefined || point === undefined ? [] : [{ superblock, point: textOfLatin1(unescapeOctal(point)) }];
  });
}

/** Of the mount that `path` (absolute, real) lies on. */
export function superblockOf(path: PathText, points: readonly MountPoint[]): string | undefined {
  const above = points.filter(({ point }) => point === '/' || path === point || path.startsWith(`${point}/`));
  const longest = Math.max(...above.map(({ point }) => point.length));
  return above.findLast(({ point }) => point.length === longest)?.superblock;
}

/** Linux's `st_dev` as `major:minor`. */
export function deviceText(dev: bigint): string {
  const major = ((dev >> 8n) & 0xfffn) | ((dev >> 32n) & ~0xfffn);
  const minor = (dev & 0xffn) | ((dev >> 12n) & ~0xffn);
  return `${major}:${minor}`;
}

/** Whether something is mounted on `path` (absolute, real) or anywhere below it. */
export function hasMountAt(path: PathText, points: readonly PathText[]): boolean {
  return points.some((point) => point === path || point.startsWith(`${path}/`));
}

/** NFS mounted so that locks are kept to one machine: flock(2) succeeds there, and means nothing to the others. */
export function hasOnlyLocalLocks(directory: Directory, file: PathText = '/proc/self/mountinfo'): boolean {
  const id = mountOf(directory);
  const lines = textOf(file).split('\n');
  const line = lines.find((candidate) => candidate.startsWith(`${id} `));
  const [type = '', , options = ''] = line?.split(' - ')[1]?.split(' ') ?? [];
  return type.startsWith('nfs') && /(?:^|,)(?:nolock|local_lock=(?:all|flock))(?:,|$)/.test(options);
}

function textOf(file: PathText): string {
  try {
    return readFileSync(file, 'latin1');
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return '';
  }
}

/** The kernel writes space, tab, newline and backslash as `\040` and so on. */
function unescapeOctal(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
