// @ts-check
// Where a table was made: without it, no number means anything.

import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, statfsSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { resolve } from 'node:path';

const TMPFS = 0x01021994;

/** @param {string} folder */
export const isTmpfs = (folder) => statfsSync(folder).type === TMPFS;

/** @param {{ memory: string, disk: string }} places */
export function describeMachine(places) {
  const distribution = /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'Linux';
  return {
    date: new Date().toISOString().slice(0, 16).replace('T', ' '),
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGB: Math.round(totalmem() / 1e9),
    system: `${distribution}, Linux ${release()}`,
    node: process.version,
    memory: fileSystemOf(places.memory),
    disk: fileSystemOf(places.disk),
    load: Number((loadavg()[0] ?? 0).toFixed(2)),
    commit: commit(),
  };
}

/** @param {string} folder */
function fileSystemOf(folder) {
  return String(execFileSync('df', ['--output=fstype', folder], { encoding: 'utf8' }).trim().split('\n')[1]);
}

function commit() {
  const { status, stdout } = spawnSync('git', ['describe', '--always', '--dirty'], {
    cwd: resolve(import.meta.dirname, '..'),
    encoding: 'utf8',
  });
  return status === 0 ? stdout.trim() : 'no git';
}
