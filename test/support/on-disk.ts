// What files and folders take on the disk, as `du` counts it: an inode once.

import { execFileSync } from 'node:child_process';
import { bytesText } from '../../src/core/lib/amounts.ts';

export function bytesOnDisk(...paths: readonly string[]): number {
  const lines = execFileSync('du', ['-cs', '--block-size=1', '--', ...paths], { encoding: 'utf8' })
    .trim()
    .split('\n');
  return Number.parseInt(lines.at(-1) ?? '', 10);
}

/** As a report prints it. */
export function diskText(...paths: readonly string[]): string {
  return bytesText(bytesOnDisk(...paths));
}
