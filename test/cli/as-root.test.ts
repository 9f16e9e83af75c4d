// Root in somebody's project, with the real command: it becomes the owner, or does nothing.

import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { outputs } from '../support/run.ts';
import { smallProject } from '../support/small-project.ts';
import { snapshot, type Tree } from '../support/tree.ts';

const NOBODY = 65_534;
const THIRD = 4242;
const isRoot = process.getuid?.() === 0;

/** `smallProject`, all of it nobody's. */
function nobodysProject(): Tree {
  const t = smallProject();
  spawnSync('chown', ['-hR', `${NOBODY}:${NOBODY}`, t.root]);
  return t;
}

const owners = (t: Tree): ReadonlySet<bigint> => new Set(Object.values(snapshot(t.root)).map(({ uid }) => uid));

describe.skipIf(!isRoot)("in a user's project", () => {
  it.each([[['clean', '--cache']], [['prune-logs']], [['prune-checkpoints', '--yes']], [['init']]])(
    '%j leaves nothing that is not the user’s',
    (args) => {
      using t = nobodysProject();
      const before = snapshot(t.root);
      expect(outputs(t.root, args)).toMatchObject({ status: 0 });
      expect(snapshot(t.root)).not.toEqual(before);
      expect(owners(t)).toEqual(new Set([BigInt(NOBODY)]));
    },
  );

  it('what the user cannot do, root does not do either', () => {
    using t = nobodysProject();
    const cache = t.at('outputs/cache');
    chownSync(cache, 0, 0);
    chmodSync(cache, 0o755);
    const before = snapshot(cache);
    // Root's own folder in it makes nothing worse; it just cannot be emptied.
    expect(outputs(t.root, ['clean', '--cache'])).toMatchObject({ status: 3, stdout: expect.stringContaining('EACCES') });
    expect(snapshot(cache)).toEqual(before);
  });

  it('sudo’s variables change nothing about it', () => {
    using t = nobodysProject();
    const env = { PATH: '/usr/bin:/bin', HOME: '/root', SUDO_UID: '0', SUDO_GID: '0', SUDO_USER: 'root' };
    expect(outputs(t.root, ['prune-checkpoints', '--yes'], { env })).toMatchObject({ status: 0 });
    expect(owners(t)).toEqual(new Set([BigInt(NOBODY)]));
  });

  it('nothing is ever chowned or chmodded', () => {
    using t = nobodysProject();
    const calls = 'trace=chmod,fchmod,fchmodat,?fchmodat2,chown,fchown,lchown,fchownat,setuid,setresuid';
    const traced = spawnSync(
      'strace',
      ['-f', '-qq', '-e', calls, process.execPath, 'bin/outputs.cjs', '-C', t.root, 'clean', '--cache'],
      {
        encoding: 'utf8',
        cwd: new URL('../..', import.meta.url),
      },
    );
    expect(traced.status).toBe(0);
    expect(traced.stderr).toMatch(/setuid\(65534\)/);
    expect(traced.stderr).not.toMatch(/ch(?:mod|own)/);
  });

  it('a dry run shows what the user would do, and makes nothing', () => {
    using t = nobodysProject();
    const before = snapshot(t.root);
    expect(outputs(t.root, ['prune-checkpoints', '--dry-run'])).toMatchObject({ status: 0 });
    expect(snapshot(t.root)).toEqual(before);
  });
});

