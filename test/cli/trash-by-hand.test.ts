// Somebody empties the trash by hand (`rm -rf outputs/.trash/*`) while a command works, or between two: what was in it is lost, as they
// wished; nothing else is, nothing crashes, and nobody is told that it could be brought back.

import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { type Outcome, run } from '../support/context.ts';
import { listing, snapshot, type Tree, tree } from '../support/tree.ts';

const COUNT = 300;
const PRUNE = ['prune-checkpoints', '--yes'];
const PERMANENT = [...PRUNE, '--permanent'];
const EMPTY = ['clean', '--trash', '--yes'];

function project(): Tree {
  const checkpoints = Array.from({ length: COUNT + 1 }, (_, n) => `outputs/checkpoints/u_epoch_${n}.pth`);
  return tree({
    'configs/project_config.yaml': 'outputs: {}\n',
    'outputs/models/precious.onnx': { bytes: 10, age: '9d' },
    ...Object.fromEntries(checkpoints.map((path) => [path, { text: path, age: '9d' }])),
  });
}

/** One command after another, each a second and an id later. `what` is a shell pattern below `outputs`, removed after `steps` changes. */
function commandsIn(t: Tree) {
  const began = BigInt(Date.now()) * 1_000_000n;
  let count = 0;
  return (args: readonly string[], what?: string, steps = 100): Promise<Outcome> => {
    const n = ++count;
    let left = steps;
    const between = () => {
      if (--left === 0) removeByHand(t, what ?? '');
    };
    const id = `20261123T0905${String(n).padStart(2, '0')}Z-00000000`;
    return run(args, {
      ...{ cwd: t.root, id, now: began + BigInt(n) * 1_000_000_000n },
      ...(what !== undefined && { between }),
    });
  };
}

function removeByHand(t: Tree, what: string): void {
  execFileSync('sh', ['-c', `rm -rf ${t.at('outputs')}/${what}`]);
}

const left = (t: Tree): number => listing(t.at('outputs/checkpoints')).length;
const held = (t: Tree): number => listing(t.at('outputs')).filter((path) => /^\.trash\/[^/]+\/items\/\d+$/.test(path)).length;

/** Everything that is where it was is what it was. */
function expectUntouched(t: Tree, before: ReturnType<typeof snapshot>): void {
  const now = snapshot(t.root);
  const changed = Object.entries(before).filter(
    ([path, shot]) =>
      shot.type === 'file' && now[path] !== undefined && JSON.stringify(now[path], big) !== JSON.stringify(shot, big),
  );
  expect(changed).toEqual([]);
  expect(now['outputs/models/precious.onnx']).toEqual(before['outputs/models/precious.onnx']);
}

const big = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

const PLACES = ['.trash', '.trash/*', '.trash/*2026*', '.trash/*2026*/items'];

/** Nothing was ever done as far as the trash knows, or what was done is gone for good. */
function expectNothingLeft({ code, stdout, stderr }: Outcome): void {
  if (code === 0) expect(stdout).toMatch(/^Nothing to undo/);
  else expect({ code, stderr }).toEqual({ code: 4, stderr: expect.stringMatching(/gone for good/) });
}

