// A clock that was wrong when something was moved to the trash, or is wrong now, frees nothing. The disk's own times are those of today, as
// under faketime; that they can be wrong as well is told by `test/core/trash/expired-operations.test.ts`.

import { spawnSync } from 'node:child_process';
import { describe, expect, it, test, vi } from 'vitest';
import { run } from '../support/context.ts';
import { command } from '../support/run.ts';
import { at, smallProject } from '../support/small-project.ts';
import { outputsListing, snapshot, type Tree } from '../support/tree.ts';

vi.setConfig({ testTimeout: 180_000 });

const DAY = 86_400_000_000_000n;
const NOW = BigInt(Date.now()) * 1_000_000n;
const YEAR_1970 = 5_000_000_000n;
const YEAR_2099 = 4_080_000_000_000_000_000n;
const ID = '20261123T090500Z-00000000';

const checkpoints = (t: Tree) => outputsListing(t.at('outputs/checkpoints'));
/** Of young files no rule needs the clock. */
const prune = (t: Tree, now: bigint) => run(['clean', '--checkpoints', '--yes'], at(t, { now, id: ID }));

describe('what a wrong clock moved to the trash', () => {
  test.each([
    ['1970', YEAR_1970, 'says that it is older than outputs itself'],
    ['2099', YEAR_2099, 'is from the future'],
  ])('in %s stays under the right one, is said to, and comes back', async (_, then, why) => {
    using t = smallProject();
    const before = checkpoints(t);
    await prune(t, then);
    const moved = checkpoints(t);
    expect(moved).not.toEqual(before);
    for (const now of [NOW, NOW + 8n * DAY, NOW + 80n * DAY]) {
      const cleaned = await run(['clean', '--cache'], at(t, { now, id: '20261130T000000Z-0000000c' }));
      expect(cleaned.stderr).toContain(
        `${why}: one of the clocks was wrong, so it does not expire; outputs clean --trash frees it`,
      );
      expect(cleaned.stdout).not.toContain('Freed');
    }
    expect((await run(['status'], at(t, { now: NOW }))).stdout).toContain('outputs clean --trash');
    const history = await run(['history'], at(t, { now: NOW }));
    expect(history.stdout).toContain(`${ID} ${why}: it does not expire`);
    const { operations } = JSON.parse((await run(['undo', '--list', '--json'], at(t, { now: NOW }))).stdout);
    expect(operations).toMatchObject([{ id: ID, doubt: why, undoableUntil: null }]);
    expect((await run(['undo', ID], at(t, { now: NOW }))).code).toBe(0);
    expect(checkpoints(t)).toEqual(before);
  });

  test('in 1970 has no day of expiry in the documents, and says why', async () => {
    using t = smallProject();
    const { stdout } = await run(['clean', '--checkpoints', '--yes', '--json'], at(t, { now: YEAR_1970, id: ID }));
    const doubt = 'says that it is older than outputs itself';
    expect(JSON.parse(stdout).operation).toMatchObject({ id: ID, undoableUntil: null, doubt });
    const { operations } = JSON.parse((await run(['history', '--json'], at(t, { now: YEAR_1970 }))).stdout);
    expect(operations).toMatchObject([{ id: ID, undoableUntil: null, doubt }]);
  });

  test('goes when somebody says so', async () => {
    using t = smallProject();
    await prune(t, YEAR_1970);
    expect((await run(['clean', '--trash', '--yes'], at(t, { now: NOW }))).stdout).toContain('Freed 1 operation');
    expect((await run(['clean', '--cache'], at(t, { now: NOW }))).stderr).toBe('');
  });

  test('does not keep what others were moved at the right time', async () => {
    using t = smallProject();
    await prune(t, NOW);
    t.add({ 'outputs/results/r.json': { bytes: 10, age: '3d' } });
    await run(['clean', '--results', '--yes'], at(t, { now: YEAR_2099, id: '20990101T000000Z-0000000d' }));
    const later = await run(['clean', '--cache'], at(t, { now: NOW + 8n * DAY }));
    expect(later.stdout).toContain('Freed 1 expired operation');
    expect((await run(['undo'], at(t, { now: NOW + 8n * DAY }))).stdout).toContain('results/r.json');
  });
});

describe('a clock that is wrong now', () => {
  test.each([YEAR_1970, YEAR_2099])('frees nothing, however often it is asked (%d)', async (wrong) => {
    using t = smallProject();
    const before = checkpoints(t);
    await prune(t, NOW);
    for (const later of [0n, DAY, 6n * DAY]) {
      const { stdout, stderr } = await run(['clean', '--cache'], at(t, { now: wrong + later }));
      expect(stdout).not.toContain('Freed');
      expect(stderr).toMatch(/clock/);
    }
    expect((await run(['clean', '--cache'], at(t, { now: NOW }))).stdout).not.toContain('Freed');
    expect((await run(['undo', ID], at(t, { now: NOW }))).code).toBe(0);
    expect(checkpoints(t)).toEqual(before);
  });
});

