import { existsSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Run } from '../../../../src/core/apply/apply-plan.ts';
import { readOperations } from '../../../../src/core/trash/read/read-operations.ts';
import { purgeOperations } from '../../../../src/core/trash/write/purge-operations.ts';
import type { StepOutcome } from '../../../../src/core/types/operation.ts';
import { type Gate, gate } from '../../../support/gate.ts';
import { BUILD } from '../../../support/helper-build.ts';
import { until } from '../../../support/helper-processes.ts';
import { apply, planDeeds } from '../../../support/plan.ts';
import { projectAt } from '../../../support/section.ts';
import { IN_MEMORY, listing, type Tree, type TreeSpec, tree } from '../../../support/tree.ts';

const FLAT = 2600;
const SMALL = 12;

/** A flat folder, small ones, a large one of folders, names in two places, and hostile ones. */
const SPEC: TreeSpec = {
  ...Object.fromEntries(Array.from({ length: FLAT }, (_, n) => [`outputs/cache/flat/${n}`, { bytes: 2 }])),
  ...Object.fromEntries(Array.from({ length: SMALL * 40 }, (_, n) => [`outputs/cache/s${n % SMALL}/${n}`, { bytes: 3 }])),
  ...Object.fromEntries(Array.from({ length: 1500 }, (_, n) => [`outputs/cache/nest/${n % 7}/${n % 3}/${n}`, { bytes: 5 }])),
  'outputs/cache/h1/one': { bytes: 11 },
  'outputs/cache/h2/two': { hardLink: 'outputs/cache/h1/one' },
  'outputs/cache/h2/\udcff\n': { bytes: 1 },
  'outputs/cache/h2/link': { link: '../flat' },
  'outputs/cache/h2/empty': { dir: true },
};
const FOLDERS = ['flat', 'h1', 'h2', 'nest', ...Array.from({ length: SMALL }, (_, n) => `s${n}`)];
const DEEDS = { cache: Object.fromEntries(FOLDERS.map((name) => [name, 'purge' as const])) };

/** Of a program that is no helper of ours. */
function helpers(count: number, program: readonly string[]): Partial<Run> {
  return {
    helpers: { command: program, build: BUILD, count, after: 0 },
    pause: () => new Promise((resolve) => setTimeout(resolve, 15)),
  };
}

/** Once everything has left its place, the run waits until all helpers can be given their share. */
function readyHelpers(
  count: number,
  gated: Gate,
  isFreeing: () => boolean,
  program: readonly string[] = gated.helper,
): Partial<Run> {
  return {
    ...(count > 0 && { helpers: { command: program, build: BUILD, count, after: 0 } }),
    pause: async () => {
      if (isFreeing()) await gated.reached('helper-ready', count);
      await new Promise((resolve) => setTimeout(resolve, 1));
    },
  };
}

const haveLeft = (t: Tree) => (): boolean => existsSync(t.at(`outputs/.trash/purge-op-now/items/${FOLDERS.length - 1}`));

/** Written to when all have left their places: what is there then is not what was planned. */
function writing(t: Tree, names: readonly string[], run: Partial<Run>): Partial<Run> {
  let isDone = false;
  const write = (): void => {
    if (isDone || !haveLeft(t)()) return;
    isDone = true;
    for (const name of names) writeFileSync(t.at(`outputs/.trash/purge-op-now/items/${name}`), 'somebody wrote this');
  };
  return {
    ...run,
    // Helpers are given their share behind a pause.
    pause: async () => {
      write();
      await run.pause?.();
    },
    interrupted: () => {
      write();
      return false;
    },
  };
}

/** Lies in every answer, should it be asked. */
const OTHER =
  'process.on("message", ({ tasks }) => process.send(tasks ? { done: tasks.length, results: [] } : { ready: "0.0.9+0" }))';

const NUMBER = (name: string): number => FOLDERS.indexOf(name);

