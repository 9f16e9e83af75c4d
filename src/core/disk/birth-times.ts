// Whether a file system tells when something was made, and means it. Overlay does not: a file of a lower layer gets a new birth time with
// the first rename, because it is copied up; its number stays.

import { readFileSync } from 'node:fs';
import { errnoOf } from '../lib/errors.ts';

let overlays: ReadonlySet<bigint> | undefined;

/** By `st_dev`. The mounts are read once. */
export function hasBirthTimes(dev: bigint): boolean {
  overlays ??= overlaysIn('/proc/self/mountinfo');
  return overlays.size === 0 || !overlays.has(dev);
}

/** proc(5): field 3 is `major:minor`, the type follows ` - `. */
function overlaysIn(file: string): ReadonlySet<bigint> {
  let text: string;
  try {
    text = readFileSync(file, 'latin1');
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return new Set();
  }
  return new Set(
    text.split('\n').flatMap((line) => {
      const [, major, minor] = /^\d+ \d+ (\d+):(\d+) .* - overlay /.exec(line) ?? [];
      return major === undefined || minor === undefined ? [] : [deviceOf(BigInt(major), BigInt(minor))];
    }),
  );
}

/** As Linux makes one number of two: the low 12 bits of major, the low 8 of minor, then the rest of each. */
function deviceOf(major: bigint, minor: bigint): bigint {
  return ((major & ~0xfffn) << 32n) | ((major & 0xfffn) << 8n) | ((minor & ~0xffn) << 12n) | (minor & 0xffn);
}
