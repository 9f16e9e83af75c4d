// Where other filesystems are mounted. Renaming a folder that holds a mount succeeds and drags the mount along, so it is asked first.

import { readFileSync } from 'node:fs';
import { errnoOf } from '../errors.ts';
import { textOfLatin1 } from '../path-text.ts';
import type { PathText } from '../types.ts';

/** Every mount point, as proc(5) `mountinfo` field 5 says it; empty where the system does not tell (`st_dev` must do there). */
export function mountPoints(file: PathText = '/proc/self/mountinfo'): PathText[] {
  let text: string;
  try {
    text = readFileSync(file, 'latin1');
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return [];
  }
  return text.split('\n').flatMap((line) => {
    const field = line.split(' ')[4];
    return field === undefined ? [] : [textOfLatin1(unescapeOctal(field))];
  });
}

/** Whether something is mounted on `path` (absolute, real) or anywhere below it. */
export function hasMountAt(path: PathText, points: readonly PathText[]): boolean {
  return points.some((point) => point === path || point.startsWith(`${path}/`));
}

/** The kernel writes space, tab, newline and backslash as `\040` and so on. */
function unescapeOctal(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
