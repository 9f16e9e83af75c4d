import { lstatSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Run } from '../../../../src/core/apply/apply-plan.ts';
import { inodeKey } from '../../../../src/core/items/inode-key.ts';
import { fsPath } from '../../../../src/core/lib/path-text.ts';
import { pruneLogsPlan } from '../../../../src/core/logs/plan-prune-logs.ts';
import { planSweeps } from '../../../../src/core/logs/plan-sweep.ts';
import { wouldRemove } from '../../../../src/core/logs/write/sweep.ts';
import { scanSection } from '../../../../src/core/scan/scan-section.ts';
import type { Operation } from '../../../../src/core/types/operation.ts';
import type { LogRule, Plan } from '../../../../src/core/types/plan.ts';
import type { PathText } from '../../../../src/core/types/primitives.ts';
import type { Project } from '../../../../src/core/types/project.ts';
import { canMount, inChild } from '../../../support/child.ts';
import { type Gate, gate } from '../../../support/gate.ts';
import { BUILD } from '../../../support/helper-build.ts';
import { apply } from '../../../support/plan.ts';
import { fc } from '../../../support/properties.ts';
import { projectAt } from '../../../support/section.ts';
import { IN_MEMORY, type Leaf, listing, type TreeSpec, tree } from '../../../support/tree.ts';

const WEEK = { years: 0, months: 0, days: 7, seconds: 0 };
const ALONE = { tracked: new Set<PathText>(), held: new Map(), unseenProcesses: 0, pointedAt: new Map() };
const OLD = { bytes: 10, age: '9d' } as const;

type Around = Pick<LogRule['surroundings'], 'tracked' | 'held'>;

function lookAt(
  project: Project,
  around: Partial<Around> = {},
  now: bigint = BigInt(Date.now()) * 1_000_000n,
  olderThan: LogRule['olderThan'] = WEEK,
) {
  const section = {
    ...(project.sections.find(({ name }) => name === 'logs') as Project['sections'][number]),
    patterns: ['*.log'],
  };
  const surroundings = { ...ALONE, ...around };
  const scan = scanSection(section);
  const rule: LogRule = { section, project, olderThan, now, surroundings };
  const list = pruneLogsPlan({ project, scans: [scan], surroundings, now, disposal: 'default', olderThan: WEEK });
  const found = { project, scans: [scan], rules: [rule], problems: [], surroundings, now };
  return { rule, list, plan: planSweeps({ ...found, isAnythingOld: true }) };
}

const sweep = (plan: Plan, changes: Partial<Run> = {}): Promise<Operation> => apply(plan, changes);

