// @ts-check
// Builds standalone/outputs: the command and the Node that runs this, in one executable, for machines that have no Node.

import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import launcher from '../bin/outputs.cjs';

const root = resolve(import.meta.dirname, '..');
const target = join(root, 'standalone');
mkdirSync(target, { recursive: true });
/** Beside the target, so that the finished program appears in one step. */
const work = mkdtempSync(join(target, '.build-'));
const [config, blob, program] = [join(work, 'sea.json'), join(work, 'blob'), join(work, 'outputs')];

try {
  const assets = {
    paths: launcher.PROGRAMS.paths,
    'paths.cache': launcher.cacheFile('paths'),
    everything: launcher.PROGRAMS.everything,
    'everything.cache': launcher.cacheFile('everything'),
  };
  const main = join(import.meta.dirname, 'standalone-main.cjs');
  writeFileSync(config, JSON.stringify({ main, output: blob, disableExperimentalSEAWarning: true, useCodeCache: true, assets }));
  runNode(['--experimental-sea-config', config]);
  copyFileSync(process.execPath, program);
  // Name and mark are Node's: https://nodejs.org/docs/latest-v20.x/api/single-executable-applications.html
  const mark = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';
  runNode([fileURLToPath(import.meta.resolve('postject/dist/cli.js')), program, 'NODE_SEA_BLOB', blob, '--sentinel-fuse', mark]);
  chmodSync(program, 0o755);
  renameSync(program, join(target, 'outputs'));
  copyFileSync(join(root, 'dist/LICENSES.txt'), join(target, 'LICENSES.txt'));
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** Says nothing unless it fails: postject warns about Node's own sections. @param {readonly string[]} args */
function runNode(args) {
  execFileSync(process.execPath, args, { stdio: 'pipe' });
}
