// Cloned from a stranger: nothing that a repository names is run, and a git that cannot answer is never taken for "nothing is tracked".

import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { COMMANDS } from '../src/cli/commands/index.ts';
import { canTrace } from './support/child.ts';
import { gitIn, type HostileCheckout, hostileCheckout } from './support/hostile-checkout.ts';
import { CRON_ENV, command, outputs } from './support/run.ts';

const SPARSE = ['sparse-checkout', 'set', '--cone', '--sparse-index', 'configs'] as const;

function removeObject(project: string, name: string): void {
  const id = gitIn(project, 'rev-parse', name);
  rmSync(`${project}/.git/objects/${id.slice(0, 2)}/${id.slice(2)}`);
}

/** A partial clone whose trees are not there, so that git would fetch them. */
function sparseWithout(...trees: readonly string[]): (project: string) => void {
  return (project) => {
    gitIn(project, ...SPARSE);
    for (const name of trees) removeObject(project, `HEAD:${name}`);
    // Git takes away what is ignored, too.
    for (const name of ['cache', 'logs', 'checkpoints']) mkdirSync(`${project}/outputs/${name}`, { recursive: true });
    writeFileSync(`${project}/outputs/cache/tracked`, 'an edit that is nowhere else');
    writeFileSync(`${project}/outputs/cache/other`, 'x');
  };
}

describe('a partial clone that lacks a tree', () => {
  it.each([
    ['ext::', (program: string) => `url = ext::${program}`],
    ['core.sshCommand', () => 'url = ssh://host/x'],
    ['remote.origin.uploadpack', () => 'url = .'],
  ])('is not fetched from (%s)', (_, url) => {
    using t = hostileCheckout(sparseWithout('a'));
    appendFileSync(t.at('p/.git/config'), `[remote "origin"]\n\t${url(t.at('evil.sh'))}\n`);
    for (const args of [['clean', '--cache', '--dry-run'], ['prune-logs'], ['prune-checkpoints', '-n'], ['doctor'], ['check']])
      expect(outputs(t.at('p'), args).status, args.join(' ')).toBeLessThan(4);
    expect(outputs(t.at('p'), ['check', '--since', 'HEAD']).status).toBe(4);
    expect(t.hasRun()).toBe(false);
  });

  it('keeps everything in a folder of which nobody knows what is tracked', () => {
    using t = hostileCheckout(sparseWithout('outputs'));
    const { status, stdout } = outputs(t.at('p'), ['clean', '--cache', '--yes']);
    expect(readFileSync(t.at('p/outputs/cache/tracked'), 'utf8')).toBe('an edit that is nowhere else');
    expect(existsSync(t.at('p/outputs/cache/other'))).toBe(true);
    expect(status).toBe(0);
    expect(stdout).toContain('tracked by git');
    expect(t.hasRun()).toBe(false);
  });

  it('with all its trees says exactly what is tracked', () => {
    using t = hostileCheckout(sparseWithout());
    expect(outputs(t.at('p'), ['clean', '--cache', '--yes']).status).toBe(0);
    expect(existsSync(t.at('p/outputs/cache/tracked'))).toBe(true);
    expect(existsSync(t.at('p/outputs/cache/other'))).toBe(false);
  });
});

it('check --since refuses where git lacks a tree, instead of finding nothing', () => {
  using t = hostileCheckout((project) => {
    gitIn(project, 'commit', '-q', '--allow-empty', '-m', '2');
    writeFileSync(`${project}/a/f`, 'y');
    gitIn(project, 'add', 'a/f');
    gitIn(project, 'commit', '-qm', '3');
    removeObject(project, 'HEAD~1:a');
  });
  const { status, stderr } = outputs(t.at('p'), ['check', '--since', 'HEAD~1']);
  expect(status).toBe(4);
  expect(stderr).toContain('cannot ask git what changed');
  expect(outputs(t.at('p'), ['check', '--since', 'main']).status).toBeLessThan(2);
});

