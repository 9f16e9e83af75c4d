// @ts-check
// Builds standalone/outputs: the command and the Node that runs this, in one executable, for machines that have no Node.

import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import launcher from '../bin/outputs.cjs';

const root = resolve(import.meta.dirname, '..');
const target = join(root, 'standalone');
mkdirSync(target, { recursive: true });
/** Beside the target, so that the finished program appears in one step. */
const work = mkdtempSync(join(target, '.build-'));
const [config, blob, program] = [join(work, 'sea.json'), join(work, 'blob'), join(work, 'outputs')];

try {
  /** @type {(keyof typeof launcher.PROGRAMS)[]} */
  const programs = ['paths', 'complete', 'helper', 'everything'];
  const assets = Object.fromEntries(
    programs.flatMap((name) => [
      [name, launcher.PROGRAMS[name]],
      [`${name}.cache`, launcher.cacheFile(name)],
    ]),
  );
  const main = join(import.meta.dirname, 'standalone-main.cjs');
  writeFileSync(config, JSON.stringify({ main, output: blob, disableExperimentalSEAWarning: true, useCodeCache: true, assets }));
  runNode(['--experimental-sea-config', config]);
  copyFileSync(process.execPath, program);
  // Name and mark are Node's: https://nodejs.org/docs/latest-v20.x/api/single-executable-applications.html
  const mark = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';
  runNode([fileURLToPath(import.meta.resolve('postject/dist/cli.js')), program, 'NODE_SEA_BLOB', blob, '--sentinel-fuse', mark]);
  chmodSync(program, 0o755);
  renameSync(program, join(target, 'outputs'));
  writeFileSync(join(target, 'LICENSES.txt'), `${readFileSync(join(root, 'dist/LICENSES.txt'), 'utf8')}\n${nodeLicense()}`);
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** Node's own, and of all that is in it: where its archives, Debian and its npm package put it. Else where it can be read. */
function nodeLicense() {
  const installed = dirname(realpathSync(process.execPath));
  const files = [join(installed, '../LICENSE'), join(installed, '../share/doc/nodejs/LICENSE')];
  const found = files.find((file) => existsSync(file) && readFileSync(file, 'utf8').startsWith('Node.js is licensed'));
  const text = found ? readFileSync(found, 'utf8') : `https://github.com/nodejs/node/blob/${process.version}/LICENSE\n`;
  return `── Node.js ${process.version.slice(1)} (MIT, and those below)\n\n${text}`;
}

/** Says nothing unless it fails: postject warns about Node's own sections. @param {readonly string[]} args */
function runNode(args) {
  execFileSync(process.execPath, args, { stdio: 'pipe' });
}
