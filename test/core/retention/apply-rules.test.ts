import { describe, expect, it } from 'vitest';
import { isEmptyPolicy } from '../../../src/core/retention/apply-rules.ts';
import type { Candidate } from '../../../src/core/retention/candidate.ts';
import type { Reason } from '../../../src/core/types/plan.ts';
import type { Count } from '../../../src/core/types/primitives.ts';
import { type KeepRules, PERIODS } from '../../../src/core/types/project.ts';
import { candidate, kept, reasons, saved } from '../../support/candidates.ts';
import { DAY, duration } from '../../support/items.ts';

describe('best and final', () => {
  const three = [
    candidate('old', { role: 'best', age: 3 * DAY }),
    candidate('new', { role: 'best', age: DAY }),
    candidate('end', { role: 'final' }),
  ];

  it('stay without any rule', () => {
    const all = { old: [{ code: 'best' }], new: [{ code: 'best' }], end: [{ code: 'final' }] };
    expect(reasons(three, {})).toEqual(all);
    expect(reasons(three, { best: 0, final: 0 })).toEqual(all);
  });

  it('are ranked by time where no number is known', () => {
    expect(reasons(three, { best: 1 })).toMatchObject({ new: [{ code: 'best', rank: 1, of: 1 }], old: [{ code: 'best' }] });
    expect(reasons(three, { best: 'all' })).toMatchObject({ old: [{ code: 'best', rank: 2, of: 'all' }] });
  });

  const losses = (...values: readonly (number | undefined)[]): readonly Candidate[] =>
    saved(...values.map((loss, index) => [`e${index}`, { epoch: index, ...(loss !== undefined && { loss }) }] as const));
  const best = (rank: number, of: Count, value: number): Reason => ({
    code: 'best',
    rank,
    of,
    metric: { name: 'val_loss', value },
  });

  it('are the smallest losses', () => {
    expect(reasons(losses(0.5, 0.1, 0.3, 0.2), { best: 2 })).toEqual({ e1: [best(1, 2, 0.1)], e3: [best(2, 2, 0.2)] });
    expect(kept(losses(0.5, 0.1), { best: 0 })).toEqual([]);
    expect(kept(losses(0.5, 0.1), { best: 'all' })).toHaveLength(2);
  });

  it('are the largest where more is better', () => {
    const found = losses(0.5, 0.1, 0.9).map((each): Candidate => {
      const { metricRank } = each;
      return metricRank?.known === 'value' ? { ...each, metricRank: { ...metricRank, mode: 'max' } } : each;
    });
    expect(reasons(found, { best: 1 })).toEqual({ e2: [best(1, 1, 0.9)] });
  });

  it('are at both ends where nobody knows which one is better', () => {
    const values = [0.5, 0.1, 0.9, 0.3, Number.NaN];
    const found = values.map((value, index): Candidate => {
      const metricRank = { known: 'value', metric: { name: 'value', value }, mode: null } as const;
      return candidate(`e${index}`, { epoch: index, age: 60 * (9 - index), metricRank });
    });
    expect(reasons(found, { best: 1 })).toEqual({
      e1: [{ code: 'best', rank: 1, of: 1, metric: { name: 'value', value: 0.1 }, end: 'lowest' }],
      e2: [{ code: 'best', rank: 1, of: 1, metric: { name: 'value', value: 0.9 }, end: 'highest' }],
    });
    expect(kept(found, { best: 2 })).toEqual(['e0', 'e1', 'e2', 'e3']);
    expect(reasons(found.slice(0, 1), { best: 1 })).toMatchObject({ e0: [{ code: 'best', end: 'lowest' }] });
    expect(kept(found, { best: 0 })).toEqual([]);
  });

  it('are the newer of two equal ones', () => expect(kept(losses(0.1, 0.1, 0.1), { best: 1 })).toEqual(['e2']));

  it('are what is named best before its equal, of which it is most often a copy', () => {
    const copy = candidate('m_best', { role: 'best', loss: 0.1, age: 9 * DAY });
    expect(reasons([...losses(0.1, 0.2), copy], { best: 1 })).toEqual({ m_best: [best(1, 1, 0.1)] });
  });

  it('are never what is not a number while one is, and it is shown', () => {
    const [nan, inf] = [Number.NaN, Number.NEGATIVE_INFINITY];
    expect(kept(losses(0.9, nan, inf, 0.8), { best: 2 })).toEqual(['e0', 'e3']);
    expect(reasons(losses(0.9, nan), { best: 2 })).toEqual({ e0: [best(1, 2, 0.9)], e1: [best(2, 2, nan)] });
  });

  it('may be what says no number, where others do', () => {
    expect(reasons(losses(0.5, undefined, 0.1), { best: 1 })).toEqual({
      e1: [{ code: 'no-metric', metric: 'val_loss' }],
      e2: [best(1, 1, 0.1)],
    });
    expect(reasons(losses(0.5, undefined), {})).toEqual({});
    expect(reasons(losses(undefined, undefined), { best: 1 })).toEqual({});
  });

  it('may be what two sources contradict each other about', () => {
    const metricRank = { known: 'contradiction', metric: 'val_loss', values: [0.1, 0.3] } as const;
    const found = [...losses(0.5, 0.2), candidate('odd', { epoch: 9, age: 1, metricRank })];
    expect(reasons(found, { best: 1 })).toEqual({
      e1: [best(1, 1, 0.2)],
      odd: [{ code: 'contradictory-metric', metric: 'val_loss', values: [0.1, 0.3] }],
    });
  });

  it('are ranked together with what is named best, which stays in any case', () => {
    const found = [...losses(0.5, 0.2), candidate('m_best', { role: 'best', loss: 0.3 })];
    const named = { code: 'best', metric: { name: 'val_loss', value: 0.3 } };
    expect(reasons(found, { best: 1 })).toEqual({ e1: [best(1, 1, 0.2)], m_best: [named] });
    expect(reasons(found, { best: 2 })).toEqual({ e1: [best(1, 2, 0.2)], m_best: [best(2, 2, 0.3)] });
  });

  it('are counted by metric: accuracies are not smaller losses', () => {
    const other = candidate('acc', {
      epoch: 7,
      metricRank: { known: 'value', metric: { name: 'acc', value: 0.9 }, mode: 'max' },
    });
    expect(kept([...losses(0.5, 0.2), other], { best: 1 })).toEqual(['acc', 'e1']);
  });
});

