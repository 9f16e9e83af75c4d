// The real command as cron runs it: no PATH, no HOME, no terminal, odd masks and limits.

import { spawnSync } from 'node:child_process';
import { lstatSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { command } from '../support/run.ts';
import { smallProject } from '../support/small-project.ts';
import { snapshot } from '../support/tree.ts';

function cron(cwd: string, line: string, env: Readonly<Record<string, string>> = {}) {
  return spawnSync('/bin/sh', ['-c', line], {
    cwd,
    env: { NODE: process.execPath, OUTPUTS: command, ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

const PRUNE = '"$NODE" "$OUTPUTS" prune-logs --quiet';
const CHECKPOINTS = '"$NODE" "$OUTPUTS" prune-checkpoints --yes --quiet';

describe('in cron', () => {
  it.each([
    ['an empty environment', PRUNE, {}],
    ['an empty PATH', PRUNE, { PATH: '' }],
    ['a PATH that leads nowhere, and a strange TZ and LANG', PRUNE, { PATH: '/nowhere', TZ: 'Mars/Base', LANG: 'xx_XX' }],
    ['few descriptors', `ulimit -n 64; ${PRUNE}`, {}],
    ['umask 000', `umask 000; ${PRUNE}`, {}],
    ['umask 077', `umask 077; ${PRUNE}`, {}],
    ['umask 777', `umask 777; ${PRUNE}`, {}],
  ])('with %s, logs are pruned without a word', (_, line, env) => {
    using t = smallProject();
    expect(cron(t.root, line, env)).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(readdirSync(t.at('outputs/logs'))).toEqual(['new.log']);
  });

  it.each(['000', '002', '077'])('with umask %s the trash is ours alone', (mask) => {
    using t = smallProject();
    expect(cron(t.root, `umask ${mask}; ulimit -n 64; ${CHECKPOINTS}`)).toMatchObject({ status: 0, stderr: '' });
    const modes = Object.entries(snapshot(t.at('outputs/.trash')))
      .filter(([path]) => !/items\/./.test(path))
      .map(([path, { mode }]) => [path, mode.slice(-2)]);
    expect(modes.filter(([, others]) => others !== '00')).toEqual([]);
    expect(lstatSync(t.at('outputs/.trash')).mode & 0o777).toBe(0o700);
  });

  it('without a helper for the lock, as in a bare container', () => {
    using t = smallProject();
    // A mount namespace of our own, in which no flock can be started.
    const hidden = 'for f in /usr/bin/flock /bin/flock; do [ -e "$f" ] && mount --bind /dev/null "$f"; done; ';
    if (spawnSync('unshare', ['-m', 'true']).status !== 0) return expect(process.getuid?.()).not.toBe(0);
    const ran = spawnSync('unshare', ['-m', '/bin/sh', '-c', hidden + CHECKPOINTS], {
      cwd: t.root,
      env: { NODE: process.execPath, OUTPUTS: command, PATH: '/usr/bin:/bin:/usr/sbin:/sbin' },
      encoding: 'utf8',
    });
    expect(ran).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(t.at('outputs/.trash'))).not.toContain('holder.json');
  });

  it('says nothing when there is nothing to do, and makes nothing', () => {
    using t = smallProject();
    const before = snapshot(t.root);
    const line = '"$NODE" "$OUTPUTS" prune-logs --older-than 1y --quiet';
    expect(cron(t.root, line)).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(snapshot(t.root)).toEqual(before);
  });
});
