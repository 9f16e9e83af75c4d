import { describe, expect, test } from 'vitest';
import { expiredOf } from '../../../src/core/planning/expire.ts';
import { cutoff } from '../../../src/core/policy/quantity.ts';
import { fc } from '../../support/properties.ts';

const KEEP = { years: 0, months: 0, days: 7, seconds: 0 };
const DAY = 86_400_000_000_000n;
const NOW = 1_795_000_000_000_000_000n;

const started = (...ages: bigint[]) => ages.map((age, n) => ({ id: String(n), startedAt: NOW - age }));
const idsOf = (ages: bigint[], now = NOW) => expiredOf(started(...ages), KEEP, now).expired.map(({ id }) => id);

describe('expiredOf', () => {
  test('what was kept for longer than `trash.keep`, and not a nanosecond before', () => {
    expect(idsOf([7n * DAY, 7n * DAY + 1n, 6n * DAY, 30n * DAY])).toEqual(['1', '3']);
  });

  test('nothing where an operation is from the future, for then no age can be trusted', () => {
    const { expired, fromTheFuture } = expiredOf(started(30n * DAY, -1n), KEEP, NOW);
    expect(expired).toEqual([]);
    expect(fromTheFuture?.id).toBe('1');
  });

  test('nothing where the clock was set back before the newest operation', () => {
    expect(idsOf([30n * DAY, 10n * DAY], NOW - 11n * DAY)).toEqual([]);
  });

  test('`trash.keep: 0s` lets go of everything that was there before', () => {
    const none = { years: 0, months: 0, days: 0, seconds: 0 };
    expect(expiredOf(started(1n, 0n), none, NOW).expired.map(({ id }) => id)).toEqual(['0']);
  });

  test('never anything younger than the limit, whatever else is there', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt(-10n * DAY, 400n * DAY)), (ages) => {
        const { expired } = expiredOf(started(...ages), KEEP, NOW);
        expect(expired.every(({ startedAt }) => startedAt < cutoff(NOW, KEEP))).toBe(true);
        if (ages.some((age) => age < 0n)) expect(expired).toEqual([]);
      }),
    );
  });
});