describe.skipIf(!isRoot)('it refuses, and names what is wrong', () => {
  it.each<[string, RegExp, (t: Tree) => void]>([
    ['a project that everybody can write to', /project can be changed by others \(mode 777\)/, (t) => chmodSync(t.root, 0o777)],
    ['outputs that everybody can write to', /outputs can be changed by others/, (t) => chmodSync(t.at('outputs'), 0o777)],
    [
      'a section that another group can write to',
      /outputs\/cache can be changed by others \(mode 775\)/,
      (t) => {
        chownSync(t.at('outputs/cache'), 0, THIRD);
        chmodSync(t.at('outputs/cache'), 0o775);
      },
    ],
    ['a project of a third user', /project belongs to user 4242/, (t) => chownSync(t.root, THIRD, THIRD)],
    ['a section of a third user', /outputs\/cache belongs to user 4242/, (t) => chownSync(t.at('outputs/cache'), THIRD, THIRD)],
    [
      'a configuration of a third user',
      /project_config\.yaml belongs to user 4242/,
      (t) => chownSync(t.at('configs/project_config.yaml'), THIRD, THIRD),
    ],
  ])('%s', (_, message, spoil) => {
    using t = smallProject();
    spoil(t);
    const before = snapshot(t.root);
    for (const args of [['clean', '--cache'], ['prune-checkpoints', '--yes'], ['clean', '--cache', '--dry-run'], ['init']]) {
      const ran = outputs(t.root, args);
      expect(ran).toMatchObject({ status: 4, stdout: '' });
      expect(ran.stderr.replaceAll(t.root, 'project')).toMatch(message);
    }
    expect(snapshot(t.root)).toEqual(before);
  });

  it('a trash that the user made, when outputs are root’s', () => {
    using t = smallProject();
    mkdirSync(t.at('outputs/.trash'), { mode: 0o700 });
    chownSync(t.at('outputs/.trash'), NOBODY, NOBODY);
    expect(outputs(t.root, ['prune-checkpoints', '--yes'])).toMatchObject({
      status: 4,
      stderr: expect.stringContaining('belongs to another user (65534)'),
    });
    expect(readdirSync(t.at('outputs/.trash'))).toEqual([]);
  });
});

describe.skipIf(!isRoot)('what a user puts into their logs before root’s cron job comes', () => {
  it('links, hard links, pipes and devices lead nowhere', () => {
    using t = nobodysProject();
    using canary = smallProject();
    const logs = t.at('outputs/logs');
    symlinkSync(canary.at('outputs/logs'), `${logs}/folder.log`);
    symlinkSync(canary.at('outputs/logs/old.log'), `${logs}/file.log`);
    spawnSync('mkfifo', [`${logs}/pipe.log`]);
    spawnSync('mknod', [`${logs}/zero.log`, 'c', '1', '5']);
    spawnSync('ln', [canary.at('outputs/logs/old.log'), `${logs}/hard.log`]);
    writeFileSync(`${logs}/\x1b]0;owned\x07.log`, '');
    spawnSync('touch', ['-h', '-d', '9 days ago', ...readdirSync(logs).map((name) => `${logs}/${name}`)]);
    const before = snapshot(canary.root);
    expect(lstatSync(`${logs}/hard.log`).nlink).toBe(2);
    const ran = outputs(t.root, ['prune-logs', '--older-than', '1d']);
    expect([0, 3]).toContain(ran.status);
    expect(snapshot(canary.root)).toEqual(before);
    expect(ran.stdout + ran.stderr).not.toMatch(/[\x1b\x07]/);
    expect(lstatSync(`${logs}/pipe.log`).isFIFO()).toBe(true);
  });
});

it.skipIf(!isRoot)('root’s own tree below a sticky /tmp, as in CI and containers, is just cleaned', () => {
  using t = smallProject();
  expect(lstatSync(tmpdir()).mode & 0o1777).toBe(0o1777);
  expect(outputs(t.root, ['prune-checkpoints', '--yes'])).toMatchObject({ status: 0, stderr: '' });
});

it('an ordinary user hears of places that everybody can write to, and goes on', () => {
  using t = smallProject();
  chmodSync(t.at('outputs/cache'), 0o777);
  if (isRoot) spawnSync('chown', ['-hR', `${NOBODY}:${NOBODY}`, t.root]);
  const ran = outputs(t.root, ['clean', '--cache'], isRoot ? { uid: NOBODY, gid: NOBODY } : {});
  expect(ran).toMatchObject({ status: 0, stderr: expect.stringContaining('cache can be changed by every user of this machine') });
});