describe('freeing with helpers', () => {
  test.each([0, 1, 3])('%d of them: the same goes, stays, comes back and is counted', async (count) => {
    using t = tree(SPEC, undefined, IN_MEMORY);
    using gated = gate();
    const written = [`${NUMBER('flat')}/2000`, `${NUMBER('nest')}/6/2/20`, `${NUMBER('s3')}/3`];
    const operation = await apply(
      planDeeds(projectAt(t.root), DEEDS),
      writing(t, written, readyHelpers(count, gated, haveLeft(t))),
    );
    const inPart: StepOutcome = { result: 'skipped', why: 'in-part' };
    const done = (freedBytes: number): StepOutcome => ({ result: 'done', freedBytes, heldBytes: 0 });
    // The inode with two names goes with the second.
    const expected = FOLDERS.map((name): StepOutcome => {
      if (['flat', 'nest', 's3'].includes(name)) return inPart;
      return done(name === 'h1' ? 0 : name === 'h2' ? 11 + 1 + '../flat'.length : 120);
    });
    expect(operation.outcomes).toEqual(expected);
    expect(operation.uncounted).toBeUndefined();
    const all = 2 * (FLAT - 1) + 5 * 1499 + 3 * (SMALL * 40 - 1) + 11 + 1 + '../flat'.length;
    expect(operation.freedBytes).toBe(all);
    expect(listing(t.at('outputs/cache'))).toEqual(
      ['flat', 'flat/2000', 'nest', 'nest/6', 'nest/6/2', 'nest/6/2/20', 's3', 's3/3'].sort(),
    );
    expect(listing(t.at('outputs/.trash')).filter((path) => path.startsWith('purge'))).toEqual([]);
  });

  test.each([0, 1, 3])('%d of them: the trash is freed alike, and what nobody planned stays', async (count) => {
    using t = tree(SPEC, undefined, IN_MEMORY);
    const deeds = { cache: Object.fromEntries(FOLDERS.map((name) => [name, 'trash' as const])) };
    await apply(planDeeds(projectAt(t.root), deeds));
    const items = t.at('outputs/.trash/op/items');
    writeFileSync(`${items}/${NUMBER('flat')}/stranger`, 'x');
    unlinkSync(`${items}/${NUMBER('nest')}/0/0/0`);
    using gated = gate();
    const { helpers: program, pause = async () => {} } = readyHelpers(count, gated, () => true);
    const purged = await purgeOperations(t.at('outputs'), readOperations(t.at('outputs')), {
      ...{ now: () => BigInt(Date.now()) * 1_000_000n, interrupted: () => false, pause },
      ...(program !== undefined && { helpers: program }),
    });
    const bytes = 2 * FLAT + 5 * 1499 + 3 * SMALL * 40 + 11 + 1 + '../flat'.length;
    expect(purged).toMatchObject([{ left: { result: 'skipped', why: 'extra' }, freedBytes: bytes }]);
    expect(listing(t.at('outputs/.trash/purge-op/items'))).toEqual([String(NUMBER('flat')), `${NUMBER('flat')}/stranger`]);
  });

  test.each([
    ['cannot be started', ['/nowhere/node']],
    ['end at once', [process.execPath, '--eval', '']],
    ['never say that they are ready', [process.execPath, '--eval', 'process.on("message", () => {})']],
    ['are of another version', [process.execPath, '--eval', OTHER]],
    ['are of one that did not say which', [process.execPath, '--eval', OTHER.replace('"0.0.9+0"', 'true')]],
  ])('that %s, it is done without them', async (_, program) => {
    using t = tree(SPEC, undefined, IN_MEMORY);
    const operation = await apply(planDeeds(projectAt(t.root), DEEDS), helpers(2, program));
    expect(operation.outcomes.every(({ result }) => result === 'done')).toBe(true);
    expect(operation.uncounted).toBeUndefined();
    expect(listing(t.at('outputs/cache'))).toEqual([]);
  });

  test('of what is small there are none', async () => {
    const marking = (t: Tree) => [process.execPath, '--eval', `require('node:fs').writeFileSync('${t.at('started')}', '')`];
    for (const [after, isStarted] of [
      [100_000, false],
      [100, true],
    ] as const) {
      using t = tree(SPEC, undefined, IN_MEMORY);
      const hasStarted = (): true | undefined => existsSync(t.at('started')) || undefined;
      const run: Partial<Run> = {
        helpers: { command: marking(t), build: BUILD, count: 1, after },
        // A helper that is to be there is given the time that it takes.
        pause: async () => {
          if (isStarted && haveLeft(t)()) await until(hasStarted);
          await new Promise((resolve) => setTimeout(resolve, 1));
        },
      };
      await apply(planDeeds(projectAt(t.root), DEEDS), run);
      expect(existsSync(t.at('started'))).toBe(isStarted);
    }
  });

  test('that take their share and die, all of it is done, and the count says that it may be short', async () => {
    using t = tree(SPEC, undefined, IN_MEMORY);
    using gated = gate();
    const dying = `process.on("message", ({ hello }) => { if (hello) process.send({ ready: "${BUILD}" }); else process.exit(1); })`;
    const program = [...gated.helper.slice(0, -1), '--eval', dying, '--'];
    const operation = await apply(planDeeds(projectAt(t.root), DEEDS), readyHelpers(2, gated, haveLeft(t), program));
    expect(operation.outcomes.every(({ result }) => result === 'done')).toBe(true);
    expect(operation.uncounted).toBe(true);
    expect(listing(t.at('outputs/cache'))).toEqual([]);
  });

  test('interrupted, they stop too, and what they did is counted', async () => {
    using t = tree(SPEC, undefined, IN_MEMORY);
    const items = t.at('outputs/.trash/purge-op-now/items');
    using gated = gate({ holds: 'helper' });
    // Both hold something that they have not done.
    const interrupted = (): boolean => {
      const isHeld = gated.isReached('helper-held', 2);
      if (isHeld) gated.open();
      return isHeld;
    };
    const operation = await apply(planDeeds(projectAt(t.root), DEEDS), { ...readyHelpers(2, gated, haveLeft(t)), interrupted });
    const left = listing(items).filter((path) => existsSync(`${items}/${path}`));
    const unfreed = operation.outcomes.filter(({ result }) => result === 'unfreed');
    expect(unfreed.length).toBeGreaterThan(0);
    expect(unfreed.every((outcome) => outcome.result === 'unfreed' && outcome.why === 'interrupted')).toBe(true);
    expect(left.length).toBeGreaterThan(0);
    const bytesOf = (path: string): number => {
      const [top, ...rest] = path.split('/');
      const name = FOLDERS[Number(top)] ?? '';
      if (rest.length === 0 || name.startsWith('h')) return 0;
      if (name === 'flat') return 2;
      if (name === 'nest') return rest.length === 3 ? 5 : 0;
      return 3;
    };
    const bytesLeft = left.reduce((sum, path) => sum + bytesOf(path), 0);
    const hard = left.some((path) => path.startsWith(`${NUMBER('h2')}/`)) ? 0 : 11 + 1 + '../flat'.length;
    expect(operation.freedBytes).toBe(2 * FLAT + 5 * 1500 + 3 * SMALL * 40 + hard - bytesLeft);
    expect(operation.uncounted).toBeUndefined();
  });

  test('another folder in the place of theirs: they touch nothing in it', async () => {
    using t = tree(SPEC, undefined, IN_MEMORY);
    const items = t.at('outputs/.trash/purge-op-now/items');
    let isDone = false;
    const interrupted = (): boolean => {
      if (!isDone && existsSync(`${items}/${FOLDERS.length - 1}`)) {
        isDone = true;
        renameSync(items, `${items}-away`);
        t.add({ [`outputs/.trash/purge-op-now/items/${NUMBER('flat')}/0`]: { bytes: 2 } });
      }
      return false;
    };
    using gated = gate();
    await apply(planDeeds(projectAt(t.root), DEEDS), { ...readyHelpers(2, gated, () => isDone), interrupted });
    expect(listing(items)).toEqual([String(NUMBER('flat')), `${NUMBER('flat')}/0`]);
    rmSync(`${items}-away`, { recursive: true });
  });
});
