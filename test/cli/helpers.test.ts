// Helper processes: whatever becomes of them, the same files go, and it is told.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { canTrace } from '../support/child.ts';
import { type Gate, gate } from '../support/gate.ts';
import { helpersIn, until as waitUntil } from '../support/helper-processes.ts';
import { CRON_ENV, command } from '../support/run.ts';
import { signal } from '../support/signal.ts';
import { IN_MEMORY, listing, type Tree, tree } from '../support/tree.ts';

const OLD = new Date(Date.now() - 9 * 86_400_000);
const STAYS = [
  'odd',
  'odd/repo',
  'odd/repo/.git',
  'odd/repo/x.log',
  'odd/kept.log',
  'odd/kept.log.keep',
  'odd/link.log',
  'odd/n.log',
];

/** Folders in folders, a flat one with most of the files, and what must stay. */
function logs(flat: number): { readonly t: Tree; readonly files: number; readonly folders: number } {
  const t = tree({ 'configs/project_config.yaml': 'outputs: {}\n', 'outputs/logs': { dir: true } }, undefined, IN_MEMORY);
  let files = 0;
  let folders = 0;
  const fill = (folder: string, count: number): void => {
    mkdirSync(folder, { recursive: true });
    for (let n = 0; n < count; n++, files++) {
      writeFileSync(`${folder}/${n}.log`, 'x');
      utimesSync(`${folder}/${n}.log`, OLD, OLD);
    }
  };
  for (let n = 0; n < 30; n++) {
    fill(t.at(`outputs/logs/run${n}`), 100);
    fill(t.at(`outputs/logs/run${n}/deep/er`), 20);
    folders += 3;
  }
  if (flat > 0) fill(t.at('outputs/logs/flat'), flat);
  t.add({
    'outputs/logs/odd/repo/.git': { text: 'gitdir: elsewhere' },
    'outputs/logs/odd/repo/x.log': { bytes: 1, age: '9d' },
    'outputs/logs/odd/kept.log': { bytes: 1, age: '9d' },
    'outputs/logs/odd/kept.log.keep': { bytes: 0, age: '9d' },
    'outputs/logs/odd/link.log': { link: '../flat', age: '9d' },
    'outputs/logs/odd/n.log': { bytes: 1, age: '1d' },
  });
  return { t, files, folders: folders + (flat > 0 ? 1 : 0) };
}

const ARGS = ['prune-logs', '--quiet'];

function env(helpers: number): Record<string, string> {
  return { ...CRON_ENV, HOME: '/nonexistent', OUTPUTS_HELPERS: String(helpers) };
}

function expectDone({ t, files, folders }: ReturnType<typeof logs>, counted: 'all' | 'some' = 'all'): void {
  const left = listing(t.at('outputs/logs'));
  expect(left.filter((path) => path.startsWith('odd'))).toEqual([...STAYS].sort());
  expect(left.length).toBe(STAYS.length + folders);
  const history = spawnSync(process.execPath, [command, 'history', '--json'], { cwd: t.root, env: CRON_ENV, encoding: 'utf8' });
  const [{ entries, bytes, state }] = JSON.parse(history.stdout).operations;
  expect(state).toBe('done');
  if (counted === 'all') expect({ entries, bytes }).toEqual({ entries: files, bytes: files });
  else expect(entries).toBeLessThanOrEqual(files);
}

async function until<T>(look: () => T | undefined): Promise<T> {
  const found = await waitUntil(look);
  if (found === undefined) throw new Error('it never came to that');
  return found;
}