it('promote compares files without the filters that the repository names', () => {
  using t = hostileCheckout();
  // Not what the index remembers, so that git has to read it.
  utimesSync(t.at('p/a/f'), 1, 1);
  const { status, stderr } = outputs(t.at('p'), ['promote', 'outputs/checkpoints/u_epoch_1.pth', '--accept-unknown']);
  expect(stderr).not.toContain('not written down');
  expect(status).toBe(0);
  expect(t.hasRun()).toBe(false);
});

it.each(['HEAD', 'index', 'config', 'packed-refs'])('a pipe in the place of .git/%s holds nothing up', (name) => {
  using t = hostileCheckout();
  rmSync(t.at(`p/.git/${name}`), { force: true });
  spawnSync('mkfifo', [t.at(`p/.git/${name}`)]);
  const { status } = outputs(t.at('p'), ['clean', '--cache', '--yes'], { timeout: 60_000 });
  expect(status).toBe(name === 'packed-refs' ? 0 : 4);
  expect(existsSync(t.at('p/outputs/cache/tracked'))).toBe(true);
});

it.each<[string, (project: string) => void]>([
  ['is a pipe', (project) => void spawnSync('mkfifo', [`${project}/.git`])],
  [
    'names a pipe',
    (project) => {
      spawnSync('mkfifo', [`${project}/pipe`]);
      writeFileSync(`${project}/.git`, `gitdir: ${project}/pipe\n`);
    },
  ],
  ['names itself', (project) => writeFileSync(`${project}/.git`, 'gitdir: .git\n')],
  ['is a link to itself', (project) => symlinkSync('.git', `${project}/.git`)],
  ['names nothing that is there', (project) => writeFileSync(`${project}/.git`, 'gitdir: /nonexistent\n')],
])('a .git that %s is not a repository that tracks nothing', (_, make) => {
  using t = hostileCheckout();
  rmSync(t.at('p/.git'), { recursive: true });
  make(t.at('p'));
  const { status, stderr } = outputs(t.at('p'), ['clean', '--cache', '--yes'], { timeout: 60_000 });
  expect(status).toBe(4);
  expect(stderr).toContain('cannot ask git which files are tracked');
  expect(existsSync(t.at('p/outputs/cache/tracked'))).toBe(true);
});

it('an index that is gone is not an index of nothing', () => {
  using t = hostileCheckout();
  rmSync(t.at('p/.git/index'));
  const { status, stderr } = outputs(t.at('p'), ['clean', '--cache', '--yes']);
  expect(status).toBe(4);
  expect(stderr).toContain('index is missing');
});

it.each<[string, (index: Buffer) => Buffer]>([
  ['is cut off', (index) => index.subarray(0, 100)],
  [
    'has a wrong byte in a name',
    (index) => {
      const wrong = Buffer.from(index);
      wrong[index.indexOf('outputs/cache/tracked')] = 0x78;
      return wrong;
    },
  ],
])('an index that %s is no answer, although git lists names from it', (_, damage) => {
  using t = hostileCheckout();
  const index = t.at('p/.git/index');
  writeFileSync(index, damage(readFileSync(index)));
  const { status, stderr } = outputs(t.at('p'), ['clean', '--cache', '--yes']);
  expect(existsSync(t.at('p/outputs/cache/tracked'))).toBe(true);
  expect(status).toBe(4);
  expect(stderr).toContain('its checksum is wrong');
});

it('a split index is read whole, or not at all', () => {
  using t = hostileCheckout((project) => {
    gitIn(project, 'update-index', '--split-index');
    writeFileSync(`${project}/a/g`, 'x');
    gitIn(project, 'add', 'a/g');
  });
  expect(outputs(t.at('p'), ['clean', '--cache', '--yes', '--dry-run']).status).toBe(0);
  const [name = ''] = readdirSync(t.at('p/.git')).filter((each) => each.startsWith('sharedindex.'));
  const shared = t.at(`p/.git/${name}`);
  chmodSync(shared, 0o644);
  writeFileSync(
    shared,
    readFileSync(shared).map((byte, n) => (n === 80 ? byte ^ 1 : byte)),
  );
  const { status, stderr } = outputs(t.at('p'), ['clean', '--cache', '--yes']);
  expect(stderr).toContain(`${name} is damaged`);
  expect(status).toBe(4);
  expect(existsSync(t.at('p/outputs/cache/tracked'))).toBe(true);
});

