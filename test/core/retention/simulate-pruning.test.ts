import { describe, expect, it } from 'vitest';
import { localTimeBy } from '../../../src/core/lib/calendar.ts';
import type { Candidate } from '../../../src/core/retention/candidate.ts';
import { BY_MODEL_AND_RUN } from '../../../src/core/retention/groups.ts';
import { replay } from '../../../src/core/retention/simulate-pruning.ts';
import type { Instant } from '../../../src/core/types/primitives.ts';
import type { KeepRules } from '../../../src/core/types/project.ts';
import type { Replay } from '../../../src/core/types/reports.ts';
import { CLOCK, candidate, kept, saved } from '../../support/candidates.ts';
import { duration, NOW } from '../../support/items.ts';
import { fc } from '../../support/properties.ts';

const at = (text: string): Instant => BigInt(Date.parse(text)) * 1_000_000n;
const of = (...times: readonly string[]): readonly Candidate[] =>
  times.map((time, step) => candidate(time, { at: at(time.length === 10 ? `${time}T12:00:00Z` : time), step }));
const run = (list: readonly Candidate[], rules: KeepRules, clock = CLOCK): Replay =>
  replay(list, { rules, groupBy: BY_MODEL_AND_RUN }, clock);

describe('what it says', () => {
  const list = saved(['e1', { epoch: 1 }], ['e2', { epoch: 2 }], ['e3', { epoch: 3 }]);

  it('what each save would have left', () => {
    const { saves, ...end } = run([...list].reverse(), { last: 2 });
    expect(saves.map(({ saved: written, removed, left, group }) => [group, written, removed, left])).toEqual([
      ['m', ['e1'], [], 1],
      ['m', ['e2'], [], 2],
      ['m', ['e3'], ['e1'], 2],
    ]);
    expect(saves.map(({ at: time }) => time)).toEqual(list.map(({ modifiedAt }) => modifiedAt));
    expect(end).toEqual({ earlier: 0, leftByOnce: 2, leftByEach: 2, differences: [] });
  });

  it('takes what has one time as one save, and every group by itself', () => {
    const two = [candidate('a/1', { at: NOW }), candidate('b/1', { at: NOW }), candidate('b/2', { at: NOW })];
    expect(run(two, { last: 1 }).saves.map(({ group, saved: written }) => [group, written])).toEqual([
      ['a/m', ['a/1']],
      ['b/m', ['b/1', 'b/2']],
    ]);
  });

  it('leaves out what is incomplete or dated in the future', () => {
    const cut = candidate('cut', { epoch: 9, completeness: 'incomplete' });
    const future = candidate('future', { epoch: 9, at: NOW + 1n });
    expect(run([...list, cut, future], { last: 1 }).saves).toHaveLength(3);
  });

  it('always leaves one, as pruning does', () => {
    const { saves, differences } = run(list, { every: { count: 10, unit: 'any' } });
    expect(saves.map(({ left }) => left)).toEqual([1, 1, 1]);
    expect(differences).toEqual([]);
  });
});

