// Two real commands in one project.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run } from '../support/context.ts';
import { CRON_ENV, command, outputs } from '../support/run.ts';
import { at, onTerminal, smallProject } from '../support/small-project.ts';
import { snapshot, type Tree } from '../support/tree.ts';

const hasFlock = spawnSync('flock', ['--version']).status === 0;

/** Another program that has the lock until it is stopped. */
async function holding(t: Tree): Promise<Disposable> {
  mkdirSync(t.at('outputs/.trash'), { mode: 0o700, recursive: true });
  const child = spawn('flock', [t.at('outputs/.trash'), 'sh', '-c', 'echo held; read -r _'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  return { [Symbol.dispose]: () => child.stdin.end() };
}

describe.skipIf(!hasFlock)('while another operation has the lock', () => {
  it.each([[['clean', '--cache']], [['prune-logs']], [['prune-checkpoints', '--yes']]])(
    '%j ends with 5 and changes nothing',
    async (args) => {
      using t = smallProject();
      using _ = await holding(t);
      const before = snapshot(t.root);
      const ran = outputs(t.root, args);
      expect(ran).toMatchObject({ status: 5, stdout: '' });
      expect(ran.stderr).toMatch(/^error: another operation is at work here; nothing was touched\nhint: add --wait 30s/);
      expect(snapshot(t.root)).toEqual(before);
    },
  );

  it('says so in JSON', async () => {
    using t = smallProject();
    using _ = await holding(t);
    const ran = outputs(t.root, ['clean', '--cache', '--json']);
    expect(JSON.parse(ran.stderr)).toMatchObject({ error: { code: 'locked', exitCode: 5 } });
  });

  it('one with --wait goes on as soon as it ends', async () => {
    using t = smallProject();
    const held = await holding(t);
    let before: readonly string[] = [];
    const sleeping = (): void => {
      before = readdirSync(t.at('outputs/logs'));
      held[Symbol.dispose]();
    };
    expect(await run(['prune-logs', '--wait', '1h'], at(t, { sleeping }))).toMatchObject({ code: 0 });
    expect(before).toHaveLength(2);
    expect(readdirSync(t.at('outputs/logs'))).toHaveLength(1);
  });

  it.each([[['paths']], [['prune-logs', '--dry-run']], [['clean', '--all', '-n']]])('%j does not care', async (args) => {
    using t = smallProject();
    using _ = await holding(t);
    expect(outputs(t.root, args)).toMatchObject({ status: 0 });
  });

  it('the question is asked first: nobody waits for a person', async () => {
    using t = smallProject();
    using _ = await holding(t);
    expect(await run(['prune-checkpoints'], onTerminal(t, 'n'))).toMatchObject({ code: 0, asked: 1 });
    expect(await run(['prune-checkpoints'], onTerminal(t, 'y'))).toMatchObject({ code: 5, asked: 1 });
  });

  it('and while the question stands the lock is free', async () => {
    using t = smallProject();
    let other: ReturnType<typeof outputs> | undefined;
    const before = () => {
      other = outputs(t.root, ['clean', '--cache']);
    };
    expect(await run(['prune-checkpoints'], { ...onTerminal(t, 'y'), before })).toMatchObject({ code: 0 });
    expect(other).toMatchObject({ status: 0 });
  });
});

it('what another operation does before the lock is ours is seen', async () => {
  using t = smallProject();
  const held = await holding(t);
  let isWaiting = false;
  const sleeping = (): void => {
    if (isWaiting) return;
    isWaiting = true;
    // The newest is gone meanwhile: the one before must stay now.
    spawnSync('rm', [t.at('outputs/checkpoints/UNet_epoch_3.pth'), t.at('outputs/checkpoints/UNet_best.pth')]);
    held[Symbol.dispose]();
  };
  const { code, stdout } = await run(['prune-checkpoints', '--yes', '--wait', '1h', '--json'], at(t, { sleeping }));
  expect({ code, isWaiting }).toEqual({ code: 0, isWaiting: true });
  expect(readdirSync(t.at('outputs/checkpoints'))).toEqual(['UNet_epoch_2.pth']);
  expect(JSON.parse(stdout)).toMatchObject({ totals: { removed: { entries: 1 } } });
});

it.skipIf(!hasFlock)('nothing is removed that turned up after a plan of nothing, which nobody was asked about', async () => {
  using t = smallProject();
  expect(await run(['prune-checkpoints', '--yes'], at(t))).toMatchObject({ code: 0 });
  // A month later what lies in the trash has expired: there is something to do after all, and the lock to wait for.
  const later = BigInt(Date.now() + 30 * 86_400_000) * 1_000_000n;
  const held = await holding(t);
  let isWaiting = false;
  const sleeping = (): void => {
    if (isWaiting) return;
    isWaiting = true;
    writeFileSync(t.at('outputs/checkpoints/UNet_epoch_4.pth'), 'new');
    held[Symbol.dispose]();
  };
  expect(await run(['prune-checkpoints', '--wait', '1min'], at(t, { now: later, sleeping }))).toMatchObject({
    code: 4,
    stdout: '',
  });
  expect(isWaiting).toBe(true);
  expect(readdirSync(t.at('outputs/checkpoints'))).toContain('UNet_epoch_3.pth');
});

it('--wait takes a time', async () => {
  using t = smallProject();
  expect(await run(['clean', '--cache', '--wait', '30'], at(t))).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--wait'),
  });
});

it('two at once: both end well, and everything is removed once', async () => {
  using t = smallProject();
  const start = () =>
    once(
      spawn(process.execPath, [command, 'prune-logs', '--wait', '1h'], { cwd: t.root, env: CRON_ENV, stdio: 'ignore' }),
      'exit',
    );
  const codes = (await Promise.all([start(), start(), start()])).map(([code]) => code);
  expect(codes).toEqual([0, 0, 0]);
  expect(readdirSync(t.at('outputs/logs'))).toEqual(['new.log']);
});

describe.skipIf(!hasFlock)('init', () => {
  it('has a lock of its own, on the project', async () => {
    using t = smallProject();
    const child = spawn('flock', [t.root, 'sh', '-c', 'echo held; read -r _'], { stdio: ['pipe', 'pipe', 'ignore'] });
    await once(child.stdout, 'data');
    expect(outputs(t.root, ['init']).status).toBe(5);
    expect(outputs(t.root, ['init', '--dry-run']).status).toBe(0);
    child.stdin.end();
    await once(child, 'exit');
    expect(outputs(t.root, ['init']).status).toBe(0);
  });

  it('twice at once makes one whole result', async () => {
    using t = smallProject();
    const start = () =>
      once(spawn(process.execPath, [command, 'init', '--wait', '1h'], { cwd: t.root, env: CRON_ENV, stdio: 'ignore' }), 'exit');
    const codes = (await Promise.all([start(), start()])).map(([code]) => code);
    expect(codes).toEqual([0, 0]);
    expect(outputs(t.root, ['init']).stdout).toMatch(/nothing to do/i);
  });
});
