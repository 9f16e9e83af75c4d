// `undo` and `redo` one after another, on a real disk.

import { execFileSync } from 'node:child_process';
import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { run } from '../../support/context.ts';
import { temporary } from '../../support/run.ts';
import { at, onTerminal, smallProject } from '../../support/small-project.ts';
import { IN_MEMORY, listing, snapshot, type Tree, tree } from '../../support/tree.ts';

/** Everything but the trash. */
const seen = (t: Tree): string[] => listing(t.at('outputs')).filter((path) => !path.startsWith('.trash'));

/** Each command by a later clock and under an id of its own, as in life. */
function commands(t: Tree) {
  let n = 0;
  const start = BigInt(Date.now()) * 1_000_000n;
  const setting = () => ({
    id: `20260101T0000${String(n).padStart(2, '0')}Z-aaaaaaaa`,
    now: start + BigInt(n++) * 1_000_000_000n,
  });
  const go = async (...argv: string[]) => run(argv, at(t, setting()));
  const done = async (...argv: string[]) => expect(await go(...argv)).toMatchObject({ code: 0 });
  return { go, done, setting };
}

const PRUNE = ['prune-checkpoints', '--keep-last', '1', '--yes'];

describe('undo and redo', () => {
  test('walk back over every kind of operation, and forward again', async () => {
    using t = smallProject();
    t.add({ 'outputs/checkpoints/run/UNet-epoch_07.pt': { bytes: 10, age: '9d' } });
    const { done, go } = commands(t);
    const states = [seen(t)];
    const operations = [PRUNE, ['check', '--fix', '--yes'], ['clean', 'cache', '--trash']];
    for (const argv of operations) {
      await go(...argv);
      states.push(seen(t));
    }
    expect(new Set(states.map(String)).size).toBe(4);
    for (const round of [1, 2]) {
      for (const state of states.slice(0, -1).reverse()) {
        await done('undo');
        expect(seen(t), `undo ${round}`).toEqual(state);
      }
      expect(await go('undo')).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing to undo') });
      for (const state of states.slice(1)) {
        expect((await go('redo', '--yes')).code).toBeLessThan(2);
        expect(seen(t), `redo ${round}`).toEqual(state);
      }
    }
    expect(await go('redo')).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing to redo') });
  }, 120_000);

  test('something new ends what can be done again', async () => {
    using t = smallProject();
    const { done, go } = commands(t);
    await done(...PRUNE);
    await done('undo');
    expect(listing(t.at('outputs/.trash')).some((name) => name.endsWith('.redo'))).toBe(true);
    await done('clean', 'cache');
    expect(listing(t.at('outputs/.trash')).some((name) => name.endsWith('.redo'))).toBe(false);
    const { stdout, stderr } = await go('redo', '--yes');
    expect(stdout).toContain('Nothing to redo.');
    expect(stderr).toContain('nothing to redo: nothing was undone, or something was done since');
  });

  test('what changed, or is protected now, stays and is named', async () => {
    using t = smallProject();
    const { done, go } = commands(t);
    await done('clean', 'checkpoints', '--yes');
    await done('undo');
    writeFileSync(t.at('outputs/checkpoints/UNet_epoch_1.pth'), 'trained again');
    t.add({ 'outputs/checkpoints/UNet_epoch_2.pth.keep': '' });
    const { code, stdout } = await go('redo', '--yes', '--verbose');
    expect(code).toBe(3);
    expect(stdout).toMatch(/UNet_epoch_1\.pth.*changed/);
    expect(stdout).toMatch(/UNet_epoch_2\.pth.*must stay by now, pinned/);
    expect(listing(t.at('outputs/checkpoints'))).toEqual(['UNet_epoch_1.pth', 'UNet_epoch_2.pth', 'UNet_epoch_2.pth.keep']);
    expect(readFileSync(t.at('outputs/checkpoints/UNet_epoch_1.pth'), 'utf8')).toBe('trained again');
  });

  test('asks like the operation that it does again, and a dry run changes nothing', async () => {
    using t = smallProject();
    const { done, go, setting } = commands(t);
    await done(...PRUNE);
    await done('undo');
    const before = snapshot(t.root);
    expect(await go('redo')).toMatchObject({ code: 4, stderr: expect.stringContaining('there is nobody to ask') });
    const dry = await go('redo', '--dry-run', '--json');
    const schema = JSON.parse(readFileSync('configs/schemas/removal.schema.json', 'utf8'));
    const validate = new Ajv2020({ allowUnionTypes: true }).compile(schema);
    expect(validate(JSON.parse(dry.stdout)) ? [] : validate.errors).toEqual([]);
    expect(JSON.parse(dry.stdout)).toMatchObject({ command: 'redo', dryRun: true, totals: { removed: { entries: 2 } } });
    expect(snapshot(t.root)).toEqual(before);
    expect(await run(['redo'], { ...onTerminal(t, 'n'), ...setting() })).toMatchObject({ code: 0, asked: 1 });
    expect(await run(['redo'], { ...onTerminal(t, 'y'), ...setting() })).toMatchObject({ code: 0, asked: 1 });
    const { operations } = JSON.parse((await go('history', '--json')).stdout);
    expect(operations.map(({ state }: { readonly state: string }) => state)).toEqual(['done', 'done', 'redone']);
    expect((await go('history')).stdout).toMatch(/redone/);
    await done('undo');
    expect(seen(t)).toContain('checkpoints/UNet_epoch_1.pth');
  });

  test('does again what was undone in part', async () => {
    using t = smallProject();
    const { done, go } = commands(t);
    await done(...PRUNE);
    writeFileSync(t.at('outputs/checkpoints/UNet_epoch_1.pth'), 'new');
    expect(await go('undo')).toMatchObject({ code: 3 });
    expect(await go('redo', '--yes')).toMatchObject({ code: 3, stdout: expect.stringContaining('UNet_epoch_2.pth') });
    expect(listing(t.at('outputs/checkpoints'))).toEqual(['UNet_best.pth', 'UNet_epoch_1.pth', 'UNet_epoch_3.pth']);
  });

  test('in a copy of the project, what is as it was then goes again, and what changed stays', async () => {
    using t = smallProject();
    t.add({ 'outputs/artifacts/run/sub/a': 'a', 'outputs/artifacts/b': 'b', 'outputs/artifacts/c': 'c' });
    const { done, setting } = commands(t);
    await done('clean', 'artifacts', '--yes');
    using copy = temporary();
    const cwd = `${copy.path}/p`;
    execFileSync('cp', ['-a', t.root, cwd]);
    expect(await run(['undo'], { cwd, ...setting() })).toMatchObject({ code: 0 });
    writeFileSync(`${cwd}/outputs/artifacts/b`, 'trained again');
    const { code, stdout } = await run(['redo', '--yes', '--verbose'], { cwd, ...setting() });
    expect([code, stdout]).toEqual([3, expect.stringMatching(/b .*changed/)]);
    expect(listing(`${cwd}/outputs/artifacts`)).toEqual(['b']);
    expect(await run(['undo'], { cwd, ...setting() })).toMatchObject({ code: 0 });
    expect(listing(`${cwd}/outputs/artifacts`)).toEqual(['b', 'c', 'run', 'run/sub', 'run/sub/a']);
  });

  test('in a copy of the project, gives names again, and says of what changed that it keeps its name', async () => {
    using t = smallProject();
    t.add({
      'outputs/checkpoints/run/UNet-epoch_07.pt': { bytes: 10, age: '9d' },
      'outputs/checkpoints/run/UNet-epoch_08.pt': { bytes: 10, age: '9d' },
      'outputs/checkpoints/run/last_checkpoint': { text: 'UNet-epoch_08.pt', age: '9d' },
    });
    const { go, setting } = commands(t);
    await go('check', '--fix', '--yes');
    const renamed = listing(t.at('outputs/checkpoints/run'));
    expect(renamed).toEqual(['UNet_epoch_7.pth', 'UNet_epoch_8.pth', 'last_checkpoint']);
    using copy = temporary();
    const cwd = `${copy.path}/p`;
    execFileSync('cp', ['-a', t.root, cwd]);
    const here = async (...argv: string[]) => run(argv, { cwd, ...setting() });
    for (const _ of [1, 2]) {
      expect(await here('undo')).toMatchObject({ code: 0 });
      expect(listing(`${cwd}/outputs/checkpoints/run`)).toEqual(['UNet-epoch_07.pt', 'UNet-epoch_08.pt', 'last_checkpoint']);
      expect(readFileSync(`${cwd}/outputs/checkpoints/run/last_checkpoint`, 'utf8')).toBe('UNet-epoch_08.pt');
      expect((await here('redo', '--yes')).stderr).not.toContain('not renamed again');
      expect(listing(`${cwd}/outputs/checkpoints/run`)).toEqual(renamed);
      expect(readFileSync(`${cwd}/outputs/checkpoints/run/last_checkpoint`, 'utf8')).toBe('UNet_epoch_8.pth');
    }
    await here('undo');
    writeFileSync(`${cwd}/outputs/checkpoints/run/UNet-epoch_07.pt`, 'trained again');
    utimesSync(`${cwd}/outputs/checkpoints/run/UNet-epoch_07.pt`, 1_700_000_000, 1_700_000_000);
    const { stderr } = await here('redo', '--yes');
    expect(stderr).toMatch(/run\/UNet-epoch_07\.pt is not renamed again: .* is another file than then/);
    expect(listing(`${cwd}/outputs/checkpoints/run`)).toEqual(['UNet-epoch_07.pt', 'UNet_epoch_8.pth', 'last_checkpoint']);
  });

  test.each([
    ['on the same disk', tmpdir()],
    ['on another disk', IN_MEMORY],
  ])(
    'walk over every kind of operation in a copy of the project %s, before and after an undo in the original',
    async (_, folder) => {
      using t = smallProject();
      t.add({
        'outputs/checkpoints/run/UNet-epoch_07.pt': { bytes: 10, age: '9d' },
        'outputs/results/r.json': { bytes: 10, age: '9d' },
        'outputs/artifacts/run/a': { text: 'a', age: '9d' },
        'outputs/artifacts/run/again': { hardLink: 'outputs/artifacts/run/a' },
        'outputs/artifacts/run/link': { link: 'a' },
        // The folder that a promotion makes stays.
        'outputs/models': { dir: true },
      });
      const { go, setting } = commands(t);
      const operations = [
        ['check', '--fix', '--yes'],
        ['promote', 'outputs/checkpoints/UNet_best.pth', '--accept-unknown'],
        ['clean', '--cache', '--trash', '--yes'],
        ['clean', '--logs', '--yes'],
        ['clean', '--results', '--artifacts', '--yes'],
        PRUNE,
      ];
      const states = [seen(t)];
      for (const argv of operations) {
        expect((await go(...argv)).code, argv.join(' ')).toBeLessThan(2);
        states.push(seen(t));
      }
      expect(new Set(states.map(String)).size).toBe(operations.length + 1);
      await go('undo');
      await go('undo');
      using copy = tree({}, undefined, folder);
      execFileSync('cp', ['-a', t.root, copy.at('p')]);
      const here = (...argv: string[]) => run(argv, { cwd: copy.at('p'), ...setting() });
      const state = () => listing(copy.at('p/outputs')).filter((path) => !path.startsWith('.trash'));
      const walk = async (command: string, to: readonly (readonly string[])[]) => {
        for (const expected of to) {
          const { code, stderr } = await here(command, '--yes');
          expect([code, state()], stderr).toEqual([0, expected]);
        }
      };
      await walk('redo', states.slice(-2));
      for (const _round of [1, 2]) {
        await walk('undo', states.slice(0, -1).reverse());
        await walk('redo', states.slice(1));
      }
    },
    300_000,
  );
});
