// Whose configuration is believed, with the real command: as root in a user's project, below a stranger's folder, and in a group's project.

import { type SpawnSyncOptions, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, lstatSync, mkdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/index.ts';
import { canTrace } from '../support/child.ts';
import { CRON_ENV, command, outputs } from '../support/run.ts';
import { smallProject } from '../support/small-project.ts';
import { snapshot, type Tree, tree } from '../support/tree.ts';

const NOBODY = 65_534;
const [ME, COLLEAGUE, TEAM] = [4242, 4243, 4300];
const isRoot = process.getuid?.() === 0;
const CONFIG = 'configs/project_config.yaml';

function nobodysProject(): Tree {
  const t = smallProject();
  spawnSync('chown', ['-hR', `${NOBODY}:${NOBODY}`, t.root]);
  return t;
}

describe.skipIf(!isRoot)('root below a sticky folder in which a user wrote a config', () => {
  it.each([
    [['env']],
    [['env', '--format', 'json']],
    [['paths']],
    [['paths', '--shell', 'sh']],
    [['status']],
    [['check']],
    [['doctor']],
    [['clean', '--cache', '--dry-run']],
    [['--config', '../configs/project_config.yaml', 'env']],
    [['-C', '..', 'env']],
  ])('%j ends with 4, and prints nothing to eval', (args) => {
    using t = tree({
      [CONFIG]: 'outputs: {env: {extra: {XDG_CONFIG_HOME: xdg}}}',
      'outputs/cache/a': { bytes: 9 },
      'rootproj/a.py': '',
    });
    chmodSync(t.root, 0o1777);
    for (const path of ['configs', CONFIG]) chownSync(t.at(path), NOBODY, NOBODY);
    const ran = outputs(t.at('rootproj'), args);
    expect(ran).toMatchObject({ status: 4, stdout: '' });
    expect(ran.stderr).toMatch(/configs\S* belongs to user 65534/);
  });
});

/** For each command of the table a line that loads the project. */
const LINES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  init: [['init', '--dry-run']],
  paths: [['paths'], ['paths', 'cache'], ['paths', '--shell', 'sh']],
  name: [['name', 'log']],
  parse: [['parse', 'UNet_epoch_1.pth']],
  env: [['env'], ['env', '--explain']],
  check: [['check'], ['check', '--fix', '--dry-run']],
  status: [['status']],
  clean: [['clean', '--cache', '--dry-run']],
  'prune-logs': [['prune-logs', '--dry-run']],
  'prune-checkpoints': [['prune-checkpoints', '--dry-run']],
  prune: [['prune', '--dry-run']],
  pin: [
    ['pin', '--list'],
    ['pin', 'checkpoints/UNet_epoch_1.pth'],
  ],
  unpin: [['unpin', 'checkpoints/UNet_epoch_1.pth']],
  trust: [
    ['trust', '--list'],
    ['trust', '--dry-run'],
  ],
  verify: [['verify']],
  promote: [['promote', 'UNet_best.pth', '--dry-run']],
  compare: [['compare']],
  doctor: [['doctor']],
  apply: [['apply', '/dev/null']],
  undo: [
    ['undo', '--list'],
    ['undo', '--dry-run'],
  ],
  redo: [['redo', '--dry-run']],
  history: [['history']],
  schedule: [['schedule', '--cron']],
  completion: [['completion', 'zsh']],
};
/** These read nothing of the project, or nothing but what was named. */
const READING_NOTHING = new Set(['completion', 'apply', 'trust']);

it('every command of the table is tried as root', () => {
  expect(Object.keys(LINES).toSorted()).toEqual(COMMANDS.map(({ name }) => name).toSorted());
});

