// @ts-check
// `npm run test:standalone`: does standalone/outputs, alone, do what the command does? In an empty environment, and in a jail with
// nothing in it but the C library: no Node, no shell, no /proc, no home, no helper to lock with.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chownSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { makeSampleProject } from '../fixtures/seed-project.js';

const root = resolve(import.meta.dirname, '../..');
const program = join(root, 'standalone/outputs');
const NOBODY = 65_534;
const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'outputs-standalone-')));

/**
 * @param {readonly string[]} words @param {import('node:child_process').SpawnSyncOptions} [options]
 * @returns {string} what was printed on stdout
 */
function run([file = '', ...args], options = {}) {
  const ran = spawnSync(file, args, { cwd: '/', env: {}, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], ...options });
  assert.equal(ran.status, 0, `${[file, ...args].join(' ')} ended with ${ran.status ?? ran.error}: ${ran.stderr}`);
  return String(ran.stdout);
}

/** Everything that changes something and takes it back. @param {readonly string[]} outputs @param {string} project as `outputs` sees it @param {string} onDisk */
function walkThrough(outputs, project, onDisk) {
  const checkpoints = () => readdirSync(join(onDisk, 'outputs/checkpoints'), { recursive: true }).sort();
  const before = checkpoints();
  run([...outputs, 'init', '--project', project]);
  const paths = JSON.parse(run([...outputs, 'paths', '--json', '--project', project]));
  assert.equal(paths.paths.checkpoints, join(project, 'outputs/checkpoints'));
  assert.match(run([...outputs, 'prune-checkpoints', '--dry-run', '--project', project]), /^Would move \d+ checkpoints/m);
  assert.deepEqual(checkpoints(), before, 'a dry run changed something');
  run([...outputs, 'prune-checkpoints', '--yes', '--project', project]);
  assert.notDeepEqual(checkpoints(), before);
  run([...outputs, 'undo', '--project', project]);
  assert.deepEqual(checkpoints(), before);
}

/** @type {Readonly<Record<string, () => void>>} */
const TESTS = {
  'prints its own version and help, not those of Node'() {
    assert.equal(run([program, '--version']), run([process.execPath, join(root, 'bin/outputs.cjs'), '--version']));
    assert.match(run([program, '--help']), /^Usage: outputs/);
  },

  'has the licences of all it carries beside it'() {
    const licences = readFileSync(join(root, 'standalone/LICENSES.txt'), 'utf8');
    for (const name of ['commander', 'yaml', `Node.js ${process.versions.node}`])
      assert.match(licences, new RegExp(`^── ${name} `, 'm'));
  },

  'takes the code caches it carries'() {
    const hook = join(scratch, 'hook.cjs');
    writeFileSync(hook, REPORT_CACHE);
    for (const args of [['paths'], ['--version']]) {
      const { stderr } = spawnSync(program, args, { env: { NODE_OPTIONS: `--require ${hook}` }, encoding: 'utf8' });
      assert.equal(stderr, 'rejected: false\n');
    }
  },

  'works through a link, from any folder, in an empty environment'() {
    const project = join(scratch, 'sample');
    makeSampleProject(project, { scale: 0.001, git: false });
    symlinkSync(program, join(scratch, 'linked'));
    walkThrough([join(scratch, 'linked')], project, project);
  },

  'works in a jail that holds nothing but the C library, for a user without a name'() {
    const jail = join(scratch, 'jail');
    const project = join(jail, 'project');
    mkdirSync(jail);
    for (const [library] of execFileSync('ldd', [program], { encoding: 'utf8' }).matchAll(/\/\S+/g)) {
      mkdirSync(join(jail, dirname(library)), { recursive: true });
      copyFileSync(library, join(jail, library));
    }
    copyFileSync(program, join(jail, 'outputs'));
    makeSampleProject(project, { scale: 0.001, git: false });
    walkThrough([...enter(jail, project), '/outputs'], '/project', project);
  },
};

/** As root we become nobody; everybody else needs a namespace to leave the root folder. @param {string} jail @param {string} project */
function enter(jail, project) {
  if (process.geteuid?.() !== 0) return ['/usr/bin/unshare', '--map-root-user', `--root=${jail}`];
  chownSync(project, NOBODY, NOBODY);
  for (const entry of readdirSync(project, { recursive: true, encoding: 'utf8' }))
    chownSync(join(project, entry), NOBODY, NOBODY);
  return ['/usr/sbin/chroot', `--userspec=${NOBODY}:${NOBODY}`, jail];
}

const REPORT_CACHE = `const vm = require('node:vm');
const { Script } = vm;
vm.Script = function (...args) {
  const script = new Script(...args);
  require('node:fs').writeSync(2, 'rejected: ' + script.cachedDataRejected + '\\n');
  return script;
};`;

try {
  for (const [name, test] of Object.entries(TESTS)) {
    test();
    process.stdout.write(`ok  ${name}\n`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
