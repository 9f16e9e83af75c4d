import { describe, expect, it } from 'vitest';
import {
  type BudgetEntry,
  type BudgetInput,
  budgetsTogether,
  chooseForBudget as inBytes,
  needForBudget,
} from '../../../src/core/retention/budget.ts';
import type { BudgetOutcome, Reason } from '../../../src/core/types/plan.ts';
import { itemsOf } from '../../support/items.ts';
import { fc } from '../../support/properties.ts';

interface Spec {
  readonly path: string;
  readonly size?: number;
  readonly group?: string;
  readonly newer?: number;
  readonly reasons?: readonly Reason[];
  readonly complete?: boolean;
  readonly sound?: boolean;
  readonly sameInodeAs?: string;
}

const WITHIN: Reason = { code: 'within', limit: '7d' };
const GONE: Reason = { code: 'superseded' };

function entriesOf(specs: readonly Spec[]): readonly BudgetEntry[] {
  const items = itemsOf(
    specs.map(({ path, size = 10, sameInodeAs }) => ({ path, size, blocks: size, ...(sameInodeAs && { sameInodeAs }) })),
  );
  const itemAt = new Map(items.map((item) => [item.path, item]));
  return specs.map(({ path, group = 'UNet', newer = 1, reasons = [WITHIN], complete = true, sound = complete }): BudgetEntry => {
    const item = itemAt.get(path);
    if (item === undefined) throw new Error(`no item ${path}`);
    const epoch = Number(/\d+/.exec(path)?.[0] ?? 0);
    const keep = reasons[0]?.code !== 'superseded';
    return {
      path,
      parts: [item],
      checkpoint: { model: group, role: 'regular', epoch },
      group,
      newer,
      complete,
      sound,
      keep,
      reasons,
    };
  });
}

/** In blocks, of which each entry takes as many as it has bytes: what is on the disk counts. */
function chooseForBudget(input: BudgetInput): BudgetOutcome {
  const { need, freedByRules, steps, freed, shortBy } = inBytes({ ...input, need: input.need * 512 });
  const inBlocks = steps.map((step) => ({ ...step, allocatedBytes: step.allocatedBytes / 512 }));
  return { need: need / 512, freedByRules: freedByRules / 512, steps: inBlocks, freed: freed / 512, shortBy: shortBy / 512 };
}

/** Epochs 1 to `count` of one model, ten bytes each. */
function run(count: number, more: (epoch: number) => Partial<Spec> = () => ({})): readonly Spec[] {
  return Array.from({ length: count }, (_, at) => ({ path: `e${at + 1}`, newer: count - at - 1, ...more(at + 1) }));
}

const pathsOf = (input: BudgetInput): readonly string[] => chooseForBudget(input).steps.map(({ path }) => path);

