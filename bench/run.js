// @ts-check
// `npm run bench`: our times beside those of the commands people use instead, on the same tree in the same run, as ratios.

import { mkdirSync, mkdtempSync, rmSync, statfsSync, utimesSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeSampleProject } from '../test/fixtures/seed-project.js';
import { medians } from './measure.js';

const outputs = [process.execPath, resolve(import.meta.dirname, '../bin/outputs.cjs')];
const TMPFS = 0x01021994;
const shm = '/dev/shm';
const base = mkdtempSync(join(statfsSync(shm, { bigint: false }).type === TMPFS ? shm : tmpdir(), 'outputs-bench-'));

/** @type {{ work: string, ours: number, peer: string, theirs: number }[]} */
const rows = [];

/** @param {string} work @param {string} peer @param {import('./measure.js').Runner} ours @param {import('./measure.js').Runner} theirs @param {number} rounds */
function compare(work, peer, ours, theirs, rounds) {
  const [mine, other] = medians([ours, theirs], rounds);
  rows.push({ work, ours: /** @type {number} */ (mine), peer, theirs: /** @type {number} */ (other) });
}

/** `count` old log files in `folders` folders below `root`. @param {string} root @param {number} count @param {number} folders */
function makeLogs(root, count, folders) {
  rmSync(root, { recursive: true, force: true });
  const old = Date.now() / 1000 - 30 * 86_400;
  for (let folder = 0; folder < folders; folder++) {
    const directory = join(root, `run${folder}`);
    mkdirSync(directory, { recursive: true });
    for (let n = 0; n < count / folders; n++) {
      const file = join(directory, `unet_${n}.log`);
      writeFileSync(file, '');
      utimesSync(file, old, old);
    }
  }
}

try {
  const sample = join(base, 'sample');
  makeSampleProject(sample, { git: false });
  compare(
    'paths --json, start to end',
    'node -e 0',
    { name: 'outputs', command: [...outputs, 'paths', '--json'], cwd: sample },
    { name: 'node', command: [process.execPath, '-e', '0'], cwd: sample },
    20,
  );

  const project = join(base, 'logs-project');
  const logs = join(project, 'outputs/logs');
  mkdirSync(project);
  const COUNT = 20_000;
  compare(
    `prune-logs, ${COUNT.toLocaleString('en')} old files in 100 folders`,
    'find -mtime +7 -delete',
    { name: 'outputs', command: [...outputs, 'prune-logs', '--quiet'], cwd: project, before: () => makeLogs(logs, COUNT, 100) },
    {
      name: 'find',
      command: ['find', 'outputs/logs', '-name', '*.log', '-mtime', '+7', '-delete'],
      cwd: project,
      before: () => makeLogs(logs, COUNT, 100),
    },
    3,
  );

  const cache = join(project, 'outputs/cache');
  compare(
    `clean --cache, ${COUNT.toLocaleString('en')} files in 100 folders`,
    'rm -rf',
    {
      name: 'outputs',
      command: [...outputs, 'clean', '--cache', '--quiet'],
      cwd: project,
      before: () => makeLogs(cache, COUNT, 100),
    },
    { name: 'rm', command: ['sh', '-c', 'rm -rf outputs/cache/*'], cwd: project, before: () => makeLogs(cache, COUNT, 100) },
    3,
  );
} finally {
  rmSync(base, { recursive: true, force: true });
}

console.log(`Node ${process.version}, ${cpus().length} cores; medians of whole processes, milliseconds\n`);
const table = [
  ['work', 'outputs', 'peer', 'theirs', 'ratio'],
  ...rows.map(({ work, ours, peer, theirs }) => [
    work,
    ours.toFixed(1),
    peer,
    theirs.toFixed(1),
    `${(ours / theirs).toFixed(2)} ×`,
  ]),
];
const widths = table.reduce(
  (sizes, row) => row.map((cell, index) => Math.max(sizes[index] ?? 0, cell.length)),
  /** @type {number[]} */ ([]),
);
for (const row of table)
  console.log(
    row
      .map((cell, index) => cell.padEnd(/** @type {number} */ (widths[index])))
      .join('   ')
      .trimEnd(),
  );