describe('pruning after every save ends where pruning once does', () => {
  const gap = fc.oneof(fc.nat(2 * 3600), fc.nat(2 * 86_400), fc.nat(20 * 86_400), fc.nat(300 * 86_400));
  const save = fc.record({
    seconds: gap,
    loss: fc.nat(5),
    role: fc.constantFrom('regular' as const, 'regular', 'regular', 'best', 'last'),
  });
  const training = fc.array(save, { minLength: 1, maxLength: 25 }).map((saves) => {
    let time = NOW;
    return saves.map(({ seconds, loss, role }, index) => {
      time -= BigInt(seconds) * 1_000_000_000n + 1n;
      return candidate(`s${index}`, { at: time, step: saves.length - index, loss, role });
    });
  });
  const count = fc.oneof(fc.nat(4), fc.constant('all' as const));
  const span = fc.tuple(fc.nat(40), fc.nat(48)).map(([days, hours]) => duration({ days, seconds: hours * 3600 }));
  const each = <T>(one: fc.Arbitrary<T>) =>
    fc.record({ hourly: one, daily: one, weekly: one, monthly: one, yearly: one }, { requiredKeys: [] });
  const every = fc.record({ count: fc.integer({ min: 1, max: 6 }), unit: fc.constant('any' as const) });
  const proven = { last: count, best: count, every, within: span, periods: each(count) };

  it.each(Object.keys(proven) as (keyof typeof proven)[])('for %s', (name) => {
    fc.assert(
      fc.property(training, proven[name] as fc.Arbitrary<never>, (list, rule) => {
        expect(run(list, { [name]: rule }).differences).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('for all of these together', () => {
    fc.assert(
      fc.property(training, fc.record(proven, { requiredKeys: [] }), (list, rules) => {
        expect(run(list, rules).differences).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('or with more, and never less, where there are periods within a time', () => {
    fc.assert(
      fc.property(training, fc.record({ ...proven, periodsWithin: each(span) }, { requiredKeys: [] }), (list, rules) => {
        for (const { keptBy, codes } of run(list, rules).differences) {
          expect(keptBy).toBe('each');
          expect(codes.join()).toMatch(/within-/);
        }
      }),
      { numRuns: 500 },
    );
  });

  // As borg's two simulations: one save a day, pruned daily; the oldest goes on exactly the right day.
  it('day by day for 95 days, and the oldest goes when the last slot is needed', () => {
    const days = Array.from({ length: 95 }, (_, n) => new Date(Date.UTC(2015, 0, 1 + n)).toISOString().slice(0, 10));
    const rules = { periods: { daily: 14, monthly: 3 } };
    for (const [index, day] of days.entries()) {
      const until = of(...days.slice(0, index + 1));
      const clock = { ...CLOCK, now: at(`${day}T13:00:00Z`) };
      const { differences, leftByEach } = run(until, rules, clock);
      const once = kept(until, rules, BY_MODEL_AND_RUN, clock);
      expect([day, differences]).toEqual([day, []]);
      expect(leftByEach).toBe(once.length);
      expect([day, once.includes('2015-01-01')]).toEqual([day, day < '2015-03-01']);
      expect([day, once.includes('2015-01-31')]).toEqual([day, day >= '2015-01-31' && day < '2015-04-01']);
    }
  });
});

describe('and where it does not', () => {
  it('within months: the day before which something is old goes back', () => {
    const list = of('2015-03-02', '2015-03-31', '2015-04-01');
    expect(run(list, { within: duration({ months: 1 }) }).differences).toEqual([
      { path: '2015-03-02', keptBy: 'once', codes: ['within'], removedAt: at('2015-03-31T12:00:00Z') },
    ]);
  });

  it('within days, where clocks are put back', () => {
    const localTime = localTimeBy((ms) => (ms < Date.UTC(2026, 9, 25, 1) ? 7200 : 3600));
    const list = of('2026-10-24T00:20:00Z', '2026-10-25T00:30:00Z', '2026-10-25T01:10:00Z');
    const clock = { now: at('2026-10-25T02:00:00Z'), localTime };
    expect(run(list, { within: duration({ days: 1 }) }, clock).differences).toMatchObject([
      { path: '2026-10-24T00:20:00Z', keptBy: 'once', codes: ['within'] },
    ]);
  });

  it('periods within a time: what is left is the oldest sooner', () => {
    const list = of('2015-01-01T10:00:00Z', '2015-01-01T11:00:00Z', '2015-01-01T11:30:00Z');
    expect(run(list, { periodsWithin: { yearly: duration({ seconds: 3600 }) } }).differences).toEqual([
      { path: '2015-01-01T11:00:00Z', keptBy: 'each', codes: ['within-yearly'] },
    ]);
  });

  it('generations: nothing tells the first any more', () => {
    const list = saved(['a10', { epoch: 10 }], ['b1', { epoch: 1 }], ['b11', { epoch: 11 }], ['b12', { epoch: 12 }]);
    expect(run(list, { last: 1 }).differences).toMatchObject([{ path: 'a10', keptBy: 'once', codes: ['last-of-generation'] }]);
  });

  it('best: the first number comes after the first pruning', () => {
    const list = saved(['e1', { epoch: 1 }], ['e2', { epoch: 2 }], ['e3', { epoch: 3, loss: 0.1 }]);
    expect(run(list, { best: 1 }).differences).toMatchObject([{ path: 'e1', keptBy: 'once', codes: ['no-metric'] }]);
  });
});

it('replays the last thousand saves, and prunes what came before once', () => {
  const many = saved(...Array.from({ length: 1500 }, (_, n) => [`m_epoch_${n}.pth`, { epoch: n }] as const));
  const { saves, earlier, leftByOnce, leftByEach, differences } = replay(
    many,
    { rules: { last: 2 }, groupBy: BY_MODEL_AND_RUN },
    CLOCK,
  );
  expect([saves.length, earlier, leftByOnce, leftByEach, differences]).toEqual([1000, 500, 2, 2, []]);
  expect(saves[0]?.left).toBe(2);
});
