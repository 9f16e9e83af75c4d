// @ts-check
// The tools we are compared with: which are here, in which version; in CI, the missing ones are installed.

import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {{ command: readonly string[], version: string }} Peer */
/** @typedef {{ name: string, how: string }} Missing */

/** Name, package of Debian, and what it is called there. `null`: not in Debian 12, so nobody has to have it. */
const PROGRAMS = /** @type {const} */ ([
  ['find', 'findutils', ['find']],
  ['rm', 'coreutils', ['rm']],
  ['du', 'coreutils', ['du']],
  ['fd', 'fd-find', ['fdfind', 'fd']],
  ['rsync', 'rsync', ['rsync']],
  ['tmpreaper', 'tmpreaper', ['tmpreaper']],
  ['systemd-tmpfiles', 'systemd', ['systemd-tmpfiles']],
  ['gdu', 'gdu', ['gdu']],
  ['ncdu', 'ncdu', ['ncdu']],
  ['dust', null, ['dust']],
  ['yq', 'yq', ['yq']],
  ['jq', 'jq', ['jq']],
  ['strace', 'strace', ['strace']],
  ['time', 'time', ['time']],
  ['script', 'bsdutils', ['script']],
]);

const PACKAGES = /** @type {const} */ ([
  ['rimraf', '6.1.4', 'dist/esm/bin.mjs'],
  ['del-cli', '7.0.0', 'cli.js'],
]);

/** Versions are given so that a table can be made again. */
const NPM = ['install', '--silent', '--no-audit', '--no-fund', ...PACKAGES.map(([name, version]) => `${name}@${version}`)];

/**
 * @param {string} folder empty, for the packages of npm
 * @param {{ install: boolean }} may
 * @returns {{ peers: Map<string, Peer>, missing: Missing[] }}
 */
export function findPeers(folder, { install }) {
  if (install) {
    const wanted = PROGRAMS.filter(([, debian, names]) => debian !== null && locate(names) === null).map(([, debian]) =>
      String(debian),
    );
    if (python() === null) wanted.push('python3-yaml');
    if (wanted.length > 0) aptInstall(wanted);
  }
  /** @type {Map<string, Peer>} */
  const peers = new Map();
  /** @type {Missing[]} */
  const missing = [];
  for (const [name, debian, names] of PROGRAMS) {
    const path = locate(names);
    if (path !== null) peers.set(name, { command: [path], version: versionOf(path, debian) });
    else if (debian !== null) missing.push({ name, how: `apt-get install ${debian}` });
  }
  const snake = python();
  if (snake === null) missing.push({ name: 'python', how: 'apt-get install python3-yaml' });
  else peers.set('python', snake);
  peers.set('node', { command: [process.execPath], version: process.version });
  npmInstall(folder);
  for (const [name, , program] of PACKAGES) {
    const home = join(folder, 'node_modules', name);
    try {
      const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
      peers.set(name, { command: [process.execPath, join(home, program)], version });
    } catch {
      missing.push({ name, how: `npm ${NPM.join(' ')}` });
    }
  }
  return { peers, missing };
}

/** @param {readonly string[]} names */
function locate(names) {
  const folders = [...String(process.env['PATH']).split(':'), '/usr/sbin', '/usr/bin'];
  for (const path of names.flatMap((name) => folders.map((folder) => join(folder, name)))) {
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // The next one.
    }
  }
  return null;
}

/** The program itself: what stands in PATH may be a script of a version manager, which takes longer than Python. @returns {Peer | null} */
function python() {
  const ask = 'import sys, yaml; print(sys.executable, sys.version.split()[0], yaml.__version__)';
  for (const name of ['python3', '/usr/bin/python3']) {
    const { status, stdout } = spawnSync(name, ['-c', ask], { encoding: 'utf8' });
    const [path = '', version, yaml] = status === 0 ? stdout.trim().split(' ') : [];
    if (path !== '') return { command: [path], version: `${version}, PyYAML ${yaml}` };
  }
  return null;
}

/** Of Debian's package, as what it says of itself is not always true: its yq says 0.0.0. @param {string} path @param {string | null} debian */
function versionOf(path, debian) {
  const owned = spawnSync('/usr/bin/dpkg-query', ['-W', '-f', '${Version}', debian ?? ''], { encoding: 'utf8' });
  if (owned.status === 0 && owned.stdout !== '' && path.startsWith('/usr/')) return owned.stdout;
  return /\d+\.\d[\w.-]*/.exec(spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[0] ?? 'unknown';
}

/** Whatever comes of it: what is missing afterwards is told. @param {readonly string[]} packages */
function aptInstall(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
    spawnSync('/usr/bin/apt-get', ['-qq', ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  }
}

/** @param {string} folder */
function npmInstall(folder) {
  mkdirSync(folder, { recursive: true });
  // So that npm does not look for a project above.
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  spawnSync('npm', NPM, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}
