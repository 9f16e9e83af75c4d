// What holds of all rules, whatever they are and whatever they look at.

import { describe, expect, it } from 'vitest';
import { folderOf } from '../../../src/core/lib/paths.ts';
import { applyRetention } from '../../../src/core/retention/apply-rules.ts';
import type { Candidate } from '../../../src/core/retention/candidate.ts';
import { BY_MODEL_AND_RUN, groupKey, groupsOf } from '../../../src/core/retention/groups.ts';
import { orderedCandidates } from '../../../src/core/retention/order-candidates.ts';
import type { Checkpoint } from '../../../src/core/types/checkpoints.ts';
import type { Count } from '../../../src/core/types/primitives.ts';
import { type KeepRules, PERIODS } from '../../../src/core/types/project.ts';
import { CLOCK, kept, reasons, saved } from '../../support/candidates.ts';
import { ago, DAY, duration, HOUR } from '../../support/items.ts';
import { fc } from '../../support/properties.ts';

const SECOND = 1_000_000_000n;

describe('as properties', () => {
  const count: fc.Arbitrary<Count> = fc.oneof(fc.nat(4), fc.constant<'all'>('all'));
  const span = fc.record({ years: fc.nat(1), months: fc.nat(2), days: fc.nat(5), seconds: fc.nat(3 * HOUR) });
  const ofPeriods = <T>(each: fc.Arbitrary<T>) =>
    fc.record({ hourly: each, daily: each, weekly: each, monthly: each, yearly: each }, { requiredKeys: [] });
  const rules: fc.Arbitrary<KeepRules> = fc.record(
    {
      last: count,
      best: count,
      final: count,
      every: fc.record({ count: fc.integer({ min: 1, max: 6 }), unit: fc.constantFrom('any' as const, 'epochs', 'steps') }),
      within: span,
      periods: ofPeriods(count),
      periodsWithin: ofPeriods(span),
    },
    { requiredKeys: [] },
  );
  const loss = fc.oneof(fc.constantFrom(0, -0, 0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY), fc.double());
  const metricRank = fc.oneof(
    fc.record({
      known: fc.constant('value' as const),
      metric: fc.record({ name: fc.constantFrom('loss', 'acc'), value: loss }),
      mode: fc.constantFrom('min' as const, 'max', null),
    }),
    fc.record({ known: fc.constant('contradiction' as const), metric: fc.constant('loss'), values: fc.tuple(loss, loss) }),
  );
  const checkpoint: fc.Arbitrary<Checkpoint> = fc.record(
    {
      model: fc.constantFrom('a', 'b'),
      role: fc.constantFrom<Checkpoint['role']>('regular', 'regular', 'regular', 'best', 'last', 'final'),
      epoch: fc.nat(12),
      step: fc.nat(12),
    },
    { requiredKeys: ['model', 'role'] },
  );
  const path = fc
    .tuple(fc.constantFrom('', 'run/', 'run/a/'), fc.string({ maxLength: 4 }))
    .map(([folder, name]) => folder + name.replaceAll('/', ''));
  const one: fc.Arbitrary<Candidate> = fc
    .record(
      {
        path,
        checkpoint,
        modifiedAt: fc
          .oneof(fc.integer({ min: -2 * DAY, max: 8 * DAY }), fc.constantFrom(0, 0.5, HOUR, 400 * DAY))
          .map((seconds) => ago(seconds)),
        completeness: fc.constantFrom('complete' as const, 'complete', 'unknown', 'incomplete'),
        metricRank,
      },
      { requiredKeys: ['path', 'checkpoint', 'modifiedAt', 'completeness'] },
    )
    .map((each) => ({ ...each, run: folderOf(each.path) }));
  const candidates = fc.uniqueArray(one, { selector: (each) => each.path, maxLength: 20 });
  const groupBy = fc.record({ model: fc.boolean(), run: fc.boolean() });

  it('the order of the candidates makes no difference', () => {
    fc.assert(
      fc.property(
        candidates.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray([...list], { minLength: list.length }))),
        rules,
        groupBy,
        ([list, shuffled], by, grouped) => {
          expect(reasons(shuffled, by, grouped)).toEqual(reasons(list, by, grouped));
        },
      ),
    );
  });

  it('the order of the candidates makes no difference for times that are nanoseconds apart or that only a damaged inode says', () => {
    const odd = fc.oneof(
      fc.integer({ min: -3, max: 3 }).map((nanoseconds) => ago(5) + BigInt(nanoseconds)),
      fc.constantFrom(0n, -1n, 2n ** 63n, 2n ** 63n + 1n, -(2n ** 63n) - 1n, 2n ** 80n, 2n ** 80n + 1n, -(2n ** 80n)),
    );
    fc.assert(
      fc.property(candidates, fc.array(odd, { minLength: 20, maxLength: 20 }), rules, groupBy, (list, times, by, grouped) => {
        const at = list.map((each, index): Candidate => ({ ...each, modifiedAt: times[index] ?? 0n }));
        const newest = orderedCandidates(at, grouped).flatMap(({ members }) => members.slice(0, 1));
        for (const each of newest) {
          const same = at.filter((other) => groupKey(other, grouped) === groupKey(each, grouped));
          expect(same.every(({ modifiedAt }) => modifiedAt <= each.modifiedAt)).toBe(true);
        }
        expect(reasons([...at].reverse(), by, grouped)).toEqual(reasons(at, by, grouped));
      }),
    );
  });

  it('a rank is counted from 1 without gaps to at most what its rule asks for', () => {
    fc.assert(
      fc.property(candidates, rules, (list, by) => {
        for (const { members } of groupsOf(list, BY_MODEL_AND_RUN)) {
          const ranks = new Map<string, Set<number>>();
          for (const each of Object.values(reasons(members, by)).flat()) {
            if (!('rank' in each) || each.rank === undefined || each.code === 'best') continue;
            if (each.of !== undefined && each.of !== 'all') expect(each.rank).toBeLessThanOrEqual(each.of);
            const key = `${each.code} ${each.of}`;
            ranks.set(key, (ranks.get(key) ?? new Set()).add(each.rank));
          }
          for (const found of ranks.values()) expect(Math.max(...found)).toBe(found.size);
        }
      }),
    );
  });

  it('every kept one has a reason, and no incomplete one is kept', () => {
    fc.assert(
      fc.property(candidates, rules, groupBy, (list, by, grouped) => {
        for (const [{ completeness }, why] of applyRetention(orderedCandidates(list, grouped), by, CLOCK).reasons) {
          expect(completeness).not.toBe('incomplete');
          expect(why.length).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('what is named best, last or final stays, and takes nothing from the others', () => {
    fc.assert(
      fc.property(candidates, rules, (list, { best: _, within: __, periodsWithin: ___, ...by }) => {
        const usable = list.filter(({ completeness }) => completeness !== 'incomplete');
        const regular = usable.filter(({ checkpoint: { role } }) => role === 'regular');
        const named = usable.filter(({ checkpoint: { role } }) => role !== 'regular').map((each) => each.path);
        expect(kept(list, by)).toEqual([...kept(regular, by), ...named].sort());
      }),
    );
  });

  it('a rule more, or a larger one, never keeps less', () => {
    const larger = (a: Count | undefined, b: Count | undefined): Count =>
      a === 'all' || b === 'all' ? 'all' : Math.max(a ?? 0, b ?? 0);
    const union = (a: KeepRules, b: KeepRules): KeepRules => ({
      ...b,
      ...a,
      last: larger(a.last, b.last),
      best: larger(a.best, b.best),
      periods: Object.fromEntries(PERIODS.map((each) => [each, larger(a.periods?.[each], b.periods?.[each])])),
      periodsWithin: { ...b.periodsWithin, ...a.periodsWithin },
    });
    fc.assert(
      fc.property(candidates, rules, rules, groupBy, (list, some, more, grouped) => {
        const all = new Set(kept(list, union(some, more), grouped));
        for (const each of kept(list, some, grouped)) expect(all).toContain(each);
      }),
    );
  });

  it('a longer time never keeps less', () => {
    fc.assert(
      fc.property(candidates, fc.nat(9), fc.nat(9), fc.constantFrom(...PERIODS), (list, days, more, period) => {
        const within = (n: number): KeepRules => ({
          within: duration({ days: n }),
          periodsWithin: { [period]: duration({ days: n }) },
        });
        const all = new Set(kept(list, within(days + more)));
        for (const each of kept(list, within(days))) expect(all).toContain(each);
      }),
    );
  });

  it('keeps the highest and the newest of every group whenever last is above 0', () => {
    fc.assert(
      fc.property(candidates, fc.integer({ min: 1, max: 3 }), (list, last) => {
        const regular = list.map((each): Candidate => {
          const { model, step = 0 } = each.checkpoint;
          return { ...each, completeness: 'complete', checkpoint: { model, role: 'regular', step } };
        });
        const found = new Set(kept(regular, { last }));
        for (const { members } of groupsOf(regular, BY_MODEL_AND_RUN)) {
          const highest = Math.max(...members.map(({ checkpoint }) => checkpoint.step ?? 0));
          const newest = members.reduce((a, b) => (b.modifiedAt > a.modifiedAt ? b : a)).modifiedAt;
          expect(members.filter(({ checkpoint }) => checkpoint.step === highest).some((each) => found.has(each.path))).toBe(true);
          expect(members.filter((each) => newest - each.modifiedAt <= SECOND).some((each) => found.has(each.path))).toBe(true);
        }
      }),
    );
  });

  it('pruning what is left again removes nothing more, while one training is seen and goes on', () => {
    fc.assert(
      fc.property(candidates, rules, (list, by) => {
        const ordered = [...list].sort((a, b) => (a.modifiedAt < b.modifiedAt ? -1 : 1));
        const growing = ordered.map((each, step): Candidate => ({ ...each, checkpoint: { ...each.checkpoint, step } }));
        const once = kept(growing, by);
        expect(
          kept(
            growing.filter((each) => once.includes(each.path)),
            by,
          ),
        ).toEqual(once);
      }),
    );
  });

  it('again may remove the last of an earlier training, once nothing tells any more that it was one', () => {
    const found = saved(['a9', { epoch: 9 }], ['a10', { epoch: 10 }], ['b1', { epoch: 1 }], ['b11', { epoch: 11 }]);
    expect(kept(found, { last: 1 })).toEqual(['a10', 'b11']);
    expect(
      kept(
        found.filter((each) => ['a10', 'b11'].includes(each.path)),
        { last: 1 },
      ),
    ).toEqual(['b11']);
  });
});
