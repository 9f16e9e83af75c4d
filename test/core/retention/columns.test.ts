// The columns come to what the straightforward walk comes to: the same kept, for the same reasons, told in the same order.

import { describe, expect, it } from 'vitest';
import { localTimeBy } from '../../../src/core/lib/calendar.ts';
import { folderOf } from '../../../src/core/lib/paths.ts';
import { applyRetention } from '../../../src/core/retention/apply-rules.ts';
import type { Candidate } from '../../../src/core/retention/candidate.ts';
import { sortRows } from '../../../src/core/retention/columns/sort-by-number.ts';
import { lineUp } from '../../../src/core/retention/order-candidates.ts';
import type { Checkpoint } from '../../../src/core/types/checkpoints.ts';
import type { Reason } from '../../../src/core/types/plan.ts';
import type { Count } from '../../../src/core/types/primitives.ts';
import type { KeepRules } from '../../../src/core/types/project.ts';
import { CLOCK } from '../../support/candidates.ts';
import { ago, DAY, duration, HOUR, NOW } from '../../support/items.ts';
import { plainRetention } from '../../support/plain-retention.ts';
import { fc } from '../../support/properties.ts';

const count: fc.Arbitrary<Count> = fc.oneof(fc.nat(4), fc.constant<'all'>('all'));
const span = fc.record({ years: fc.nat(1), months: fc.nat(2), days: fc.nat(5), seconds: fc.nat(3 * HOUR) });
const ofPeriods = <T>(each: fc.Arbitrary<T>) =>
  fc.record({ hourly: each, daily: each, weekly: each, monthly: each, yearly: each }, { requiredKeys: [] });
const rules: fc.Arbitrary<KeepRules> = fc.record(
  {
    last: count,
    best: count,
    every: fc.record({ count: fc.integer({ min: 1, max: 6 }), unit: fc.constantFrom('any' as const, 'epochs', 'steps') }),
    within: span,
    periods: ofPeriods(count),
    periodsWithin: ofPeriods(span),
  },
  { requiredKeys: [] },
);
const loss = fc.oneof(fc.constantFrom(0, -0, 0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY), fc.double());
const standing = fc.oneof(
  fc.record({
    known: fc.constant('value' as const),
    metric: fc.record({ name: fc.constantFrom('loss', 'acc'), value: loss }),
    mode: fc.constantFrom('min' as const, 'max', null),
  }),
  fc.record({ known: fc.constant('contradiction' as const), metric: fc.constant('loss'), values: fc.tuple(loss, loss) }),
);
const checkpoint: fc.Arbitrary<Checkpoint> = fc.record(
  {
    model: fc.constantFrom('', 'a', 'b', 'run'),
    role: fc.constantFrom<Checkpoint['role']>('regular', 'regular', 'regular', 'regular', 'best', 'last', 'final'),
    epoch: fc.nat(12),
    step: fc.nat(12),
  },
  { requiredKeys: ['model', 'role'] },
);
/** Also what a double cannot tell apart, what a second rounds away, and what only a damaged inode says. */
const time = fc.oneof(
  fc.integer({ min: -2 * DAY, max: 8 * DAY }).map((seconds) => ago(seconds)),
  fc.integer({ min: -3, max: 3 }).map((nanoseconds) => NOW - 5_000_000_000n + BigInt(nanoseconds)),
  fc.constantFrom(0, 0.5, 1, HOUR, 400 * DAY).map((seconds) => ago(seconds)),
  fc.constantFrom(0n, -1n, 2n ** 63n, 2n ** 63n + 1n, -(2n ** 63n) - 1n, 2n ** 80n, 2n ** 80n + 1n, -(2n ** 80n)),
);
const one: fc.Arbitrary<Candidate> = fc
  .record(
    {
      path: fc
        .tuple(fc.constantFrom('', 'run/', 'run/a/', 'a/'), fc.string({ maxLength: 4 }))
        .map(([folder, name]) => folder + name.replaceAll('/', '')),
      checkpoint,
      modifiedAt: time,
      completeness: fc.constantFrom('complete' as const, 'complete', 'complete', 'unknown', 'incomplete'),
      standing,
    },
    { requiredKeys: ['path', 'checkpoint', 'modifiedAt', 'completeness'] },
  )
  .map((each) => ({ ...each, run: folderOf(each.path) }));
