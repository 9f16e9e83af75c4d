// Every command on a disk that is 100 % full: it works thanks to the reserve, or refuses clearly, and nothing is lost.

import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { canMount, inChild } from '../support/child.ts';
import { tree } from '../support/tree.ts';

const IMPORTS = `
  import { run } from './test/support/context.ts';
  import { snapshot } from './test/support/tree.ts';
  import { closeSync, existsSync, mkdirSync, openSync, readdirSync, statfsSync, unlinkSync, utimesSync, writeFileSync, writeSync } from 'node:fs';
  const project = process.env.ROOT + '/disk/project';
  const outputs = project + '/outputs';
  const NOW = BigInt(Date.now()) * 1_000_000n;
  let ids = 0;
  const go = async (...argv) => {
    const { code, stdout, stderr } = await run(argv, { cwd: project, now: NOW + BigInt(++ids) * 1_000_000_000n });
    return { code, said: stdout + stderr };
  };
  const old = (path, bytes) => { writeFileSync(path, Buffer.alloc(bytes, 'x')); utimesSync(path, 1e9 + ids++, 1e9 + ids); };
  const make = () => {
    mkdirSync(project + '/configs', { recursive: true });
    writeFileSync(project + '/configs/project_config.yaml', 'outputs: {}\\n');
  };
  const stock = () => {
    for (const n of [1, 2, 3, 4]) old(outputs + '/checkpoints/UNet_epoch_' + n + '.pth', 100_000);
    mkdirSync(outputs + '/cache/data');
    old(outputs + '/cache/data/a.bin', 100_000); old(outputs + '/cache/b.bin', 50_000);
    old(outputs + '/logs/a.log', 50_000);
  };
  /** Down to the last byte, in pieces of ever smaller size. */
  const fill = (name = 'fill') => {
    for (const size of [1 << 20, 1 << 12, 1]) {
      try { for (;;) { const f = openSync(project + '/' + name + size, 'a'); try { writeSync(f, Buffer.alloc(size, 'f')); } finally { closeSync(f); } } }
      catch (error) { if (error.code !== 'ENOSPC') throw error; }
    }
    // ext4 also needs a block for a folder that grows; use up what the loop above left for small names.
    try { for (let n = 0; n < 100_000; n++) mkdirSync(project + '/' + name + '-d' + n); } catch (error) { if (error.code !== 'ENOSPC') throw error; }
  };
  const left = () => readdirSync(outputs + '/checkpoints').sort();`;

const TMPFS = 'mkdir "$ROOT/disk"; mount -t tmpfs -o size=120m,nr_inodes=2000 none "$ROOT/disk"';
const EXT4 = 'mkdir "$ROOT/disk"; mount -o loop "$ROOT/image" "$ROOT/disk"';

function canLoop(): boolean {
  using t = tree({ disk: { dir: true } });
  makeExt4(t.root);
  const mounted = spawnSync('mount', ['-o', 'loop', t.at('image'), t.at('disk')]).status === 0;
  if (mounted) execFileSync('umount', [t.at('disk')]);
  return mounted;
}

function makeExt4(root: string, more: readonly string[] = []): void {
  spawnSync('truncate', ['-s', '120M', `${root}/image`]);
  spawnSync('mkfs.ext4', ['-q', '-m', '0', ...more, '-F', `${root}/image`]);
}

const DISKS = [
  ['tmpfs', TMPFS, canMount()],
  ['ext4', EXT4, process.getuid?.() === 0 && canLoop()],
] as const;