describe('while a command moves things there', () => {
  it.each(PLACES)('rm -rf outputs/%s: it moves no more, and says what is lost', async (what) => {
    using t = project();
    const before = snapshot(t.root);
    const command = commandsIn(t);
    const pruned = await command(PRUNE, what);
    const said = pruned.stdout + pruned.stderr;
    expect(pruned.code).toBe(3);
    expect(left(t)).toBe(COUNT + 1 - 99);
    expect(said).toMatch(
      /99 entries .*are no longer in the trash: somebody emptied it meanwhile, and they cannot be brought back/,
    );
    expect(said).toMatch(/u_epoch_299\.pth .*left alone: the trash was removed meanwhile/);
    expect(said).not.toMatch(/Bring it back|frees no space/);
    expectUntouched(t, before);

    expect(await command(['undo'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Nothing to undo/) });
    expect((await command(['history'])).code).toBe(0);
    // The rest goes with the next one, and comes back whole.
    expect(await command(PRUNE)).toMatchObject({ code: 0, stdout: expect.stringContaining('Moved 201 checkpoints') });
    expect((await command(['undo'])).code).toBe(0);
    expect(left(t)).toBe(COUNT + 1 - 99);
    expectUntouched(t, before);
  });

  it('rm -rf outputs/.trash/*/items/*: it goes on, says what is lost, and undo brings back the rest', async () => {
    using t = project();
    const before = snapshot(t.root);
    const command = commandsIn(t);
    const pruned = await command([...PRUNE, '--json'], '.trash/*/items/*');
    expect(pruned.code).toBe(3);
    const { operation, warnings } = JSON.parse(pruned.stdout);
    expect(operation).toMatchObject({ state: 'partial', undoableUntil: expect.any(String) });
    expect(warnings).toEqual([{ text: expect.stringMatching(/^99 entries .*no longer in the trash/) }]);
    expect([left(t), held(t)]).toEqual([1, COUNT - 99]);

    const undone = await command(['undo']);
    expect(undone.code).toBe(3);
    expect(undone.stdout.match(/neither in the trash nor where it was/g)).toHaveLength(99);
    expect(left(t)).toBe(COUNT + 1 - 99);
    expectUntouched(t, before);
    const again = await command(['undo', '20261123T090501']);
    expect(again.stdout).toMatch(/was undone already/);
    expect(again.stdout).not.toMatch(/all of/);
  });

  it('is told in a quiet run, too', async () => {
    using t = project();
    const { code, stdout, stderr } = await commandsIn(t)([...PRUNE, '--quiet'], '.trash');
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/99 entries .*no longer in the trash/);
    expect(stderr).toMatch(/201 not removed, although planned: left alone: the trash was removed meanwhile/);
  });

  it.each([...PLACES, '.trash/*/items/*'])(
    'rm -rf outputs/%s while it deletes for good: no promise to bring it back',
    async (what) => {
      using t = project();
      const before = snapshot(t.root);
      const command = commandsIn(t);
      const pruned = await command(PERMANENT, what);
      expect([0, 3]).toContain(pruned.code);
      expect(pruned.code === 0).toBe(left(t) === 1);
      expect(pruned.stdout).not.toMatch(/Bring it back|frees no space/);
      expectUntouched(t, before);
      expect((await command(PERMANENT)).code).toBe(0);
      expect(left(t)).toBe(1);
    },
  );
});

describe('while undo works', () => {
  it.each([...PLACES, '.trash/*/items/*'])('rm -rf outputs/%s: what was back stays, the rest is named', async (what) => {
    using t = project();
    const before = snapshot(t.root);
    const command = commandsIn(t);
    expect((await command(PRUNE)).code).toBe(0);
    const undone = await command(['undo'], what);
    expect(undone.code).toBe(3);
    expect(left(t)).toBe(1 + 99);
    expect(undone.stdout.match(/could not be put back: not there/g)).toHaveLength(COUNT - 99);
    expectUntouched(t, before);
    expectNothingLeft(await command(['undo']));
    expect((await command(['history'])).code).toBe(0);
    expect((await command(PRUNE)).code).toBe(0);
  });
});

describe('between two commands', () => {
  it.each([...PLACES, '.trash/*/items/*'])(
    'rm -rf outputs/%s: nothing is left to undo, and nothing else is touched',
    async (what) => {
      using t = project();
      const before = snapshot(t.root);
      const command = commandsIn(t);
      expect((await command(PRUNE)).code).toBe(0);
      removeByHand(t, what);
      expectNothingLeft(await command(['undo']));
      expect((await command(['history'])).code).toBe(0);
      expect(await command(PRUNE)).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing to remove') });
      expect((await command(EMPTY)).code).toBe(0);
      expect(left(t)).toBe(1);
      expectUntouched(t, before);
    },
  );

  it.each([...PLACES, '.trash/*/items/*'])('rm -rf outputs/%s while the trash is being emptied: it is empty', async (what) => {
    using t = project();
    const before = snapshot(t.root);
    const command = commandsIn(t);
    expect((await command(PRUNE)).code).toBe(0);
    expect([0, 3]).toContain((await command(EMPTY, what)).code);
    expect(held(t)).toBe(0);
    expectUntouched(t, before);
    expect((await command(EMPTY)).code).toBe(0);
    expectNothingLeft(await command(['undo']));
  });
});
