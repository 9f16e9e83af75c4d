// @ts-check
// `npm run bench`: our times beside those of the commands people use instead, on the same tree in the same run, as ratios.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, utimesSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeSampleProject } from '../test/fixtures/seed-project.js';
import { env, medians } from './measure.js';

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

/** `count` old checkpoints and one new one, in one folder on the real disk: journal, trash and fsync cost nothing in memory. @param {string} project @param {number} count */
function makeCheckpoints(project, count) {
  rmSync(project, { recursive: true, force: true });
  const folder = join(project, 'outputs/checkpoints');
  mkdirSync(folder, { recursive: true });
  const old = Date.now() / 1000 - 30 * 86_400;
  for (let n = 0; n <= count; n++) {
    const file = join(folder, `unet_epoch_${n}.pth`);
    // Not empty: an empty checkpoint is incomplete, and stays.
    writeFileSync(file, 'x');
    utimesSync(file, old, old);
  }
}

/**
 * Seconds that pruning takes beyond start-up, which is a dry run of an empty project, and the most memory in bytes.
 * @param {number} count
 */
function costOf(count) {
  const disk = mkdtempSync(join(tmpdir(), 'outputs-bench-'));
  const [project, empty] = [join(disk, 'project'), join(disk, 'empty')];
  mkdirSync(join(empty, 'outputs/checkpoints'), { recursive: true });
  const prune = [...outputs, 'prune-checkpoints', '--quiet', '--yes'];
  try {
    const [whole, start] = medians(
      [
        { name: 'prune', command: prune, cwd: project, before: () => makeCheckpoints(project, count) },
        { name: 'start', command: [...prune, '--dry-run'], cwd: empty },
      ],
      count > 10_000 ? 1 : 3,
    );
    makeCheckpoints(project, count);
    const peak = spawnSync(process.execPath, ['--require', resolve(import.meta.dirname, 'peak.cjs'), ...prune.slice(1)], {
      cwd: project,
      env,
      stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    });
    if (peak.status !== 0) throw new Error(`prune-checkpoints ended with ${peak.status}`);
    return { count, seconds: (Number(whole) - Number(start)) / 1000, bytes: Number(peak.output[3]) * 1024 };
  } finally {
    rmSync(disk, { recursive: true, force: true });
  }
}

/** @type {{ count: number, seconds: number, bytes: number }[]} */
const costs = [];

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
  for (const count of [10_000, 100_000]) costs.push(costOf(count));
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
console.log('\nprune-checkpoints with journal, trash and fsync on this disk, beyond start-up:');
for (const { count, seconds, bytes } of costs)
  console.log(`${count.toLocaleString('en').padStart(9)} files  ${seconds.toFixed(2)} s  at most ${(bytes / 1e6).toFixed(0)} MB`);
