import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, lstatSync, openSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { deviceText } from '../../../../src/core/disk/mounts.ts';
import { type Devices, openFiles } from '../../../../src/core/protection/read/open-files.ts';
import type { InodeKey } from '../../../../src/core/types/items.ts';
import type { PathText } from '../../../../src/core/types/primitives.ts';
import { inChild } from '../../../support/child.ts';
import { IN_MEMORY, tree } from '../../../support/tree.ts';

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

function devices(path: PathText): Devices {
  const { dev } = lstatSync(path, { bigint: true });
  return new Map([[dev, deviceText(dev)]]);
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

  test.skipIf(IN_MEMORY !== '/dev/shm')('also in /dev/shm, the one place below /dev that people keep files in', async () => {
    using t = tree({ 'logs/open.log': '', 'cache/x': '' }, undefined, IN_MEMORY);
    using _ = await holding(t.at('logs/open.log'), t.at('cache'));
    expect(openFiles('/proc', devices(t.root)).held.has(keyOf(t.at('logs/open.log')))).toBe(true);
  });

  test('also when the file has another name since', async () => {
    using t = tree({ 'logs/open.log': '', 'cache/x': '' });
    using _ = await holding(t.at('logs/open.log'), t.at('cache'));
    const key = keyOf(t.at('logs/open.log'));
    t.add({ 'logs/second.log': { hardLink: 'logs/open.log' } });
    expect(openFiles('/proc', devices(t.root)).held.has(key)).toBe(true);
  });

  test('who has only mapped a file into memory, as Arrow does', async () => {
    using t = tree({ 'cache/table.arrow': 'x'.repeat(8192), 'cache/other': '' });
    const python = `import mmap, sys
with open(sys.argv[1], 'rb') as f: m = mmap.mmap(f.fileno(), 0, prot=mmap.PROT_READ)
import os
for d in map(int, os.listdir('/proc/self/fd')):
    try:
        if d > 2: os.close(d)
    except OSError: pass
print('ready', flush=True); sys.stdin.readline()`;
    const child = spawn('python3', ['-c', python, t.at('cache/table.arrow')], { cwd: '/', stdio: ['pipe', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    const { held } = openFiles('/proc', devices(t.root));
    child.kill();
    expect(held.get(keyOf(t.at('cache/table.arrow')))?.pid).toBe(child.pid);
    expect(held.has(keyOf(t.at('cache/other')))).toBe(false);
  });

  test('who has locked a file', async () => {
    using t = tree({ 'cache/index.db': '' });
    const child = spawn('flock', [t.at('cache/index.db'), 'sh', '-c', 'echo ready; read -r _'], {
      cwd: '/',
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    const locked = openFiles('/proc', devices(t.root)).held.has(keyOf(t.at('cache/index.db')));
    child.kill();
    expect(locked).toBe(true);
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
    expect(openFiles('/proc', new Map([[123_456n, '4:4']])).held.size).toBe(0);
  });

  test.skipIf(process.getuid?.() !== 0)("other users' processes are counted, kernel threads are not", async () => {
    using t = tree({ 'logs/open.log': '', 'cache/x': '' });
    using _ = await holding(t.at('logs/open.log'), t.at('cache'));
    const answer = inChild(
      t,
      `import { openFiles } from './src/core/protection/read/open-files.ts'; import { readdirSync, readFileSync, lstatSync } from 'node:fs';`,
      `const { unseenProcesses } = openFiles('/proc', new Map([[lstatSync(root, { bigint: true }).dev, '0:0']]));
       return { unseenProcesses, all: readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name)).length };`,
      { unprivileged: true },
    ) as { unseenProcesses: number; all: number };
    expect(answer.unseenProcesses).toBeGreaterThan(0);
    expect(answer.unseenProcesses).toBeLessThan(answer.all);
  });
});

test('nothing where there is no /proc', () => {
  expect(openFiles('/nowhere', new Map([[1n, '0:1']]))).toEqual({ held: new Map(), unseenProcesses: 0 });
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

test('what the kernel alone tells: mapped and locked inodes, by the superblock', () => {
  using t = tree({
    'proc/self': { link: '8' },
    'proc/8/maps': '7f00-7f01 r--p 00000000 00:2a 256 /data/ours\n',
    'proc/9/comm': 'reader\n',
    'proc/9/maps': [
      '7f00-7f01 r--s 00000000 00:2a 257                     /data/table.arrow',
      '7f01-7f02 r--s 00000000 00:2b 258                     /elsewhere',
      '7f02-7f03 rw-p 00000000 00:00 0                       [heap]',
      '7f03-7f04 r--s 00000000 00:2a 259                     /data/of 00:2a 260 names (deleted)',
      '',
    ].join('\n'),
    'proc/locks': [
      '1: FLOCK  ADVISORY  WRITE 9 00:2a:300 0 EOF',
      '2: POSIX  ADVISORY  READ  -1 00:2a:301 0 EOF',
      '2: -> POSIX  ADVISORY  WRITE 9 00:2a:302 0 EOF',
      '3: FLOCK  ADVISORY  WRITE 9 00:2b:303 0 EOF',
      '',
    ].join('\n'),
  });
  // A btrfs subvolume: its own st_dev, 51, on the superblock 0:42.
  const { held } = openFiles(t.at('proc'), new Map([[51n, '0:42']]));
  const reader = { pid: 9, process: 'reader' };
  expect(Object.fromEntries(held)).toEqual({
    '51:257': reader,
    '51:259': reader,
    '51:260': reader,
    '51:300': reader,
    '51:301': { pid: 0, process: '?' },
    '51:302': reader,
  });
});