/** A git before the real one, which does as `lines` of shell say first. */
function wrapGit(t: HostileCheckout, lines: string): Readonly<Record<string, string>> {
  mkdirSync(t.at('bin'), { recursive: true });
  writeFileSync(t.at('bin/git'), `#!/bin/sh\n${lines}\nexec /usr/bin/git "$@"\n`);
  chmodSync(t.at('bin'), 0o755);
  chmodSync(t.at('bin/git'), 0o755);
  return { PATH: `${t.at('bin')}:/usr/bin:/bin` };
}

// Git is started at its top, where it could hold a `libz.so.1`.
it('is no place to look for programs and libraries, although PATH or LD_LIBRARY_PATH has an empty part', () => {
  using t = hostileCheckout();
  const env = wrapGit(t, `echo "$PATH!$LD_LIBRARY_PATH" > "${t.at('lists')}"`);
  const given = { ...env, PATH: `:${env['PATH']}:.`, LD_LIBRARY_PATH: ':/opt/none:' };
  expect(outputs(t.root, ['-C', t.at('p'), 'clean', '--cache', '--yes'], { env: given }).status).toBe(0);
  const [path = '', libraries = ''] = readFileSync(t.at('lists'), 'utf8').trim().split('!');
  expect(libraries).toBe('/opt/none');
  expect(path.split(':').filter((folder) => !folder.startsWith('/'))).toEqual([]);
});

it('what the loader says of a library is no complaint of git; any other word is', () => {
  using t = hostileCheckout();
  const clean = (says: string) =>
    outputs(t.at('p'), ['clean', '--cache', '--dry-run'], { env: wrapGit(t, `echo "${says}" >&2`) }).status;
  expect(clean('/usr/bin/git: /opt/conda/lib/libz.so.1: no version information available (required by /usr/bin/git)')).toBe(0);
  expect(clean('error: 1')).toBe(4);
});

/**
 * Every command, each in all its ways, one after another in one project; with the exit code that it must have, so that none is refused or
 * fails before it comes to what is watched. The second is root's in another user's project, where it differs.
 */