describe('a sweep', () => {
  const names = [
    'a.log',
    'b.log',
    'a.log.keep',
    'b.keep',
    'model.ckpt',
    'events.out.tfevents.1.log',
    '\udcff.log',
    '-rf\n.log',
    'x.txt',
  ];
  const folders = ['', 'run/', 'run/deep/', 'run.log/', 'repo/', '.trash/', 'run/.trash/', '\udcfe/'];
  const leaf: fc.Arbitrary<Leaf> = fc.oneof(
    {
      weight: 5,
      arbitrary: fc
        .constantFrom('9d', '8d', '90d', '604800.5s', '604799s', '604800s', '1d', '-1d')
        .map((age) => ({ bytes: 3, age })),
    },
    { weight: 1, arbitrary: fc.constantFrom<Leaf>({ link: 'a.log', age: '9d' }, { link: '../..' }, { dir: true, age: '9d' }) },
  );
  const spec = fc.dictionary(
    fc.tuple(fc.constantFrom(...folders), fc.constantFrom(...names)).map((parts) => parts.join('')),
    leaf,
    { minKeys: 4, maxKeys: 12, noNullPrototype: true },
  );
  const given = fc.record({
    spec,
    repository: fc.boolean(),
    pinned: fc.subarray(['logs/run', 'b.log', '**/b.log', 'logs/-rf\n.log', 'outputs/logs/run/deep/'], { maxLength: 2 }),
    tracked: fc.subarray(['a.log', 'run/a.log', 'run/deep/b.log'], { maxLength: 1 }),
    held: fc.subarray(['b.log', 'run/b.log', 'run/deep/a.log', 'run'], { maxLength: 1 }),
  });

  test('removes what a list of the same moment names, and nothing else', async () => {
    let removed = 0;
    await fc.assert(
      fc.asyncProperty(given, async ({ spec, repository, pinned, tracked, held }) => {
        const now = BigInt(Date.now()) * 1_000_000n;
        const outputs: TreeSpec = Object.fromEntries(Object.entries(spec).map(([path, each]) => [`outputs/logs/${path}`, each]));
        using t = tree(
          { 'outputs/logs': { dir: true }, ...(repository && { 'outputs/logs/repo/.git': { text: 'gitdir: x' } }), ...outputs },
          now,
          IN_MEMORY,
        );
        const logs = t.at('outputs/logs');
        const keys = held.flatMap((path) => {
          const seen = lstatSync(fsPath(`${logs}/${path}`), { bigint: true, throwIfNoEntry: false });
          return seen === undefined ? [] : [[inodeKey(seen), { pid: 7, process: 'python' }] as const];
        });
        const around = { tracked: new Set(tracked.map((path) => `${logs}/${path}`)), held: new Map(keys) };
        const { list, plan, rule } = lookAt(projectAt(t.root, { pinned }), around, now);
        const going = list.actions.flatMap((action) => ('item' in action ? [action.item.path] : []));
        const before = listing(logs);
        expect(wouldRemove(rule).removed > 0).toBe(going.length > 0);
        expect(listing(logs)).toEqual(before);
        const operation = await sweep(plan, { now: () => now });
        expect(listing(logs)).toEqual(before.filter((path) => !going.includes(path)));
        expect(operation.swept).toEqual([
          {
            removed: going.length,
            freedBytes: 3 * going.length,
            allocatedBytes: expect.any(Number),
            left: [],
            problems: [],
            interrupted: false,
            uncounted: false,
          },
        ]);
        expect(operation.outcomes).toEqual([{ result: 'done', freedBytes: 3 * going.length, heldBytes: 0 }]);
        removed += going.length;
      }),
      { numRuns: 150 },
    );
    // Trees in which nothing goes would prove nothing.
    expect(removed).toBeGreaterThan(100);
  });

  test.each([
    ['an old log', OLD, true],
    ['a new one', { bytes: 10, age: '1d' }, false],
  ] as const)('is planned where a folder of thousands holds %s', (_, last, isWorth) => {
    const young = Object.fromEntries(Array.from({ length: 2500 }, (__, n) => [`outputs/logs/run/${n}.log`, { bytes: 0 }]));
    using t = tree({ ...young, 'outputs/logs/run/last.log': last }, undefined, IN_MEMORY);
    expect(wouldRemove(lookAt(projectAt(t.root)).rule)).toMatchObject({ removed: isWorth ? 1 : 0, problems: [] });
  });

  test('counts an inode when its last name goes', async () => {
    using t = tree({ 'outputs/logs/a.log': OLD, 'outputs/logs/b.log': OLD, 'elsewhere.txt': OLD });
    t.add({ 'outputs/logs/a2.log': { hardLink: 'outputs/logs/a.log' }, 'outputs/logs/e.log': { hardLink: 'elsewhere.txt' } });
    const { swept } = await sweep(lookAt(projectAt(t.root)).plan);
    expect(swept).toMatchObject([{ removed: 4, freedBytes: 20 }]);
    expect(statSync(t.at('elsewhere.txt')).nlink).toBe(1);
  });

  test('is asked between files whether to stop, and says that it did', async () => {
    const logs = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`outputs/logs/${n}.log`, OLD]));
    using t = tree({ ...logs, 'outputs/logs/run/a.log': OLD });
    let asked = 0;
    const operation = await sweep(lookAt(projectAt(t.root)).plan, { interrupted: () => ++asked > 3 });
    expect(operation.outcomes).toEqual([{ result: 'skipped', why: 'interrupted' }]);
    const left = listing(t.at('outputs/logs')).filter((path) => path.endsWith('.log')).length;
    expect(operation.swept).toMatchObject([{ removed: 101 - left, interrupted: true }]);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(101);
  });

  test('leaves a folder that took the place of the planned one', async () => {
    using t = tree({ 'outputs/logs/a.log': OLD, 'outputs/logs2/a.log': OLD });
    const { plan } = lookAt(projectAt(t.root));
    const elsewhere = {
      ...plan,
      sections: plan.sections.map((section) => ({ ...section, directory: statFacts(t.at('outputs/logs2'), section) })),
    };
    expect((await sweep(elsewhere)).outcomes).toEqual([{ result: 'skipped', why: 'moved' }]);
    expect(listing(t.at('outputs/logs'))).toEqual(['a.log']);
  });

  test('works again where it worked before', async () => {
    using t = tree({ 'outputs/logs/run/a.log': OLD });
    const before = process.cwd();
    await sweep(lookAt(projectAt(t.root)).plan);
    expect(process.cwd()).toBe(before);
    expect(listing(t.at('outputs/logs'))).toEqual(['run']);
  });

  test.each([
    [
      'another kind',
      (plan: Plan): Plan => ({ ...plan, sections: plan.sections.map((each) => ({ ...each, kind: 'checkpoints' })) }),
    ],
    [
      'another section',
      (plan: Plan): Plan => ({ ...plan, sections: plan.sections.map((each) => ({ ...each, path: '/elsewhere' })) }),
    ],
    ['a command that shows a list', (plan: Plan): Plan => ({ ...plan, command: 'prune' })],
  ])('refuses %s before anything is touched', async (_, spoil) => {
    using t = tree({ 'outputs/logs/a.log': OLD });
    await expect(sweep(spoil(lookAt(projectAt(t.root)).plan))).rejects.toThrow(/sweep/);
    expect(listing(t.at('outputs'))).toEqual(['logs', 'logs/a.log']);
  });

  test('has an id that the clock does not change, and the limit does', () => {
    using t = tree({ 'outputs/logs/a.log': OLD });
    const project = projectAt(t.root);
    const now = BigInt(Date.now()) * 1_000_000n;
    const { plan } = lookAt(project, {}, now);
    expect(lookAt(project, {}, now + 10n ** 12n).plan.id).toBe(plan.id);
    expect(lookAt(project, {}, now, { ...WEEK, days: 8 }).plan.id).not.toBe(plan.id);
  });
});