describe('what a budget gives up', () => {
  it.each([
    ['nothing where nothing is needed', run(5), 0, []],
    ['the oldest', run(5), 20, ['e1', 'e2']],
    ['no more than needed', run(5), 11, ['e1', 'e2']],
    ['never the newest', run(3), 1000, ['e1', 'e2']],
    ['nothing where the rules free enough', run(5, (n) => (n < 3 ? { reasons: [GONE] } : {})), 20, []],
    ['what is missing to what the rules free', run(5, (n) => (n < 3 ? { reasons: [GONE] } : {})), 30, ['e3']],
    ['the step that suffices alone', run(5, (n) => (n === 2 ? { size: 100 } : {})), 50, ['e2']],
    ['ranked ones last', run(4, (n) => (n < 3 ? { reasons: [{ code: 'best', rank: 4 - n, of: 3 }] } : {})), 20, ['e3', 'e1']],
    ['the worst ranked first', run(4, (n) => (n < 4 ? { reasons: [{ code: 'best', rank: n, of: 3 }] } : {})), 1000, ['e3', 'e2']],
    ['never a named best', run(3, (n) => (n < 2 ? { reasons: [{ code: 'best' }] } : {})), 1000, ['e2']],
    [
      'never one that a rule and a pin keep',
      run(3, (n) => (n < 2 ? { reasons: [WITHIN, { code: 'pinned', by: 'x' }] } : {})),
      99,
      ['e2'],
    ],
    [
      'never an incomplete one',
      run(3, (n) => (n < 2 ? { reasons: [{ code: 'incomplete', why: 'cut short' }] } : {})),
      99,
      ['e2'],
    ],
  ] as const)('%s', (_, specs, need, expected) => {
    expect(pathsOf({ entries: entriesOf(specs), duplicates: [], need })).toEqual(expected);
  });

  it('takes from the group that has the most newer ones', () => {
    const specs = [...run(2), ...run(4).map((spec) => ({ ...spec, path: `b${spec.path}`, group: 'VAE' }))];
    expect(pathsOf({ entries: entriesOf(specs), duplicates: [], need: 30 })).toEqual(['be1', 'be2', 'be3']);
  });

  it('leaves each group a whole one, even where the newest is none', () => {
    const specs: readonly Spec[] = [
      { path: 'e1', newer: 2 },
      { path: 'e2', newer: 1 },
      { path: 'e3', newer: 0, complete: false, reasons: [{ code: 'incomplete', why: 'empty' }] },
    ];
    expect(pathsOf({ entries: entriesOf(specs), duplicates: [], need: 1000 })).toEqual(['e1']);
  });

  it('leaves each group one that is known to be complete, where newer ones may be anything', () => {
    const specs = run(4, (n) => ({ sound: n < 3 }));
    expect(pathsOf({ entries: entriesOf(specs), duplicates: [], need: 1000 })).toEqual(['e1', 'e3']);
  });

  it.each([
    'final',
    'pinned',
    'pointed-at',
    'referenced',
    'in-use',
    'recent',
    'survivor',
    'tracked',
    'no-metric',
    'last-of-generation',
  ] as const)('leaves alone what is kept as %s', (code) => {
    const specs = run(2, (n) => (n === 1 ? { reasons: [{ code } as unknown as Reason] } : {}));
    expect(chooseForBudget({ entries: entriesOf(specs), duplicates: [], need: 10 })).toMatchObject({ steps: [], shortBy: 10 });
  });

  it('counts blocks on the disk, not what a file with holes holds: five of 40 MB that take none free nothing', () => {
    const items = itemsOf(
      Array.from({ length: 5 }, (_, n) => ({ path: `e${n + 1}`, size: 40_000_000, blocks: n === 0 ? 8 : 0 })),
    );
    const entries = entriesOf(run(5)).map((entry, n) => ({ ...entry, parts: items.slice(n, n + 1) }));
    expect(inBytes({ entries, duplicates: [], need: 150_000_000 })).toMatchObject({ freed: 4096, shortBy: 149_995_904 });
    expect(inBytes({ entries, duplicates: [], need: 4096 }).steps).toEqual([
      { path: 'e1', bytes: 40_000_000, allocatedBytes: 4096, lost: 'epoch 1 of UNet' },
    ]);
  });

  it('says what each step frees and what is lost with it', () => {
    const { steps } = chooseForBudget({ entries: entriesOf(run(3, (n) => ({ size: n }))), duplicates: [], need: 3 });
    expect(steps).toEqual([
      { path: 'e1', bytes: 1, allocatedBytes: 1, lost: 'epoch 1 of UNet' },
      { path: 'e2', bytes: 2, allocatedBytes: 2, lost: 'epoch 2 of UNet' },
    ]);
  });

  it('says by how much it falls short', () => {
    const outcome = chooseForBudget({ entries: entriesOf(run(3)), duplicates: [], need: 25 });
    expect(outcome).toMatchObject({ need: 25, freed: 20, shortBy: 5 });
  });
});