const INVOCATIONS: readonly (readonly [args: readonly string[], code: number, asRoot?: number])[] = [
  [['init'], 0],
  [['paths'], 0],
  [['paths', '--shell', 'sh'], 0],
  [['env'], 0],
  [['env', '--explain'], 0],
  [['status'], 0],
  [['doctor'], 0],
  [['name', 'log'], 0],
  [['name', 'log', '--mkdir'], 0],
  [['parse', 'u_epoch_1.pth'], 0],
  [['check'], 1],
  [['check', '--since', 'HEAD'], 0],
  [['check', '--fix', '--yes'], 1],
  [['undo'], 0],
  [['redo', '--yes'], 0],
  [['compare'], 0],
  [['verify'], 0],
  [['verify', '--deep'], 0],
  [['verify', 'u_epoch_2.pth'], 0],
  [['pin', 'checkpoints/u_epoch_2.pth'], 0],
  [['unpin', 'checkpoints/u_epoch_2.pth'], 0],
  [['promote', 'outputs/checkpoints/u_epoch_2.pth', '--accept-unknown'], 0],
  [['undo'], 0],
  [['redo', '--yes'], 0],
  [['apply', '../plan.jsonl', '--yes'], 0],
  [['undo', '--list'], 0],
  [['undo'], 0],
  [['redo', '--yes'], 0],
  [['prune-checkpoints', '--keep-last', '1', '--free', '1B', '--best-effort', '--dry-run'], 0],
  [['prune-checkpoints', '--simulate'], 0],
  [['prune-checkpoints', '--yes'], 0],
  [['prune-logs'], 0],
  [['prune-logs', '--quiet'], 0],
  [['prune', '--yes'], 0],
  [['clean', '--cache', '--yes'], 0],
  [['clean', '--all', '--yes'], 0],
  [['clean', '--trash', '--yes'], 0],
  [['history'], 0],
  [['schedule', '--cron'], 0, 4],
  [['schedule'], 0, 4],
  [['completion', 'bash'], 0],
  [['completion', 'zsh'], 0],
  [['completion', 'fish'], 0],
  [['__complete', 'zsh', 'outputs', 'pin', ''], 0],
  [['trust', '--list'], 0],
  [['trust', '../elsewhere'], 0, 3],
  [['trust'], 0, 3],
  [['trust', '--remove'], 0],
];
const OURS = /^execve\("[^"]*\/git", \["[^"]*\/git", "--no-optional-locks", "--no-replace-objects", "--no-pager", /;
const HELPERS = /^execve\("(?:\/(?:usr\/)?bin\/(?:flock|getfacl|getfattr|lsattr|python3|systemd-analyze)|[^"]*\/node[^"/]*)"/;

interface Started {
  /** The command's exit code, and what it said where that is another one than expected. */
  readonly ended: string;
  /** Programs that were started, the command itself apart, each with whether its process had given up root by then. */
  readonly programs: readonly { readonly line: string; readonly asRoot: boolean }[];
}

function started(t: HostileCheckout, args: readonly string[], code: number): Started {
  const log = t.at('trace');
  const strace = ['-f', '-qq', '-s', '300', '-e', 'trace=execve,setuid', '-o', log];
  const { status, stdout, stderr } = spawnSync('strace', [...strace, process.execPath, command, ...args], {
    cwd: t.at('p'),
    // Not the configuration of whoever runs the tests: `trust` writes there.
    env: { ...CRON_ENV, HOME: '/nonexistent', XDG_CONFIG_HOME: t.at('config') },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 120_000,
  });
  const lines = readFileSync(log, 'latin1').split('\n');
  rmSync(log);
  const isDropped = (n: number): boolean => lines.slice(0, n).some((line) => /setuid\((?!0\))\d+\)\s+= 0/.test(line));
  const programs = lines
    .map((line, n) => ({ line: line.replace(/^\d+\s+/, ''), asRoot: !isDropped(n) }))
    .filter(({ line }) => line.startsWith('execve('))
    .slice(1);
  return { ended: status === code ? `${code}` : `${status}: ${stdout}${stderr}`, programs };
}

/** Where there is something for each of the commands to do. */
function busyCheckout(): HostileCheckout {
  const t = hostileCheckout();
  t.add({
    'p/outputs/checkpoints/u_epoch_3.pth': { bytes: 9, age: '9d' },
    'p/outputs/checkpoints/UNet-epoch_07.pt': { bytes: 9, age: '9d' },
  });
  outputs(t.at('p'), ['prune-checkpoints', '--keep-last', '2', '-n', '--plan', '../plan.jsonl']);
  return t;
}

describe.skipIf(!canTrace())('under strace', () => {
  it('the list holds every command', () => {
    const listed = new Set(INVOCATIONS.map(([[name]]) => name));
    expect(COMMANDS.map(({ name }) => name).filter((name) => !listed.has(name))).toEqual([]);
  });

  it('runs no program but git, asked as we ask it, and its own helpers', { timeout: 600_000 }, () => {
    using t = busyCheckout();
    let asked = 0;
    for (const [args, code] of INVOCATIONS) {
      const { ended, programs } = started(t, args, code);
      expect.soft(ended, args.join(' ')).toBe(`${code}`);
      const lines = programs.map(({ line }) => line);
      expect(
        lines.filter((line) => !OURS.test(line) && !HELPERS.test(line)),
        args.join(' '),
      ).toEqual([]);
      asked += lines.filter((line) => OURS.test(line)).length;
    }
    expect(asked).toBeGreaterThan(5);
    expect(t.hasRun()).toBe(false);
  });

  it.skipIf(process.geteuid?.() !== 0)("runs none as root in another user's project", { timeout: 600_000 }, () => {
    using t = busyCheckout();
    spawnSync('chown', ['-R', '65534:65534', t.root]);
    onTestFinished(() => void spawnSync('chown', ['-R', '0:0', t.root]));
    for (const [args, code, asRoot = code] of INVOCATIONS) {
      const { ended, programs } = started(t, args, asRoot);
      expect.soft(ended, args.join(' ')).toBe(`${asRoot}`);
      expect(
        programs.filter((each) => each.asRoot),
        args.join(' '),
      ).toEqual([]);
    }
    expect(t.hasRun()).toBe(false);
  });
});
