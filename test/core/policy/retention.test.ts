import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyRetention, type Candidate } from '../../../src/core/policy/retention.ts';
import type { Checkpoint, Count, KeepRules, Reason } from '../../../src/core/types.ts';
import { ago, DAY, duration, HOUR, NOW } from '../../support/items.ts';

interface Given {
  readonly model?: string;
  readonly role?: Checkpoint['role'];
  readonly epoch?: number;
  readonly age?: number;
}

function candidate(path: string, { model = 'm', role = 'regular', epoch, age = DAY }: Given): Candidate {
  return { path, checkpoint: { model, role, ...(epoch !== undefined && { epoch }) }, modifiedAt: ago(age) };
}

function reasons(candidates: readonly Candidate[], rules: KeepRules): Record<string, readonly Reason[]> {
  return Object.fromEntries([...applyRetention(candidates, rules, NOW)].map(([{ path }, why]) => [path, why]));
}

const epochs = (...numbers: readonly number[]): readonly Candidate[] => numbers.map((epoch) => candidate(`e${epoch}`, { epoch }));

describe('last', () => {
  it('takes the highest numbers, not the last names', () => {
    expect(reasons(epochs(8, 9, 10, 100), { last: 2 })).toEqual({
      e100: [{ code: 'last', rank: 1, of: 2 }],
      e10: [{ code: 'last', rank: 2, of: 2 }],
    });
  });

  it('gives equal epochs one slot', () => {
    const twins = [candidate('m_epoch_10', { epoch: 10 }), candidate('m_epoch_010', { epoch: 10 }), ...epochs(9, 8)];
    expect(Object.keys(reasons(twins, { last: 2 })).sort()).toEqual(['e9', 'm_epoch_010', 'm_epoch_10']);
  });

  it('counts for each model of each folder', () => {
    const found = reasons(
      [
        candidate('a_1', { model: 'a', epoch: 1 }),
        candidate('b_9', { model: 'b', epoch: 9 }),
        candidate('run/a_5', { model: 'a', epoch: 5 }),
        candidate('run/a_4', { model: 'a', epoch: 4 }),
      ],
      { last: 1 },
    );
    expect(Object.keys(found).sort()).toEqual(['a_1', 'b_9', 'run/a_5']);
  });

  it('keeps all, or none', () => {
    expect(Object.keys(reasons(epochs(1, 2, 3), { last: 'all' }))).toHaveLength(3);
    expect(reasons(epochs(1, 2, 3), { last: 0 })).toEqual({});
    expect(reasons(epochs(1, 2, 3), {})).toEqual({});
  });

  it('spends no slot on best or final, and keeps what is itself named last', () => {
    const found = reasons(
      [
        candidate('best', { role: 'best', epoch: 99 }),
        candidate('final', { role: 'final', epoch: 98 }),
        candidate('last', { role: 'last' }),
        ...epochs(1, 2),
      ],
      { last: 1 },
    );
    expect(found).toMatchObject({ e2: [{ code: 'last', rank: 1, of: 1 }], last: [{ code: 'last', rank: 1, of: 'all' }] });
    expect(found).not.toHaveProperty('e1');
  });
});

describe('best and final', () => {
  const three = [
    candidate('old', { role: 'best', age: 3 * DAY }),
    candidate('new', { role: 'best', age: DAY }),
    candidate('end', { role: 'final' }),
  ];

  it('stay without any rule', () => {
    expect(reasons(three, {})).toEqual({ old: [{ code: 'best' }], new: [{ code: 'best' }], end: [{ code: 'final' }] });
    expect(reasons(three, { best: 0, final: 0 })).toEqual({
      old: [{ code: 'best' }],
      new: [{ code: 'best' }],
      end: [{ code: 'final' }],
    });
  });

  it('are ranked by the rule, newest first', () => {
    expect(reasons(three, { best: 1 })).toMatchObject({ new: [{ code: 'best', rank: 1, of: 1 }], old: [{ code: 'best' }] });
    expect(reasons(three, { best: 'all' })).toMatchObject({ old: [{ code: 'best', rank: 2, of: 'all' }] });
  });
});