function statFacts(path: string, { directory }: Plan['sections'][number]): Plan['sections'][number]['directory'] {
  return { ...directory, ino: statSync(path, { bigint: true }).ino };
}

const IMPORTS = "import { run } from './test/support/context.ts'; import { listing } from './test/support/tree.ts';";
const SAY = `const go = async (...argv) => { const { code, stdout, stderr } = await run(argv, { cwd: root }); return { code, stdout, stderr, left: listing(root + '/outputs/logs') }; };`;

describe('with helper processes', () => {
  const files = Object.fromEntries(
    Array.from({ length: 3000 }, (_, n) => [`outputs/logs/${n < 2500 ? 'flat' : `run${n % 20}`}/${n}.log`, OLD]),
  );
  const helpers = (command: readonly string[]): Partial<Run> => ({
    helpers: { command, build: BUILD, count: 2, after: 0 },
    pause: () => new Promise((resolve) => setTimeout(resolve, 15)),
  });
  /** Once there are helpers, the run waits until both can be given their share. */
  const readyHelpers = (gated: Gate): Partial<Run> => {
    let isMuch = false;
    return {
      ...helpers(gated.helper),
      muchToDo: async () => {
        isMuch = true;
      },
      pause: async () => {
        if (isMuch) await gated.reached('helper-ready', 2);
        await new Promise((resolve) => setTimeout(resolve, 1));
      },
    };
  };

  test('the same goes, and all of it is counted', async () => {
    using t = tree(files, undefined, IN_MEMORY);
    using gated = gate();
    const { plan } = lookAt(projectAt(t.root));
    const { swept } = await sweep(plan, readyHelpers(gated));
    expect(swept).toEqual([
      {
        removed: 3000,
        freedBytes: 30_000,
        allocatedBytes: expect.any(Number),
        left: [],
        problems: [],
        interrupted: false,
        uncounted: false,
      },
    ]);
    expect(listing(t.at('outputs/logs')).filter((path) => path.endsWith('.log'))).toEqual([]);
  });

  test.each([
    ['cannot be started', ['/nowhere/node']],
    ['end at once', [process.execPath, '--eval', '']],
    ['never say that they are ready', [process.execPath, '--eval', 'process.on("message", () => {})']],
    [
      'are of another version',
      [
        process.execPath,
        '--eval',
        'process.on("message", ({ tasks }) => process.send(tasks ? { done: tasks.length, removed: 9, freedBytes: 9, blocks: 0, left: [], problems: [], found: [] } : { ready: "0.0.9+0" }))',
      ],
    ],
  ])('that %s, it is done without them', async (_, program) => {
    using t = tree(files, undefined, IN_MEMORY);
    const { plan } = lookAt(projectAt(t.root));
    const { swept } = await sweep(plan, helpers(program));
    expect(swept).toMatchObject([{ removed: 3000, uncounted: false }]);
  });

  test.each([
    ['one large folder', 1, 3000, 'asked'],
    ['many folders that look alike', 60, 50, 'asked'],
    ['many folders with next to nothing in them', 60, 3, 'not asked'],
    ['one folder that is not worth it', 1, 1500, 'not asked'],
  ])('of %s (%d with %d files), they are %s', async (_, folders, each, expected) => {
    const spec: TreeSpec = Object.fromEntries(
      Array.from({ length: folders * each }, (_, n) => [`outputs/logs/run${n % folders}/${n}.log`, OLD]),
    );
    using t = tree(spec, undefined, IN_MEMORY);
    const { plan } = lookAt(projectAt(t.root));
    let asked = 0;
    const muchToDo = async () => void asked++;
    await sweep(plan, { helpers: { command: ['/nowhere/node'], build: BUILD, count: 1, after: 2000 }, muchToDo });
    expect(asked).toBe(expected === 'asked' ? 1 : 0);
  });

  test('interrupted, they stop too, and what they did is counted', async () => {
    using t = tree(files, undefined, IN_MEMORY);
    using gated = gate({ holds: 'helper' });
    const { plan } = lookAt(projectAt(t.root));
    // Both hold something that they have not done.
    const interrupted = (): boolean => {
      const isHeld = gated.isReached('helper-held', 2);
      if (isHeld) gated.open();
      return isHeld;
    };
    const { swept, outcomes } = await sweep(plan, { ...readyHelpers(gated), interrupted });
    expect(outcomes).toEqual([{ result: 'skipped', why: 'interrupted' }]);
    const left = listing(t.at('outputs/logs')).filter((path) => path.endsWith('.log')).length;
    expect(left).toBeGreaterThan(0);
    expect(swept).toMatchObject([{ removed: 3000 - left, interrupted: true, uncounted: false }]);
  });
});

