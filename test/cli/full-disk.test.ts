// Every command on a disk that is 100 % full: it works thanks to the reserve, or refuses clearly, and nothing is lost.

import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { canMount, inChild } from '../support/child.ts';
import { tree } from '../support/tree.ts';

const IMPORTS = `
  import { run } from './test/support/context.ts';
  import { snapshot } from './test/support/tree.ts';
  import { closeSync, existsSync, mkdirSync, openSync, readdirSync, rmSync, statfsSync, statSync, unlinkSync, utimesSync, writeFileSync, writeSync } from 'node:fs';
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

/** The journal of so many files is larger than all that the reserve of such a disk has room for. */
const CROWD = `
  const crowd = (folder) => { mkdirSync(folder, { recursive: true }); for (let n = 0; n < 4000; n++) old(folder + '/a_rather_long_name_of_a_file_' + n + '.json', 0); };
  const names = (folder) => readdirSync(folder).filter((name) => name !== '.trash').sort();
  const reserve = (trash) => readdirSync(trash).filter((name) => name.startsWith('RESERVE')).map((name) => name + ' ' + statSync(trash + '/' + name).size).sort().join();
  const operations = (trash) => readdirSync(trash).filter((name) => !name.startsWith('RESERVE') && statSync(trash + '/' + name).isDirectory());
  const clear = (disk) => { for (const name of readdirSync(disk)) if (name.startsWith('fill')) rmSync(disk + '/' + name, { recursive: true }); };
  const fillAt = (disk) => { let n = 0; for (const size of [1 << 16, 1 << 12]) try { for (;;) writeFileSync(disk + '/fill' + ids++ + '-' + n++, Buffer.alloc(size, 'f')); } catch (error) { if (error.code !== 'ENOSPC') throw error; } };`;

describe.skipIf(!canMount())('where the reserve is too small for the journal', () => {
  test('on a full disk nothing is moved, the reserve stays, and what helps is said', () => {
    using t = tree();
    const answer = inChild(
      t,
      IMPORTS + CROWD,
      `
      make(); await go('init'); const trash = outputs + '/.trash';
      crowd(outputs + '/results/run');
      const before = [names(outputs + '/results/run').length, reserve(trash)];
      const tries = [];
      for (let n = 0; n < 3; n++) {
        fillAt(project);
        const { code, said } = await go('clean', '--results', '--yes');
        tries.push({ code, said, same: JSON.stringify([names(outputs + '/results/run').length, reserve(trash)]) === JSON.stringify(before), operations: operations(trash) });
      }
      clear(project);
      return { tries, after: await go('clean', '--results', '--yes'), left: names(outputs + '/results'), undo: await go('undo'), back: names(outputs + '/results/run').length };`,
      { mount: TMPFS.replace('size=120m,nr_inodes=2000', 'size=8m,nr_inodes=20000') },
    );
    const refused = { code: 4, said: expect.stringMatching(/the disk is full[\s\S]*clean --trash/), same: true, operations: [] };
    expect(answer).toMatchObject({ tries: Array(3).fill(refused), after: { code: 0 }, left: [], undo: { code: 0 }, back: 4000 });
  });

  test('on the mount of one section nothing is moved anywhere, and both reserves stay', () => {
    using t = tree();
    const answer = inChild(
      t,
      IMPORTS + CROWD,
      `
      make(); await go('init'); const disk = outputs + '/checkpoints'; const trashes = [outputs + '/.trash', disk + '/.trash'];
      const one = () => { old(disk + '/UNet_epoch_1.pth', 100); old(outputs + '/results/r.json', 100); };
      // The first operation makes the trash of the mount, and its reserve.
      one(); const first = [await go('clean', '--checkpoints', '--yes'), await go('undo')].map(({ code }) => code);
      const fillBoth = () => { fillAt(disk); fillAt(project); };
      const reserves = () => trashes.map(reserve).join(' | ');
      const before = reserves();
      fillBoth();
      // A few go all the same, and come back.
      const few = [];
      for (let n = 0; n < 3; n++) {
        few.push((await go('prune-checkpoints', '--keep-last', '0', '--yes', '--allow-empty-group', 'UNet')).code);
        fillBoth();
        few.push((await go('undo')).code, reserves() === before);
        fillBoth();
      }
      clear(disk); clear(project); crowd(disk + '/run'); fillBoth();
      const there = () => JSON.stringify([names(disk), names(disk + '/run').length, names(outputs + '/results')]);
      const was = there();
      const tries = [];
      for (let n = 0; n < 3; n++) {
        const { code, said } = await go('clean', '--checkpoints', '--results', '--yes');
        tries.push({ code, said, same: there() === was, reserves: reserves() === before, operations: trashes.flatMap(operations).length });
      }
      clear(disk); clear(project);
      const after = (await go('clean', '--checkpoints', '--results', '--yes')).code;
      const gone = [names(disk), names(outputs + '/results')];
      const undo = (await go('undo')).code;
      return { first, before, few, tries, after, gone, undo, back: names(disk + '/run').length };`,
      {
        mount: ['disk', 'disk/project/outputs/checkpoints']
          .map((path) => `mkdir -p "$ROOT/${path}"; mount -t tmpfs -o size=8m,nr_inodes=20000 none "$ROOT/${path}"`)
          .join('; '),
      },
    );
    const refused = { code: 4, said: expect.stringMatching(/the disk is full[\s\S]*clean --trash/), same: true, reserves: true };
    expect(answer).toMatchObject({
      first: [0, 0],
      few: Array(3).fill([0, 0, true]).flat(),
      tries: Array(3).fill(refused),
      ...{ after: 0, gone: [[], []], undo: 0, back: 4000 },
    });
  });
});