describe('every', () => {
  const multiples = (unit: 'any' | 'epochs' | 'steps', count: number) =>
    kept(
      saved(
        ['e0', { epoch: 0 }],
        ['e5', { epoch: 5 }],
        ['e7-s1000', { epoch: 7, step: 1000 }],
        ['s1500', { step: 1500 }],
        ['e10-s1700', { epoch: 10, step: 1700 }],
      ),
      { every: { count, unit } },
    );
  it('keeps multiples, 0 among them', () => expect(multiples('epochs', 5)).toEqual(['e0', 'e10-s1700', 'e5']));
  it('counts steps where they are asked for', () => expect(multiples('steps', 500)).toEqual(['e7-s1000', 's1500']));
  it('counts epochs, or steps where there are none', () =>
    expect(multiples('any', 5)).toEqual(['e0', 'e10-s1700', 'e5', 's1500']));
  it('says what it counted', () => {
    const rules = { every: { count: 5, unit: 'any' } } as const;
    expect(reasons([candidate('e5', { epoch: 5, step: 7 })], rules)).toEqual({
      e5: [{ code: 'every', every: 5, unit: 'epochs' }],
    });
    expect(reasons([candidate('s5', { step: 5 })], rules)).toEqual({ s5: [{ code: 'every', every: 5, unit: 'steps' }] });
  });
});

describe('all rules together', () => {
  const everything: KeepRules = {
    within: duration({ days: 9 }),
    every: { count: 2, unit: 'any' },
    last: 1,
    best: 1,
    final: 1,
    periods: Object.fromEntries(PERIODS.map((period) => [period, 1])),
    periodsWithin: Object.fromEntries(PERIODS.map((period) => [period, duration({ days: 1 })])),
  };
  const codes = (found: readonly Candidate[], path: string, rules: KeepRules = everything) =>
    reasons(found, rules)[path]?.map(({ code }) => code);

  it('list their reasons in one order', () => {
    const found = [candidate('e2', { epoch: 2, loss: 1 })];
    expect(codes(found, 'e2')).toEqual([
      'best',
      'within',
      'last',
      ...PERIODS,
      ...PERIODS.map((each) => `within-${each}`),
      'every',
    ]);
    expect(codes([candidate('b', { role: 'best', epoch: 4 })], 'b')).toEqual(['best', 'within', 'every']);
    const restarted = saved(['e4', { epoch: 4 }], ['e2', { epoch: 2 }]);
    expect(codes(restarted, 'e4', { ...everything, periodsWithin: {} })).toEqual(['within', 'every', 'last-of-generation']);
  });

  it.each<readonly [string, KeepRules, boolean]>([
    ['nothing', {}, true],
    ['counts of 0', { last: 0, best: 0, final: 0, periods: { daily: 0 } }, true],
    ['no time', { within: duration({}), periodsWithin: { daily: duration({}) } }, true],
    ['one count', { last: 0, best: 1 }, false],
    ['all', { final: 'all' }, false],
    ['one period', { periods: { daily: 0, yearly: 1 } }, false],
    ['a time', { within: duration({ seconds: 1 }) }, false],
    ['a period within a time', { periodsWithin: { weekly: duration({ months: 1 }) } }, false],
    ['multiples', { every: { count: 1, unit: 'any' } }, false],
  ])('%s: is that no policy? %#', (_, rules, expected) => {
    expect(isEmptyPolicy(rules)).toBe(expected);
    const regular = saved(['e2', { epoch: 2 }], ['e4', { epoch: 4 }]).map((each) => ({
      ...each,
      metricRank: { known: 'value', metric: { name: 'l', value: 1 }, mode: 'min' } as const,
    }));
    if (expected) expect(kept(regular, rules)).toEqual([]);
  });
});