const BY_AGE = [
  ['prune', '--yes'],
  ['prune', '--dry-run'],
  ['prune-logs'],
  ['prune-logs', '--quiet'],
  ['prune-logs', '--yes', '--trash'],
  ['prune-checkpoints', '--yes', '--keep-last', '1'],
  ['prune-checkpoints', '--yes', '--keep-within', '30d'],
  ['prune-checkpoints', '--dry-run'],
];

describe('what goes by age', () => {
  describe.each([
    ['1970', YEAR_1970, 'which is before there was outputs'],
    ['2099', YEAR_2099, 'but nothing happened in the project between'],
  ])('under a clock of %s', (_, now, why) => {
    test.each(BY_AGE.map((args) => [args] as const))('%j refuses and writes nothing, however often', async (args) => {
      using t = smallProject();
      await prune(t, NOW);
      const before = snapshot(t.root);
      for (const later of [0n, DAY, 60n * DAY]) {
        const { code, stderr } = await run(args, at(t, { now: now + later }));
        expect([code, stderr]).toEqual([4, expect.stringContaining(why)]);
        expect(stderr).toContain('--trust-clock');
      }
      expect(snapshot(t.root)).toEqual(before);
    });
  });

  test('does its work where somebody says that the clock is right', async () => {
    using t = smallProject();
    const { code } = await run(['prune-logs', '--trust-clock'], at(t, { now: YEAR_2099 }));
    expect(code).toBe(0);
    expect(outputsListing(t.at('outputs/logs'))).toEqual([]);
  });

  describe.each([
    ['a trash that can be read', () => {}],
    ['a trash that is a file', (t: Tree) => t.add({ 'outputs/.trash': 'mine' })],
    [
      'a trash that leads elsewhere',
      (t: Tree) => t.add({ elsewhere: { dir: true }, 'outputs/.trash': { link: '../elsewhere' } }),
    ],
  ])('with %s', (_, make) => {
    test.each([YEAR_1970, YEAR_2099])(
      '--simulate shows nothing by a wrong clock (%d) unless it is said to be right',
      async (now) => {
        using t = smallProject();
        make(t);
        const before = snapshot(t.root);
        const simulate = ['prune-checkpoints', '--keep-last', '1', '--simulate'];
        expect(await run(simulate, at(t, { now }))).toMatchObject({
          code: 4,
          stdout: '',
          stderr: expect.stringContaining('--trust-clock'),
        });
        const trusted = await run([...simulate, '--trust-clock'], at(t, { now }));
        expect(trusted.code).toBe(0);
        // In 1970 everything is from the future.
        const right = (await run(simulate, at(t, { now: NOW }))).stdout;
        expect(trusted.stdout).toBe(now === YEAR_1970 ? 'Nothing was saved yet.\n' : right);
        expect(snapshot(t.root)).toEqual(before);
      },
    );
  });

  test.each<[string, (t: Tree) => void]>([
    ['is a file', (t) => t.add({ 'outputs/.trash': 'mine' })],
    ['leads elsewhere', (t) => t.add({ elsewhere: { dir: true }, 'outputs/.trash': { link: '../elsewhere' } })],
  ])('refuses with --trust-clock too where the trash %s', async (_, make) => {
    using t = smallProject();
    make(t);
    const before = snapshot(t.root);
    for (const args of BY_AGE.filter((each) => !each.includes('--dry-run'))) {
      const { code, stderr } = await run([...args, '--trust-clock'], at(t, { now: YEAR_2099 }));
      expect([code, stderr], args.join(' ')).toEqual([4, expect.stringContaining('.trash')]);
      expect(stderr).not.toContain('ages cannot be believed');
    }
    expect(snapshot(t.root)).toEqual(before);
  });
});

test('a removal of 1970 promises no day of 1970', async () => {
  using t = smallProject();
  const { stdout } = await prune(t, YEAR_1970);
  expect(stdout).toContain('The trash frees no space');
  expect(stdout).not.toContain('at least until');
});

const hasFaketime = spawnSync('faketime', ['--version']).status === 0;

it.runIf(process.env['CI'])('CI has faketime', () => expect(hasFaketime).toBe(true));

describe.skipIf(!hasFaketime)('the real command under faketime', () => {
  test.each(BY_AGE.map((args) => [args] as const))('%j refuses in 2099', (args) => {
    using t = smallProject();
    const before = snapshot(t.root);
    const ran = spawnSync('faketime', ['2099-04-15 12:00:00', process.execPath, command, ...args], {
      cwd: t.root,
      encoding: 'utf8',
    });
    expect([ran.status, ran.stderr]).toEqual([4, expect.stringContaining('the clock says 2099-04-15')]);
    expect(snapshot(t.root)).toEqual(before);
  });
});
