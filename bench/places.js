// @ts-check
// Where the trees are built, and which rows have no room there.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isTmpfs } from './machine.js';

const SHM = '/dev/shm';

/** What a file and its name take, in memory or on a disk. */
const BYTES_A_FILE = 6_000;

/** A container's /dev/shm may be as small as 64 MB. */
const ENOUGH = 100_000 * BYTES_A_FILE * 1.2;

/**
 * Two empty folders, one in memory where that is possible. They go when this process ends.
 * @param {string | undefined} disk
 */
export function makePlaces(disk) {
  const inMemory = existsSync(SHM) && isTmpfs(SHM) && room(SHM).bytes > ENOUGH;
  const places = {
    memory: mkdtempSync(join(inMemory ? SHM : tmpdir(), 'outputs-bench-')),
    disk: mkdtempSync(join(disk ?? tmpdir(), 'outputs-bench-')),
  };
  // 'exit' comes after an interruption too, as long as somebody listens to it.
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
  process.on('exit', () => {
    process.chdir('/');
    // rmSync cannot go down 3,000 folders.
    spawnSync('rm', ['-rf', places.memory, places.disk]);
  });
  return places;
}

/** Why a row cannot be measured there, or null. @param {import('./measure.js').Row} row @param {string} folder @param {number} copies at the same time */
export function whatLacks(row, folder, copies) {
  const { files, bytes } = room(folder);
  if (files < row.files * copies * 1.1 || bytes < row.files * copies * BYTES_A_FILE) return `no room in ${folder}`;
  if (row.place === 'disk' && isTmpfs(folder)) return `${folder} is no disk (--disk DIR)`;
  return row.cold && process.getuid?.() !== 0 ? 'only root can drop caches' : null;
}

/** @param {string} folder */
function room(folder) {
  const { ffree, bavail, bsize } = statfsSync(folder);
  return { files: ffree, bytes: isTmpfs(folder) ? Math.min(bavail * bsize, freemem()) : bavail * bsize };
}