describe('every and within', () => {
  it('keeps multiples, 0 among them', () => {
    expect(Object.keys(reasons(epochs(0, 5, 7, 10), { every: 5 })).sort()).toEqual(['e0', 'e10', 'e5']);
  });

  it('keeps what is not older than the limit', () => {
    const aged = [
      candidate('new', { epoch: 1, age: HOUR }),
      candidate('edge', { epoch: 2, age: DAY }),
      candidate('old', { epoch: 3, age: DAY + 1 }),
    ];
    expect(reasons(aged, { within: duration({ days: 1 }) })).toEqual({
      new: [{ code: 'within', limit: '1d' }],
      edge: [{ code: 'within', limit: '1d' }],
    });
  });

  it('lists reasons in the order of the rules', () => {
    const all: KeepRules = { within: duration({ days: 9 }), every: 2, last: 1, best: 1, final: 1 };
    const codes = (one: readonly Candidate[]) => Object.values(reasons(one, all)).map((why) => why.map(({ code }) => code));
    expect(codes(epochs(2))).toEqual([['last', 'every', 'within']]);
    expect(codes([candidate('b', { role: 'best', epoch: 4 })])).toEqual([['best', 'every', 'within']]);
  });
});

describe('as properties', () => {
  const count: fc.Arbitrary<Count> = fc.oneof(fc.nat(4), fc.constant<'all'>('all'));
  const rules: fc.Arbitrary<KeepRules> = fc.record(
    {
      last: count,
      best: count,
      final: count,
      every: fc.integer({ min: 1, max: 6 }),
      within: fc.nat(5).map((days) => duration({ days })),
    },
    { requiredKeys: [] },
  );
  const candidates = fc.uniqueArray(
    fc.record({
      path: fc
        .tuple(fc.constantFrom('', 'run/', 'run/a/'), fc.string({ maxLength: 4 }))
        .map(([folder, name]) => folder + name.replaceAll('/', '')),
      checkpoint: fc.record(
        {
          model: fc.constantFrom('a', 'b'),
          role: fc.constantFrom<Checkpoint['role']>('regular', 'regular', 'best', 'last', 'final'),
          epoch: fc.nat(12),
        },
        { requiredKeys: ['model', 'role'] },
      ),
      modifiedAt: fc.integer({ min: -2, max: 8 }).map((days) => ago(days * DAY)),
    }),
    { selector: ({ path }) => path, maxLength: 20 },
  );
  const keptBy = (list: readonly Candidate[], by: KeepRules): ReadonlySet<string> =>
    new Set([...applyRetention(list, by, NOW).keys()].map(({ path }) => path));

  it('the order of the candidates makes no difference', () => {
    fc.assert(
      fc.property(candidates, rules, (list, by) => {
        expect(reasons([...list].reverse(), by)).toEqual(reasons(list, by));
      }),
    );
  });

  it('a rule more, or a larger one, never keeps less', () => {
    const larger = (a: Count | undefined, b: Count | undefined): Count | undefined =>
      a === 'all' || b === 'all' ? 'all' : a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
    fc.assert(
      fc.property(candidates, rules, rules, (list, some, more) => {
        const last = larger(some.last, more.last);
        const { every: _, ...rest } = more;
        const both: KeepRules = { ...rest, ...some, ...(last !== undefined && { last }) };
        const kept = keptBy(list, both);
        for (const path of keptBy(list, some)) expect(kept).toContain(path);
      }),
    );
  });

  it('keeps the highest epoch whenever last is above 0', () => {
    fc.assert(
      fc.property(candidates, fc.integer({ min: 1, max: 3 }), (list, last) => {
        const kept = keptBy(list, { last });
        const numbered = list.filter(
          ({ checkpoint: { role, epoch, model }, path }) =>
            role === 'regular' && epoch !== undefined && model === 'a' && !path.includes('/'),
        );
        const highest = Math.max(...numbered.map(({ checkpoint }) => checkpoint.epoch ?? 0));
        for (const { path, checkpoint } of numbered) if (checkpoint.epoch === highest) expect(kept).toContain(path);
      }),
    );
  });

  it('decides a million', () => {
    const million = Array.from({ length: 1_000_000 }, (_, epoch) => candidate('x', { epoch }));
    expect(applyRetention(million, { last: 3 }, NOW).size).toBe(3);
  });
});
