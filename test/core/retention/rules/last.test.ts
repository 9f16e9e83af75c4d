import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../../../src/core/retention/candidate.ts';
import { candidate, kept, reasons, saved } from '../../../support/candidates.ts';
import { duration, HOUR } from '../../../support/items.ts';

/** Each saved an hour after the one before. */
const epochs = (...numbers: readonly number[]): readonly Candidate[] =>
  numbers.map((epoch, index) => candidate(`e${epoch}`, { epoch, age: HOUR * (numbers.length - index) }));

describe('last', () => {
  it('takes the highest numbers, not the last names', () => {
    expect(reasons(epochs(8, 9, 10, 100), { last: 2 })).toEqual({
      e100: [{ code: 'last', rank: 1, of: 2 }],
      e10: [{ code: 'last', rank: 2, of: 2 }],
    });
  });

  it('gives equal epochs one slot', () => {
    const twins = [
      candidate('m_epoch_10', { epoch: 10 }),
      candidate('m_epoch_010', { epoch: 10 }),
      candidate('e9', { epoch: 9 }),
    ];
    expect(kept([...twins, candidate('e8', { epoch: 8 })], { last: 2 })).toEqual(['e9', 'm_epoch_010', 'm_epoch_10']);
  });

  it('counts steps where all have them, and epochs where all have those', () => {
    const both = saved(
      ['e1-s900', { epoch: 1, step: 900 }],
      ['e2-s1800', { epoch: 2, step: 1800 }],
      ['e2-s2000', { epoch: 2, step: 2000 }],
    );
    expect(kept(both, { last: 1 })).toEqual(['e2-s2000']);
    expect(kept([...both, candidate('e3', { epoch: 3, age: 1 })], { last: 1 })).toEqual(['e3']);
  });

  it('counts for each model of each folder', () => {
    const found = kept(
      [
        candidate('a_1', { model: 'a', epoch: 1 }),
        candidate('b_9', { model: 'b', epoch: 9 }),
        candidate('run/a_5', { model: 'a', epoch: 5 }),
        candidate('run/a_4', { model: 'a', epoch: 4 }),
      ],
      { last: 1 },
    );
    expect(found).toEqual(['a_1', 'b_9', 'run/a_5']);
  });

  it('keeps all, or none', () => {
    expect(kept(epochs(1, 2, 3), { last: 'all' })).toHaveLength(3);
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

  it('counts those without a number by time, by themselves', () => {
    const found = saved(['a', {}], ['e1', { epoch: 1 }], ['b', {}], ['e2', { epoch: 2 }], ['c', {}]);
    expect(reasons(found, { last: 1 })).toEqual({
      c: [{ code: 'last', rank: 1, of: 1 }],
      e2: [{ code: 'last', rank: 1, of: 1 }],
    });
  });

  it('leaves incomplete ones out: they take no slot', () => {
    const cut = candidate('e4', { epoch: 4, age: 60, completeness: 'incomplete' });
    expect(kept([...epochs(1, 2, 3), cut], { last: 1, within: duration({ days: 1 }), best: 'all' })).toEqual(['e1', 'e2', 'e3']);
    expect(kept([...epochs(1, 2, 3), cut], { last: 1 })).toEqual(['e3']);
  });
});
