import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, lstatSync, openSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openFiles } from '../../../src/core/project/open-files.ts';
import type { InodeKey, PathText } from '../../../src/core/types.ts';
import { inChild } from '../../support/child.ts';
import { tree } from '../../support/tree.ts';

/** A process that holds a file open for writing and stands in a directory, until it is stopped. */
async function holding(file: PathText, cwd: PathText): Promise<ChildProcess & Disposable> {
  const child = spawn('sh', ['-c', 'exec 9>>"$1"; echo ready; read -r _', 'sh', file], {
    cwd,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return Object.assign(child, { [Symbol.dispose]: () => void child.kill() });
}

function keyOf(path: PathText): InodeKey {
  const { dev, ino } = lstatSync(path, { bigint: true });
  return `${dev}:${ino}`;
}

function devices(path: PathText): ReadonlySet<bigint> {
  return new Set([lstatSync(path, { bigint: true }).dev]);
}

describe('in the real /proc', () => {
  test('who writes a file and who stands in a folder', async () => {
    using t = tree({ 'logs/open.log': '', 'logs/closed.log': '', 'cache/sub/x': '' });
    using child = await holding(t.at('logs/open.log'), t.at('cache/sub'));
    const { held } = openFiles('/proc', devices(t.root));
    const holder = { pid: child.pid, process: 'sh' };
    expect(held.get(keyOf(t.at('logs/open.log')))).toEqual(holder);
    expect(held.get(keyOf(t.at('cache/sub')))).toEqual(holder);
    expect(held.has(keyOf(t.at('logs/closed.log')))).toBe(false);
  });

  test('also when the file has another name since', async () => {
    using t = tree({ 'logs/open.log': '', 'cache/x': '' });
    using _ = await holding(t.at('logs/open.log'), t.at('cache'));
    const key = keyOf(t.at('logs/open.log'));
    t.add({ 'logs/second.log': { hardLink: 'logs/open.log' } });
    expect(openFiles('/proc', devices(t.root)).held.has(key)).toBe(true);
  });

  test('not what we have open ourselves', () => {
    using t = tree({ 'logs/ours.log': '' });
    const descriptor = openSync(t.at('logs/ours.log'), 'r');
    try {
      expect(openFiles('/proc', devices(t.root)).held.has(keyOf(t.at('logs/ours.log')))).toBe(false);
    } finally {
      closeSync(descriptor);
    }
  });

  test('nothing on other disks', () => {
    expect(openFiles('/proc', new Set([123_456n])).held.size).toBe(0);
  });

  test.skipIf(process.getuid?.() !== 0)("other users' processes are counted, kernel threads are not", async () => {
    using t = tree({ 'logs/open.log': '', 'cache/x': '' });
    using _ = await holding(t.at('logs/open.log'), t.at('cache'));
    const answer = inChild(
      t,
      `import { openFiles } from './src/core/project/open-files.ts'; import { readdirSync, readFileSync, lstatSync } from 'node:fs';`,
      `const { unseenProcesses } = openFiles('/proc', new Set([lstatSync(root, { bigint: true }).dev]));
       return { unseenProcesses, all: readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name)).length };`,
      { unprivileged: true },
    ) as { unseenProcesses: number; all: number };
    expect(answer.unseenProcesses).toBeGreaterThan(0);
    expect(answer.unseenProcesses).toBeLessThan(answer.all);
  });
});

test('nothing where there is no /proc', () => {
  expect(openFiles('/nowhere', new Set([1n]))).toEqual({ held: new Map(), unseenProcesses: 0 });
});

test('of several holders, the one with the lowest number', () => {
  using t = tree({
    'file.log': '',
    'proc/10/fd/3': { link: '../../../file.log' },
    'proc/10/comm': 'ten\n',
    'proc/9/fd/1': { link: '../../../file.log' },
    'proc/9/comm': { text: Buffer.from('na\xffme\n', 'latin1') },
    'proc/self': { link: '8' },
    'proc/8/fd/1': { link: '../../../file.log' },
    'proc/not-a-process/fd/1': { link: '../../../file.log' },
  });
  const { held, unseenProcesses } = openFiles(t.at('proc'), devices(t.root));
  expect([...held.values()]).toEqual([{ pid: 9, process: 'na\udcffme' }]);
  expect(unseenProcesses).toBe(0);
});
