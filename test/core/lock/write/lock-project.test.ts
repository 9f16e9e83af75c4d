import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { holderText, type LockHolder } from '../../../../src/core/lock/lock-holder.ts';
import { ourselves } from '../../../../src/core/lock/read/process-identity.ts';
import { type Wait, withLock, withProjectLock } from '../../../../src/core/lock/write/lock-project.ts';
import { inChild } from '../../../support/child.ts';
import { snapshot, type Tree, tree } from '../../../support/tree.ts';

const REPOSITORY = fileURLToPath(new URL('../../../..', import.meta.url));
const ONCE: Wait = {
  atMost: 0n,
  now: () => BigInt(Date.now()) * 1_000_000n,
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};
const WHO = { command: 'clean', since: 1_790_000_000_000_000_000n, proc: '/proc' };
const WITHOUT_HELPER = { ...WHO, helpers: [] };
const HOLDER_FILE = 'outputs/.trash/holder.json';

function project(): Tree {
  return tree({ 'outputs/cache/x': 'x' });
}

/** A process of its own that takes the lock and keeps it until it is stopped. */
async function holding(t: Tree, who: object = WHO): Promise<ChildProcess & Disposable> {
  const file = t.at('holder.mjs');
  const who_ = JSON.stringify({ ...who, since: undefined });
  buildSync({
    stdin: {
      contents: `import { withLock } from './src/core/lock/write/lock-project.ts';
        const wait = { atMost: 0n, now: () => 0n, sleep: async () => {} };
        await withLock(${JSON.stringify(t.at('outputs'))}, { ...${who_}, since: 0n }, wait, async () => {
          process.stdout.write('held');
          await new Promise((resolve) => process.stdin.once('data', resolve));
        });`,
      resolveDir: REPOSITORY,
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outfile: file,
    logLevel: 'silent',
  });
  const child = spawn(process.execPath, [file], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return Object.assign(child, { [Symbol.dispose]: () => void child.kill('SIGKILL') });
}

async function killed(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

const attemptLock = (t: Tree, who: typeof WHO = WHO, wait: Wait = ONCE) =>
  withLock(t.at('outputs'), who, wait, async () => 'done');

describe.each([
  ['with the kernel', WHO],
  ['without a helper', WITHOUT_HELPER],
])('%s', (_, who) => {
  test('the body runs, seen by others, and nothing but the trash folder is left', async () => {
    using t = project();
    const said = await withLock(t.at('outputs'), who, ONCE, async () => readFileSync(t.at(HOLDER_FILE), 'utf8'));
    expect(JSON.parse(said)).toMatchObject({ pid: process.pid, command: 'clean', since: '2026-09-21T14:13:20.000Z' });
    expect(readdirSync(t.at('outputs/.trash'))).toEqual([]);
    expect(snapshot(t.at('outputs'))['.trash']?.mode).toBe('0700');
  });

  test('it is given back where the body fails', async () => {
    using t = project();
    await expect(withLock(t.at('outputs'), who, ONCE, () => Promise.reject(new Error('x')))).rejects.toThrow('x');
    await expect(attemptLock(t, who)).resolves.toBe('done');
  });

  test('a second one is told who has it', async () => {
    using t = project();
    using child = await holding(t, who);
    await expect(attemptLock(t, who)).rejects.toMatchObject({
      code: 'locked',
      message: expect.stringMatching(
        new RegExp(`^outputs clean \\(pid ${child.pid} on .+, user .+, since .+\\) is at work here`),
      ),
      hint: expect.stringContaining('--wait 30s'),
    });
  });

  test('or waits', async () => {
    using t = project();
    using child = await holding(t, who);
    const heard: string[] = [];
    const waiting = (holder: string) => {
      if (heard.push(holder) === 2) child.stdin?.write('enough');
    };
    await expect(attemptLock(t, who, { ...ONCE, atMost: 3_600_000_000_000n, waiting })).resolves.toBe('done');
    expect(heard[0]).toContain(`pid ${child.pid}`);
  });

  test('for as long as was said', async () => {
    using t = project();
    using _child = await holding(t, who);
    let heard = 0;
    let time = 0n;
    const wait: Wait = {
      atMost: 250_000_000n,
      now: () => time,
      sleep: async (milliseconds) => {
        time += BigInt(milliseconds) * 1_000_000n;
      },
      waiting: () => heard++,
    };
    await expect(attemptLock(t, who, wait)).rejects.toMatchObject({ code: 'locked' });
    expect(heard).toBeGreaterThan(1);
    expect(time).toBeGreaterThanOrEqual(250_000_000n);
  });

  test('after kill -9 the next one goes on at once', async () => {
    using t = project();
    await killed(await holding(t, who));
    expect(existsSync(t.at(HOLDER_FILE))).toBe(true);
    await expect(attemptLock(t, who)).resolves.toBe('done');
    expect(readdirSync(t.at('outputs/.trash'))).toEqual([]);
  });

  test('of many at once, never two', async () => {
    using t = project();
    let inside = 0;
    let most = 0;
    const one = () =>
      withLock(t.at('outputs'), who, { ...ONCE, atMost: 3_600_000_000_000n }, async () => {
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setTimeout(resolve, 3));
        inside--;
      });
    await Promise.all(Array.from({ length: 8 }, one));
    expect(most).toBe(1);
  });
});

describe('one with the kernel and one without', () => {
  test.each([
    [WHO, WITHOUT_HELPER],
    [WITHOUT_HELPER, WHO],
  ])('see each other', async (first, second) => {
    using t = project();
    using child = await holding(t, first);
    await expect(attemptLock(t, second)).rejects.toMatchObject({ message: expect.stringContaining(`pid ${child.pid}`) });
  });
});

describe('a holder file that was left', () => {
  const left = (more: Partial<LockHolder>): LockHolder => ({
    ...ourselves('/proc'),
    lock: 'file',
    user: 'me',
    command: 'clean',
    since: '2020-01-01T00:00:00.000Z',
    ...more,
  });
  const gone = spawnSync('true').pid;

  test.each<[string, string, 'taken' | 'refused', 'taken' | 'refused']>([
    // what it says, with the kernel's lock, without
    ['a process that ended', holderText(left({ pid: gone })), 'taken', 'taken'],
    ['a number that was given again', holderText(left({ startTicks: '1' })), 'taken', 'taken'],
    ['a process that runs', holderText(left({})), 'refused', 'refused'],
    ['a process that runs, with a kernel lock that is free', holderText(left({ lock: 'kernel' })), 'taken', 'refused'],
    ['another boot', holderText(left({ bootId: 'other' })), ourselves('/proc').machineId === null ? 'refused' : 'taken', 'taken'],
    ['another machine', holderText(left({ bootId: 'other', host: 'other', pid: gone })), 'refused', 'refused'],
    ['another pid namespace', holderText(left({ pidNamespace: 'pid:[1]', pid: gone })), 'refused', 'refused'],
    ['nothing', '', 'taken', 'refused'],
    ['garbage', '\x1b]0;x\x07', 'taken', 'refused'],
  ])('by %s', async (what, text, withKernel, without) => {
    for (const [who, expected] of [
      [WHO, withKernel],
      [WITHOUT_HELPER, what === 'another boot' ? withKernel : without],
    ] as const) {
      using t = tree({ 'outputs/.trash': { dir: true, mode: 0o700 }, [HOLDER_FILE]: text });
      const tried = attemptLock(t, who);
      if (expected === 'taken') await expect(tried).resolves.toBe('done');
      else {
        await expect(tried).rejects.toMatchObject({ code: 'locked', hint: expect.stringContaining(t.at(HOLDER_FILE)) });
        expect(readFileSync(t.at(HOLDER_FILE), 'utf8')).toBe(text);
      }
    }
  });

  test('as a link leads nowhere and is not written through', async () => {
    using t = tree({ 'outputs/.trash': { dir: true, mode: 0o700 }, victim: 'mine', [HOLDER_FILE]: { link: '../../victim' } });
    await expect(attemptLock(t, WITHOUT_HELPER)).rejects.toMatchObject({ code: 'locked' });
    await expect(attemptLock(t)).resolves.toBe('done');
    expect(readFileSync(t.at('victim'), 'utf8')).toBe('mine');
  });

  test('half made by a killed process goes', async () => {
    using t = tree({
      'outputs/.trash': { dir: true, mode: 0o700 },
      'outputs/.trash/holder-7-7.tmp': '',
      'outputs/.trash/holder-x': '',
    });
    await attemptLock(t);
    expect(readdirSync(t.at('outputs/.trash'))).toEqual(['holder-x']);
  });
});

describe('a trash that others could change is refused', () => {
  test.each<[string, (t: Tree) => void]>([
    ['a link', (t) => symlinkSync('../elsewhere', t.at('outputs/.trash'))],
    ['a file', (t) => writeFileSync(t.at('outputs/.trash'), '')],
  ])('%s', async (_, plant) => {
    using t = tree({ 'outputs/cache/x': 'x', elsewhere: { dir: true } });
    plant(t);
    const before = snapshot(t.root);
    await expect(attemptLock(t)).rejects.toMatchObject({ code: 'refused' });
    expect(snapshot(t.root)).toEqual(before);
  });

  test.skipIf(process.getuid?.() !== 0)("another user's", async () => {
    using t = tree({ 'outputs/.trash': { dir: true, mode: 0o700 } });
    spawnSync('chown', ['65534', t.at('outputs/.trash')]);
    await expect(attemptLock(t)).rejects.toMatchObject({ code: 'refused', message: expect.stringContaining('another user') });
  });
});

test('where no trash can be made, the outputs folder itself is locked', () => {
  using t = tree({ outputs: { dir: true, mode: 0o555 } });
  const answer = inChild(
    t,
    `import { withLock } from './src/core/lock/write/lock-project.ts';`,
    `const wait = { atMost: 0n, now: () => 0n, sleep: async () => {} };
     const lock = (body) => withLock(root + '/outputs', { command: 'clean', since: 0n, proc: '/proc' }, wait, body);
     return lock(() => lock(async () => 'both').catch((error) => error.code));`,
    { unprivileged: true },
  );
  expect(answer).toBe('locked');
});

test('a trash that is taken away meanwhile is made again', async () => {
  using t = project();
  const held = withLock(t.at('outputs'), WHO, ONCE, async () => {
    renameSync(t.at('outputs/.trash'), t.at('taken'));
    return attemptLock(t);
  });
  await expect(held).resolves.toBe('done');
  rmSync(t.at('taken'), { recursive: true });
});

test("init's lock is the project's folder, and leaves nothing there", async () => {
  using t = project();
  const before = snapshot(t.root);
  const inner = withProjectLock(t.root, ONCE, () => withProjectLock(t.root, ONCE, async () => 'both'));
  await expect(inner).rejects.toMatchObject({ code: 'locked' });
  await expect(withProjectLock(t.root, ONCE, async () => 'done')).resolves.toBe('done');
  expect(snapshot(t.root)).toEqual(before);
});
