import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../../src/core/retention/candidate.ts';
import { newestFirst } from '../../../src/core/retention/newest-first.ts';
import { sessionWarnings, trainingSessionsOf } from '../../../src/core/retention/training-sessions.ts';
import { candidate, saved } from '../../support/candidates.ts';
import { ago, HOUR } from '../../support/items.ts';
import { fc } from '../../support/properties.ts';

const sessionsOf = (list: readonly Candidate[]) => trainingSessionsOf(newestFirst(list));
const numbersOf = (list: readonly Candidate[]): readonly (readonly number[])[] =>
  sessionsOf(list).sessions.map((session) => session.map(({ number }) => number));
/** One a minute, in this order. */
const steps = (...numbers: readonly number[]) =>
  saved(...numbers.map((step, index) => [`checkpoint-${step}-${index}`, { step }] as const));
/** All within a second, in this order. */
const at = (gap: number, ...numbers: readonly number[]) =>
  numbers.map((step, index) => candidate(`checkpoint-${step}`, { step, age: HOUR - index * gap }));

describe('trainingSessionsOf', () => {
  it.each<readonly [string, readonly Candidate[], readonly (readonly number[])[]]>([
    ['one training', steps(500, 1000, 1500), [[500, 1000, 1500]]],
    ['nothing', [], []],
    [
      'a fresh run in a used folder',
      steps(9000, 9500, 10_000, 500, 1000),
      [
        [9000, 9500, 10_000],
        [500, 1000],
      ],
    ],
    [
      'a restart from an earlier step',
      steps(500, 1000, 1500, 1200, 1700),
      [
        [500, 1000, 1500],
        [1200, 1700],
      ],
    ],
    ['three runs', steps(10, 20, 5, 15, 1), [[10, 20], [5, 15], [1]]],
    [
      'the first ones overwritten in place by a fresh run',
      steps(4, 5, 6, 1, 2, 3),
      [
        [4, 5, 6],
        [1, 2, 3],
      ],
    ],
    ['an equal number is no fall: another save of the same epoch', steps(8, 9, 9, 10), [[8, 9, 9, 10]]],
    ['numbers that fall with every save', steps(3, 2, 1), [[3], [2], [1]]],
    ['a copy of which all times lie within a second: by number', at(0.2, 1000, 1500, 500), [[500, 1000, 1500]]],
    ['equal times: by number', at(0, 7, 3, 5), [[3, 5, 7]]],
    ['two saves within a second of each other, in the wrong order', at(0.9, 10, 9), [[9, 10]]],
    ['a fall that takes longer than a second', at(1.1, 10, 9), [[10], [9]]],
    [
      'a slow copy in the order of names: two, so that the last of both stays',
      at(30, 1, 10, 2, 9),
      [
        [1, 10],
        [2, 9],
      ],
    ],
  ])('%s', (_, list, expected) => {
    expect(numbersOf(list)).toEqual(expected);
    expect(numbersOf([...list].reverse())).toEqual(expected);
  });

  it('leaves those without a number aside, newest first', () => {
    const { sessions, unnumbered } = sessionsOf(saved(['a', {}], ['s1', { step: 1 }], ['b', {}]));
    expect(sessions.map((session) => session.map(({ candidate: { path } }) => path))).toEqual([['s1']]);
    expect(unnumbered.map(({ path }) => path)).toEqual(['b', 'a']);
  });

  it('compares like with like', () => {
    const unit = (...list: readonly Candidate[]) => sessionsOf(list).unit;
    const [both, step, epoch] = [
      candidate('a', { epoch: 1, step: 300 }),
      candidate('b', { step: 5 }),
      candidate('c', { epoch: 3 }),
    ];
    expect([unit(both), unit(both, step), unit(both, epoch), unit(step, epoch)]).toEqual(['step', 'step', 'epoch', 'number']);
    expect(numbersOf(saved(['e1-s300', { epoch: 1, step: 300 }], ['e2', { epoch: 2 }]))).toEqual([[1, 2]]);
  });

  it('loses none, orders each, and begins another only where the number falls', () => {
    const list = fc
      .array(fc.tuple(fc.nat(20), fc.nat(5000)), { maxLength: 30 })
      .map((pairs) => pairs.map(([step, milliseconds], index) => candidate(`c${index}`, { step, at: ago(milliseconds / 1000) })));
    fc.assert(
      fc.property(list, (given) => {
        const found = sessionsOf(given).sessions;
        expect(found.flat()).toHaveLength(given.length);
        for (const [index, training] of found.entries()) {
          const numbers = training.map(({ number }) => number);
          expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
          const next = found[index + 1]?.map(({ candidate: one }) => one.modifiedAt) ?? [];
          for (const { candidate: one } of training) for (const later of next) expect(later >= one.modifiedAt).toBe(true);
          const first = found[index + 1]?.reduce((a, b) => (b.candidate.modifiedAt < a.candidate.modifiedAt ? b : a));
          if (first !== undefined) expect(first.number).toBeLessThan(numbers.at(-1) ?? 0);
        }
      }),
    );
  });
});

describe('sessionWarnings', () => {
  const texts = (name: string, list: readonly Candidate[]) => sessionWarnings(name, sessionsOf(list)).map(({ text }) => text);
  it('says nothing about one session, or none', () => expect([...texts('.', steps(1, 2)), ...texts('.', [])]).toEqual([]));
  it('says where, how many, and by what it was seen', () => {
    expect(texts('run/m', steps(9000, 10_000, 500, 1000))).toEqual([
      '2 training runs seem to share run/m: after step 10000 the newest begins at step 500; the last of each stays',
    ]);
    expect(texts('.', saved(['a', { epoch: 3 }], ['b', { epoch: 1 }]))).toEqual([
      '2 training runs seem to share this folder: after epoch 3 the newest begins at epoch 1; the last of each stays',
    ]);
  });
  it('lets no name through as it is', () => expect(texts('a\n\u001b[2J', steps(2, 1))[0]).toContain('a\\n\\x1b[2J'));
});