describe.each(DISKS)('on a full %s', (name, mount, possible) => {
  const onDisk = (body: string): unknown => {
    using t = tree();
    if (name === 'ext4') makeExt4(t.root);
    return inChild(t, IMPORTS, body, { mount, ...(name === 'ext4' && { asRoot: true as const }) });
  };

  test.skipIf(!possible)('with a reserve, everything works and undo brings it back', () => {
    const answer = onDisk(`
      make(); const init = await go('init'); stock(); const reserve = existsSync(outputs + '/.trash/RESERVE');
      const shots = () => { const { '': itself, ...all } = snapshot(outputs + '/checkpoints'); return JSON.stringify(all, (_, v) => typeof v === 'bigint' ? String(v) : v); };
      const before = shots();
      fill(); const free = statfsSync(outputs).bavail * statfsSync(outputs).bsize;
      const steps = {};
      steps.paths = await go('paths');
      steps.init = await go('init');
      steps.prune = await go('prune-checkpoints', '--keep-last', '2', '--yes');
      const pruned = left();
      steps.undo = await go('undo');
      const same = shots() === before;
      steps.logs = await go('prune-logs');
      steps.cache = await go('clean', '--cache');
      steps.empty = await go('clean', '--trash', '--yes');
      return { init, reserve, free, steps, pruned, same, cache: readdirSync(outputs + '/cache'), logs: readdirSync(outputs + '/logs') };`);
    expect(answer).toMatchObject({
      init: { code: 0 },
      reserve: true,
      free: expect.any(Number),
      steps: {
        paths: { code: 0 },
        init: { code: 0 },
        prune: { code: 0, said: expect.stringMatching(/The disk is nearly full .*outputs clean --trash/) },
        undo: { code: 0 },
        logs: { code: 0 },
        cache: { code: 0 },
        empty: { code: 0 },
      },
      pruned: ['UNet_epoch_3.pth', 'UNet_epoch_4.pth'],
      same: true,
      cache: [],
      logs: [],
    });
    expect((answer as { free: number }).free).toBeLessThan(65_536);
  });

  test.skipIf(!possible)('without a reserve, single files still go, and what needs a journal refuses and says what helps', () => {
    const answer = onDisk(`
      make(); mkdirSync(outputs); for (const name of ['checkpoints', 'cache', 'logs']) mkdirSync(outputs + '/' + name);
      stock(); mkdirSync(outputs + '/.trash', { mode: 0o700 }); fill();
      const before = left();
      const prune = await go('prune-checkpoints', '--keep-last', '2', '--yes');
      const plan = await go('prune-checkpoints', '--keep-last', '2', '--dry-run', '--plan', 'p.jsonl');
      const kept = left();
      const logs = await go('prune-logs');
      return { before, kept, prune, plan, there: existsSync(project + '/p.jsonl'), logs, left: readdirSync(outputs + '/logs') };`) as Record<
      string,
      unknown
    >;
    expect(answer['kept']).toEqual(answer['before']);
    expect(answer).toMatchObject({
      prune: { code: 4, said: expect.stringMatching(/the disk is full.*clean --trash/s) },
      plan: { code: 4, said: expect.stringMatching(/ENOSPC/) },
      there: false,
      logs: { code: 0 },
      left: [],
    });
  });
});

test.skipIf(!canMount())('on a small disk the reserve is made again, as often as it is used', () => {
  using t = tree();
  const answer = inChild(
    t,
    IMPORTS,
    `
      make(); await go('init');
      const reserve = () => existsSync(outputs + '/.trash/RESERVE');
      for (const n of [1, 2, 3]) old(outputs + '/results/r' + n + '.json', 100);
      const bytes = (name) => {
        for (const size of [1 << 20, 1 << 12, 1])
          try { for (;;) { const f = openSync(project + '/' + name, 'a'); try { writeSync(f, Buffer.alloc(size, 'f')); } finally { closeSync(f); } } }
          catch (error) { if (error.code !== 'ENOSPC') throw error; }
      };
      const codes = [];
      for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) {
        bytes(name);
        codes.push((await go('clean', '--results', '--yes')).code, reserve(), (await go('undo')).code, reserve());
      }
      return { codes, left: readdirSync(outputs + '/results').sort() };`,
    { mount: TMPFS.replace('size=120m', 'size=64m') },
  );
  expect(answer).toEqual({ codes: Array(6).fill([0, true, 0, true]).flat(), left: ['r1.json', 'r2.json', 'r3.json'] });
});

describe.each([
  [
    'tmpfs, which wants one for each name that it gives back',
    TMPFS.replace('size=120m,nr_inodes=2000', 'size=64m,nr_inodes=60'),
    canMount(),
  ],
  ['ext4', EXT4, process.getuid?.() === 0 && canLoop()],
] as const)('without inodes on %s', (name, mount, possible) => {
  test.skipIf(!possible)('clean and undo work as often as the disk is filled, and the reserve stays as it was', () => {
    using t = tree();
    if (name === 'ext4') makeExt4(t.root, ['-N', '64']);
    const answer = inChild(
      t,
      IMPORTS,
      `
      make(); await go('init');
      const reserve = () => readdirSync(outputs + '/.trash').filter((name) => name.startsWith('RESERVE')).length;
      for (const n of [1, 2, 3]) old(outputs + '/results/r' + n + '.json', 100);
      mkdirSync(outputs + '/results/run'); old(outputs + '/results/run/a.json', 100);
      const inodes = (cycle) => {
        try { for (let n = 0; n < 100_000; n++) closeSync(openSync(project + '/i' + cycle + '-' + n, 'a')); }
        catch (error) { if (error.code !== 'ENOSPC') throw error; }
      };
      const steps = [], reserves = [];
      for (let cycle = 1; cycle <= 6; cycle++) {
        inodes(cycle);
        const clean = await go('clean', '--results', '--yes');
        inodes(cycle + 'a');
        const undo = await go('undo');
        steps.push({ clean: clean.code, undo: undo.code, said: undo.code === 0 ? '' : clean.said + undo.said });
        reserves.push(reserve());
      }
      return { steps, reserves: new Set(reserves).size, left: readdirSync(outputs + '/results').sort() };`,
      { mount, ...(name === 'ext4' && { asRoot: true as const }) },
    );
    expect(answer).toEqual({
      steps: Array(6).fill({ clean: 0, undo: 0, said: '' }),
      reserves: 1,
      left: ['r1.json', 'r2.json', 'r3.json', 'run'],
    });
  });
});