describe.skipIf(!canMount())('mounts below a section', () => {
  test('are not entered, also when they are of the same filesystem', () => {
    using t = tree({
      'outputs/logs/a.log': OLD,
      'outputs/logs/bound/b.log': { dir: true },
      'outputs/logs/disk': { dir: true },
      'elsewhere/c.log': OLD,
    });
    const answer = inChild(t, IMPORTS, `${SAY} return go('prune-logs', '--quiet');`, {
      mount:
        'mount --bind "$ROOT/elsewhere" "$ROOT/outputs/logs/bound"; mount -t tmpfs none "$ROOT/outputs/logs/disk"; touch -d "9 days ago" "$ROOT/outputs/logs/disk/d.log"',
    });
    expect(answer).toMatchObject({ code: 0, stderr: '', left: ['bound', 'bound/c.log', 'disk', 'disk/d.log'] });
  });
});

test('what may not be looked into or changed stays, and is told', () => {
  using t = tree({
    'configs/project_config.yaml': 'outputs: {}\n',
    'outputs/logs/a.log': OLD,
    'outputs/logs/fast/b.log': OLD,
    'outputs/logs/fast/c.log': OLD,
    'outputs/logs/shut/d.log': OLD,
  });
  const answer = inChild(
    t,
    `${IMPORTS} import { chmodSync, mkdirSync } from 'node:fs'; import { chdir } from 'node:process';`,
    `${SAY} chmodSync(root + '/outputs/logs/fast', 0o555); chmodSync(root + '/outputs/logs/shut', 0);
     // As root in its own home, who has become the owner of the outputs.
     mkdirSync(root + '/locked'); chdir(root + '/locked'); chmodSync(root + '/locked', 0);
     const ran = await run(['prune-logs', '--quiet'], { cwd: root });
     chmodSync(root + '/locked', 0o755);
     chmodSync(root + '/outputs/logs/shut', 0o755); chmodSync(root + '/outputs/logs/fast', 0o755);
     return { ...ran, left: listing(root + '/outputs/logs') };`,
    { unprivileged: true },
  ) as { code: number; stdout: string; stderr: string; left: string[] };
  expect(answer).toMatchObject({ code: 3, stdout: '', left: ['fast', 'fast/b.log', 'fast/c.log', 'shut', 'shut/d.log'] });
  expect(answer.stderr).toContain('outputs/logs/shut could not be read');
  expect(answer.stderr).toMatch(/2 not removed, although planned: could not be removed: /);
});