describe.skipIf(!isRoot || !canTrace())("root in another user's project opens and runs nothing before it is that user", () => {
  const lines = [...Object.values(LINES).flat(), ['__complete', 'zsh', 'outputs', 'pin', '']];
  it.each(lines.map((line) => [line]))('%j', { timeout: 120_000 }, (args) => {
    using t = nobodysProject();
    spawnSync('git', ['init', '-q', t.root]);
    spawnSync('chown', ['-R', `${NOBODY}:${NOBODY}`, t.root]);
    const calls = 'trace=setuid,setresuid,open,openat,execve,execveat';
    const { stderr } = spawnSync('strace', ['-f', '-qq', '-s', '4096', '-e', calls, process.execPath, command, ...args], {
      cwd: t.root,
      encoding: 'utf8',
      env: { ...CRON_ENV, HOME: '/root' },
      maxBuffer: 1 << 28,
    });
    const trace = stderr.split('\n').filter((line) => /\b(?:set(?:res)?uid|open|openat|execve|execveat)\(/.test(line));
    const became = trace.findIndex((line) => /\bsetuid\(65534\)\s+= 0/.test(line));
    const asRoot = became === -1 ? trace : trace.slice(0, became);
    const ofProject = (line: string) => !line.includes('execve') && line.includes(`"${t.root}`);
    // The first is strace's own start of Node.
    expect(asRoot.filter((line) => /execve/.test(line)).slice(1)).toEqual([]);
    expect(asRoot.filter(ofProject)).toEqual([]);
    if (READING_NOTHING.has(args[0] ?? '')) return;
    expect(became).not.toBe(-1);
    expect(trace.slice(became).some((line) => line.includes(t.at(CONFIG)))).toBe(true);
  });
});

describe.skipIf(!isRoot)('as root', () => {
  it("what it looks at is what the project's user would see", () => {
    using t = nobodysProject();
    mkdirSync(t.at('outputs/cache/closed'), { mode: 0o700 });
    expect(outputs(t.root, ['status'])).toMatchObject({ status: 3, stdout: expect.stringContaining('could not be read') });
  });

  it('outputs that a container made as root do not stop a look at the project, only changes', () => {
    using t = nobodysProject();
    spawnSync('chown', ['-R', '0:0', t.at('outputs')]);
    for (const args of [['env'], ['paths'], ['status']]) expect(outputs(t.root, args)).toMatchObject({ status: 0 });
    for (const args of [
      ['clean', '--cache'],
      ['clean', '--cache', '-n'],
    ])
      expect(outputs(t.root, args)).toMatchObject({ status: 4 });
  });

  it('a project that its user cannot reach is refused with the reason', () => {
    using t = tree({ 'closed/project/configs/project_config.yaml': '' });
    chmodSync(t.at('closed'), 0o700);
    spawnSync('chown', ['-R', `${NOBODY}:${NOBODY}`, t.at('closed/project')]);
    expect(outputs(t.at('closed/project'), ['env'])).toMatchObject({
      status: 4,
      stdout: '',
      stderr: expect.stringContaining('belongs to user 65534, who cannot reach it'),
    });
  });
});

/** A colleague's, for a team: setgid, and others may read. */
function teamProject(): Tree {
  const t = smallProject();
  spawnSync('chown', ['-hR', `${COLLEAGUE}:${TEAM}`, t.root]);
  spawnSync('chmod', ['-R', 'g+rwX,o+rX', t.root]);
  spawnSync('find', [t.root, '-type', 'd', '-exec', 'chmod', 'g+s', '{}', '+']);
  return t;
}

function mine(t: Tree, args: readonly string[], gid: number, home: Tree, options: SpawnSyncOptions = {}) {
  const env = { ...CRON_ENV, HOME: home.root, XDG_CONFIG_HOME: home.root };
  return outputs(t.root, args, { uid: ME, gid, env, ...options });
}

function myHome(): Tree {
  const home = tree({});
  chownSync(home.root, ME, TEAM);
  return home;
}

const LOOKS = [
  ['status'],
  ['check'],
  ['doctor'],
  ['history'],
  ['verify'],
  ['compare'],
  ['parse', 'UNet_epoch_1.pth'],
  ['clean', '--cache', '-n'],
  ['prune-logs', '-n'],
  ['undo', '--list'],
];
const NEEDS_TRUST = [['env'], ['paths'], ['paths', '--shell', 'sh'], ['clean', '--cache'], ['prune-logs'], ['init']];

describe.skipIf(!isRoot)("a colleague's project", () => {
  it('of our group: looks and dry runs work, everything else once it is trusted', { timeout: 120_000 }, () => {
    using t = teamProject();
    using home = myHome();
    for (const args of LOOKS) expect(mine(t, args, TEAM, home), args.join(' ')).not.toMatchObject({ status: 4 });
    const before = snapshot(t.root);
    for (const args of NEEDS_TRUST) {
      const ran = mine(t, args, TEAM, home);
      expect(ran, args.join(' ')).toMatchObject({ status: 4, stdout: '' });
      expect(ran.stderr).toMatch(/belongs to user 4243.*\n.*outputs trust\n/);
    }
    expect(snapshot(t.root)).toEqual(before);
    expect(mine(t, ['trust'], TEAM, home)).toMatchObject({ status: 0 });
    expect(lstatSync(home.at('outputs/config.yaml')).uid).toBe(ME);
    for (const args of NEEDS_TRUST) expect(mine(t, args, TEAM, home), args.join(' ')).toMatchObject({ status: 0 });
  });

  it('of another group: not even a look, until it is trusted', { timeout: 120_000 }, () => {
    using t = teamProject();
    using home = myHome();
    for (const args of [...LOOKS, ['env'], ['--config', CONFIG, 'status']]) {
      expect(mine(t, args, ME, home), args.join(' ')).toMatchObject({ status: 4, stdout: '' });
    }
    expect(mine(t, ['--config', CONFIG, 'status'], ME, home).stderr).toContain(`outputs trust --config ${CONFIG}\n`);
    expect(mine(t, ['-C', '.', 'status'], ME, home).stderr).toContain('outputs trust -C .\n');
    expect(mine(t, ['trust', '--config', CONFIG], ME, home)).toMatchObject({ status: 0 });
    expect(mine(t, ['status'], ME, home)).toMatchObject({ status: 0 });
    expect(mine(t, ['env'], ME, home)).toMatchObject({ status: 0 });
  });

  it('is trusted though its config cannot even be read', () => {
    using t = teamProject();
    using home = myHome();
    chmodSync(t.at(CONFIG), 0o600);
    expect(mine(t, ['trust'], TEAM, home)).toMatchObject({ status: 0 });
  });
});

it('a project of our own that everybody may write to speaks once it is trusted', () => {
  using t = smallProject();
  using home = tree({});
  const env = { ...CRON_ENV, HOME: home.root, XDG_CONFIG_HOME: home.root };
  chmodSync(t.root, 0o777);
  if (isRoot) spawnSync('chown', ['-hR', `${ME}:${ME}`, t.root, home.root]);
  const as = isRoot ? { uid: ME, gid: ME, env } : { env };
  for (const args of [['status'], ['env'], ['clean', '--cache', '-n']]) {
    const ran = outputs(t.root, args, as);
    expect(ran).toMatchObject({ status: 4, stdout: '' });
    expect(ran.stderr).toMatch(/can be changed by others \(mode 777\).*\n.*outputs trust\n/);
  }
  expect(outputs(t.root, ['trust'], as)).toMatchObject({ status: 0 });
  expect(outputs(t.root, ['env'], as)).toMatchObject({ status: 0 });
});