describe('copies', () => {
  const best: Reason = { code: 'best' };

  it('go before anything else, and nothing is lost', () => {
    const specs = [...run(5), { path: 'best', newer: 3, reasons: [best] }];
    const outcome = chooseForBudget({ entries: entriesOf(specs), duplicates: [['best', 'e4']], need: 10 });
    expect(outcome.steps).toEqual([{ path: 'e4', bytes: 10, allocatedBytes: 10, copyOf: 'best', lost: null }]);
  });
  it('but never the last of them', () => {
    const outcome = chooseForBudget({ entries: entriesOf(run(5)), duplicates: [['e1', 'e2', 'e3']], need: 20 });
    expect(outcome.steps.map(({ path, copyOf }) => [path, copyOf])).toEqual([
      ['e1', 'e3'],
      ['e2', 'e3'],
    ]);
  });
  it('of what the rules remove are none', () => {
    const specs = run(4, (n) => (n === 1 ? { reasons: [GONE] } : {}));
    const outcome = chooseForBudget({ entries: entriesOf(specs), duplicates: [['e1', 'e3']], need: 20 });
    expect(outcome.steps).toEqual([{ path: 'e2', bytes: 10, allocatedBytes: 10, lost: 'epoch 2 of UNet' }]);
  });
  it('are called a loss where the last of them goes too', () => {
    const outcome = chooseForBudget({ entries: entriesOf(run(3)), duplicates: [['e1', 'e2']], need: 20 });
    expect(outcome.steps.map(({ lost }) => lost)).toEqual(['epoch 1 of UNet', 'epoch 2 of UNet']);
  });
});

describe('hard links', () => {
  it('free nothing until the last name goes', () => {
    const specs: readonly Spec[] = [
      { path: 'e1', newer: 3 },
      { path: 'e2', newer: 2, sameInodeAs: 'e1' },
      { path: 'e3', newer: 0 },
    ];
    const { steps, freed } = chooseForBudget({ entries: entriesOf(specs), duplicates: [], need: 10 });
    expect(freed).toBe(10);
    expect(steps.map(({ path, bytes }) => [path, bytes])).toEqual([
      ['e1', 0],
      ['e2', 10],
    ]);
  });
  it('are not given up for nothing', () => {
    const specs: readonly Spec[] = [
      { path: 'e1', newer: 2 },
      { path: 'e2', newer: 1 },
      { path: 'e3', newer: 0 },
      { path: 'best', newer: 2, sameInodeAs: 'e1', reasons: [{ code: 'best' }] },
    ];
    expect(pathsOf({ entries: entriesOf(specs), duplicates: [], need: 10 })).toEqual(['e2']);
  });
});

const arbitrary: fc.Arbitrary<BudgetInput> = fc
  .record({
    specs: fc.array(
      fc.record({
        size: fc.integer({ min: 0, max: 50 }),
        group: fc.constantFrom('A', 'B'),
        newer: fc.integer({ min: 0, max: 5 }),
        complete: fc.boolean(),
        reason: fc.constantFrom<Reason>(
          WITHIN,
          GONE,
          { code: 'pinned', by: 'x' },
          { code: 'best', rank: 2, of: 3 },
          { code: 'best' },
        ),
        linked: fc.option(fc.nat(20), { nil: undefined }),
        same: fc.option(fc.constantFrom('x', 'y'), { nil: undefined }),
      }),
      { maxLength: 12 },
    ),
    need: fc.integer({ min: 0, max: 300 }),
  })
  .map(({ specs, need }) => {
    const entries = entriesOf(
      specs.map(({ size, group, newer, complete, reason, linked }, at) => ({
        path: `e${at}`,
        size: linked !== undefined && linked < at ? (specs[linked]?.size ?? size) : size,
        group,
        newer,
        complete,
        reasons: [reason],
        ...(linked !== undefined && linked < at && specs[linked]?.linked === undefined && { sameInodeAs: `e${linked}` }),
      })),
    );
    const classes = (['x', 'y'] as const).map((name) => specs.flatMap(({ same }, at) => (same === name ? [`e${at}`] : [])));
    return { entries, duplicates: classes.filter((paths) => paths.length > 1), need };
  });