/** A command whose processes are held in the middle of their work, so that there is a middle to do something in. */
function held(
  t: Tree,
  helpers: number,
  gated: Gate,
): { readonly child: ChildProcess; readonly ended: Promise<{ code: number | null; stderr: string }> } {
  const child = spawn(process.execPath, [command, ...ARGS], {
    cwd: t.root,
    env: { ...env(helpers), ...gated.env },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  let stderr = '';
  child.stderr?.on('data', (text) => {
    stderr += text;
  });
  return {
    child,
    ended: once(child, 'close').then(([code]) => ({
      code: code as number | null,
      stderr,
    })),
  };
}

describe('helper processes', () => {
  it.each([0, 1, 3])('%d of them: the same goes, and is counted', (helpers) => {
    const place = logs(21_000);
    using t = place.t;
    const ran = spawnSync(process.execPath, [command, ...ARGS], { cwd: t.root, env: env(helpers), encoding: 'utf8' });
    expect(ran).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expectDone(place);
  });

  it.each([0, 1, 3])('%d of them: a section is emptied, and all that went is counted', (helpers) => {
    const files = Array.from({ length: 3000 }, (_, n) => [`outputs/cache/d${n % 20}/${n}`, { bytes: 3 }] as const);
    const spec = { 'configs/project_config.yaml': 'outputs: {}\n', ...Object.fromEntries(files) };
    using t = tree(spec, undefined, IN_MEMORY);
    const ran = spawnSync(process.execPath, [command, 'clean', '--cache', '--json'], {
      ...{ cwd: t.root, env: env(helpers), encoding: 'utf8', maxBuffer: 1e8 },
    });
    expect({ status: ran.status, stderr: ran.stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(ran.stdout)).toMatchObject({ warnings: [], operation: { freedBytes: expect.any(Number) } });
    expect(listing(t.at('outputs')).filter((path) => /^cache\/|purge/.test(path))).toEqual([]);
  });

  it.each(['__help-sweep', '__help-free'])('are none that a person could start: %s', (word) => {
    const ran = spawnSync(process.execPath, [command, word], { env: CRON_ENV, encoding: 'utf8' });
    expect(ran).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining(word) });
    const help = spawnSync(process.execPath, [command, '--help'], { env: CRON_ENV, encoding: 'utf8' });
    expect(help.stdout).not.toContain(word);
  });
});

describe.skipIf(!canTrace())('helper processes in trouble', () => {
  it('killed: what they had is done by others', async () => {
    const place = logs(0);
    using t = place.t;
    using gated = gate({ holds: 'helper', helpers: 2 });
    const { ended } = held(t, 2, gated);
    await gated.reached('main-held');
    const [helper = Number.NaN] = await gated.reached('helper-held', 2);
    signal(helper, 'SIGKILL');
    gated.open();
    const { code, stderr } = await ended;
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(/^warning: a helper process ended before it had told all that it did.*\n$/),
    });
    expectDone(place, 'some');
  });

  it('stopped: it is not waited for', async () => {
    const place = logs(0);
    using t = place.t;
    using gated = gate({ holds: 'helper', helpers: 1 });
    const { ended } = held(t, 1, gated);
    await gated.reached('main-held');
    const [helper = Number.NaN] = await gated.reached('helper-held');
    signal(helper, 'SIGSTOP');
    gated.open();
    const { code, stderr } = await ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('a helper process ended') });
    expectDone(place, 'some');
    expect(helpersIn(t.root)).toEqual([]);
  });

  it('refused by the system: everything is done without', () => {
    // Which call makes a process is the C library's business; where Node needs it for its own threads, nothing is tried.
    const refused = ['clone', 'clone3', 'fork', 'vfork'].filter((call) => {
      const place = logs(0);
      using t = place.t;
      const log = `${t.root}-log`;
      const ran = spawnSync(
        'strace',
        ['-qq', '-o', log, '-e', `trace=${call}`, '-e', `inject=${call}:error=EAGAIN`, process.execPath, command, ...ARGS],
        { cwd: t.root, env: env(2), encoding: 'utf8' },
      );
      const isRefused = readFileSync(log, 'latin1').includes('(INJECTED)') && ran.status !== null;
      rmSync(log);
      if (!isRefused || !/^(?:|warning: .*)$/s.test(ran.stderr)) return false;
      expect(ran.status).toBe(0);
      expectDone(place);
      return true;
    });
    expect(refused).not.toEqual([]);
  });

  it('end with the one that they help', async () => {
    const place = logs(0);
    using t = place.t;
    using gated = gate({ holds: 'helper', helpers: 2 });
    const { child, ended } = held(t, 2, gated);
    await gated.reached('main-held');
    signal(child.pid as number, 'SIGKILL');
    await ended;
    gated.open();
    await until(() => (helpersIn(t.root).length === 0 ? true : undefined));
    expect(listing(t.at('outputs/logs')).length).toBeGreaterThan(STAYS.length + place.folders);
  });

  it('Ctrl-C stops all of them between two files, and counts what went', async () => {
    const place = logs(0);
    using t = place.t;
    using gated = gate({ holds: 'helper', helpers: 2 });
    const { child, ended } = held(t, 2, gated);
    await gated.reached('main-held');
    process.kill(-(child.pid as number), 'SIGINT');
    gated.open();
    const { stderr } = await ended;
    expect(stderr).toContain('not all old logs removed: not reached: interrupted');
    const left = listing(t.at('outputs/logs')).length - STAYS.length - place.folders;
    expect(left).toBeGreaterThan(0);
    const history = spawnSync(process.execPath, [command, 'history', '--json'], { cwd: t.root, env: CRON_ENV, encoding: 'utf8' });
    expect(JSON.parse(history.stdout).operations).toMatchObject([{ state: 'interrupted', entries: place.files - left }]);
  });
});