const candidates = fc.uniqueArray(one, { selector: (each) => each.path, maxLength: 40 });
const groupBy = fc.record({ model: fc.boolean(), run: fc.boolean() });
/** Clocks go forward by half an hour every 30.5 hours, at the half hour too, and back by one. */
const shifting = { now: NOW, localTime: localTimeBy((ms) => (Math.floor(ms / 109_800_000) % 3) * 1800) };

const listed = <T>(list: readonly T[], reasons: { readonly get: (one: T) => readonly Reason[] | undefined }) =>
  list.map((one) => [one, reasons.get(one)]);

describe('retention by columns', () => {
  it('is what the plain walk says, in its order', () => {
    fc.assert(
      fc.property(candidates, rules, groupBy, fc.constantFrom(CLOCK, shifting), (list, by, grouped, clock) => {
        const policy = { rules: by, groupBy: grouped };
        const [found, plain] = [applyRetention(lineUp(list, grouped), by, clock), plainRetention(list, policy, clock)];
        expect(listed(list, found.reasons)).toEqual(listed(list, plain.reasons));
        expect([...found.reasons]).toEqual(listed(list, plain.reasons).filter(([, why]) => why !== undefined));
        expect(found.reasons.size).toBe(plain.reasons.size);
        expect(found.warnings).toEqual(plain.warnings);
      }),
      { numRuns: 300 },
    );
  });

  it.each(['in order', 'backwards', 'shuffled', 'restarting', 'at once'] as const)('also of thousands: %s', (shape) => {
    const SIZE = 5000;
    const list = Array.from({ length: SIZE }, (_, index): Candidate => {
      const step =
        shape === 'backwards' ? SIZE - index : shape === 'shuffled' || shape === 'at once' ? (index * 1237) % SIZE : index;
      const run = `run-${step % 3}`;
      const role = step % 500 === 7 ? 'best' : 'regular';
      return {
        path: `${run}/checkpoint-${step}`,
        run,
        checkpoint: { model: '', role, step: shape === 'restarting' ? step % 700 : step },
        modifiedAt: shape === 'at once' ? ago(DAY) + BigInt(step % 2) : ago((SIZE - step) * 700),
        completeness: 'complete',
        standing: { known: 'value', metric: { name: 'loss', value: ((step * 7919) % 997) / 7 }, mode: 'min' },
      };
    });
    for (const policy of [
      { last: 3, best: 5, periods: { hourly: 48, daily: 14, weekly: 8, monthly: 12, yearly: 'all' } },
      { last: 'all', best: 'all', within: duration({ years: 1 }), periodsWithin: { hourly: duration({ days: 9 }) } },
    ] as const satisfies readonly KeepRules[]) {
      const asked = { rules: policy, groupBy: { model: true, run: true } };
      const [found, plain] = [applyRetention(lineUp(list, asked.groupBy), policy, CLOCK), plainRetention(list, asked, CLOCK)];
      expect([...found.reasons]).toEqual(listed(list, plain.reasons).filter(([, why]) => why !== undefined));
      expect(found.warnings).toEqual(plain.warnings);
    }
  });
});

describe('sortRows', () => {
  it('sorts like the sort of a list, whatever the numbers, and keeps the order of equal ones', () => {
    const number = fc.oneof(
      fc.double({ noNaN: true }),
      fc.integer({ min: -3, max: 3 }),
      fc.constantFrom(Infinity, -Infinity, 5e-324, 1e308, -1e308),
    );
    fc.assert(
      fc.property(fc.array(number, { maxLength: 900, size: 'max' }), (keys) => {
        const rows = Uint32Array.from(keys, (_, row) => row);
        sortRows(rows, Float64Array.from(keys));
        const expected = keys
          .map((key, row) => ({ key, row }))
          .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.row - b.row));
        expect([...rows]).toEqual(expected.map(({ row }) => row));
      }),
    );
  });
});