/** What is freed when exactly these entries go. */
function freedBy(input: BudgetInput, gone: ReadonlySet<string>): number {
  const going = input.entries.map((entry) => (gone.has(entry.path) ? { ...entry, keep: false } : entry));
  return chooseForBudget({ entries: going, duplicates: [], need: 0 }).freed;
}

describe('for any section', () => {
  it('never gives up more than is needed', () => {
    fc.assert(
      fc.property(arbitrary, (input) => {
        const { steps, shortBy, freed } = chooseForBudget(input);
        const gone = new Set(steps.map(({ path }) => path));
        expect(freedBy(input, gone)).toBe(freed);
        for (const { path } of steps) {
          const without = freedBy(input, new Set([...gone].filter((each) => each !== path)));
          if (shortBy === 0) expect(without).toBeLessThan(input.need);
          else expect(without).toBeLessThan(freed);
        }
      }),
    );
  });
  it('never gives up what is protected, and leaves each group a whole one', () => {
    fc.assert(
      fc.property(arbitrary, (input) => {
        const gone = new Set(chooseForBudget({ ...input, need: 10_000 }).steps.map(({ path }) => path));
        for (const { path, reasons, keep, newer } of input.entries) {
          if (!gone.has(path)) continue;
          expect(keep && newer > 0).toBe(true);
          expect(['within', 'best']).toContain(reasons[0]?.code);
        }
        for (const group of ['A', 'B']) {
          const whole = input.entries.filter((entry) => entry.group === group && entry.complete && entry.keep);
          if (whole.length > 0) expect(whole.some(({ path }) => !gone.has(path))).toBe(true);
        }
      }),
    );
  });
  it('leaves one of every class of copies that it calls copies', () => {
    fc.assert(
      fc.property(arbitrary, (input) => {
        const { steps } = chooseForBudget(input);
        const gone = new Set(steps.map(({ path }) => path));
        for (const { copyOf } of steps) {
          if (copyOf === undefined) continue;
          expect(gone.has(copyOf)).toBe(false);
          expect(input.entries.find(({ path }) => path === copyOf)?.keep).toBe(true);
        }
      }),
    );
  });
  it('gives the same answer in whatever order the entries come', () => {
    fc.assert(
      fc.property(arbitrary, (input) => {
        const turned = { ...input, entries: [...input.entries].reverse() };
        expect(chooseForBudget(turned)).toEqual(chooseForBudget(input));
      }),
    );
  });
  it('frees no less where more is needed', () => {
    fc.assert(
      fc.property(arbitrary, fc.integer({ min: 0, max: 300 }), (input, more) => {
        const alone = input.entries.map((entry) => ({
          ...entry,
          parts: entry.parts.map((part) => ({ ...part, facts: { ...part.facts, nlink: 1n } })),
        }));
        const [less, greater] = [
          chooseForBudget({ ...input, entries: alone }),
          chooseForBudget({ ...input, entries: alone, need: input.need + more }),
        ];
        expect(greater.freed).toBeGreaterThanOrEqual(less.freed);
      }),
    );
  });
  it('meets every need below one that it meets', () => {
    fc.assert(
      fc.property(arbitrary, fc.integer({ min: 0, max: 300 }), (input, less) => {
        if (chooseForBudget(input).shortBy > 0) return;
        expect(chooseForBudget({ ...input, need: Math.max(input.need - less, 0) }).shortBy).toBe(0);
      }),
    );
  });
});

it('adds up budgets of several sections', () => {
  const one = chooseForBudget({ entries: entriesOf(run(3)), duplicates: [], need: 10 });
  const other = chooseForBudget({ entries: entriesOf(run(2)), duplicates: [], need: 25 });
  expect(budgetsTogether([one, other])).toEqual({
    need: 35,
    freedByRules: 0,
    steps: [...one.steps, ...other.steps],
    freed: 20,
    shortBy: 15,
  });
});

it('counts a need only above what is held', () => {
  expect([needForBudget(100, 40), needForBudget(40, 100)]).toEqual([60, 0]);
});
