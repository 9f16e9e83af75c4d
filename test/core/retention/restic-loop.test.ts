// The time rules against restic's own loop (snapshot_policy.go at a80be1478), restated here for one list without tags.

import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../../src/core/retention/candidate.ts';
import type { Reason } from '../../../src/core/types/plan.ts';
import type { Duration, Instant } from '../../../src/core/types/primitives.ts';
import type { KeepRules, Period } from '../../../src/core/types/project.ts';
import { CLOCK, candidate, reasons } from '../../support/candidates.ts';
import { fc } from '../../support/properties.ts';

describe('against the loop of restic', () => {
  const PERIODS = ['hourly', 'daily', 'weekly', 'monthly', 'yearly'] as const;
  const shapes: Record<Period, (date: Date) => string> = {
    hourly: (date) => date.toISOString().slice(0, 13),
    daily: (date) => date.toISOString().slice(0, 10),
    weekly: (date) => {
      const thursday = new Date(date.getTime() + (3 - ((date.getUTCDay() + 6) % 7)) * 86_400_000);
      const first = Date.UTC(thursday.getUTCFullYear(), 0, 1);
      return `${thursday.getUTCFullYear()}W${Math.floor((thursday.getTime() - first) / (7 * 86_400_000))}`;
    },
    monthly: (date) => date.toISOString().slice(0, 7),
    yearly: (date) => date.toISOString().slice(0, 4),
  };

  function restic(
    list: readonly Candidate[],
    { periods = {}, periodsWithin = {}, within }: KeepRules,
  ): Record<string, readonly string[]> {
    const newest = [...list].sort((a, b) => Number(b.modifiedAt - a.modifiedAt));
    const latest = newest.find(({ modifiedAt }) => modifiedAt <= CLOCK.now)?.modifiedAt;
    const since = ({ years, months, days, seconds }: Duration): Instant => {
      if (latest === undefined) return -(2n ** 80n);
      const date = new Date(Number(latest / 1_000_000n));
      date.setUTCFullYear(date.getUTCFullYear() - years, date.getUTCMonth() - months, date.getUTCDate() - days);
      return BigInt(date.getTime()) * 1_000_000n - BigInt(seconds) * 1_000_000_000n;
    };
    const isZero = (one: Duration) => Object.values(one).every((n) => n === 0);
    const left = new Map(PERIODS.map((each) => [each, periods[each] === 'all' ? -1 : (periods[each] ?? 0)]));
    const last = new Map<string, string>();
    const result: Record<string, readonly string[]> = {};
    newest.forEach((snapshot, nr) => {
      const date = new Date(Number(snapshot.modifiedAt / 1_000_000n));
      const why: string[] = [];
      if (within !== undefined && !isZero(within) && snapshot.modifiedAt > since(within)) why.push('within');
      for (const period of PERIODS) {
        const count = left.get(period) ?? 0;
        if (count === 0) continue;
        const value = shapes[period](date);
        if (value === last.get(period) && nr < newest.length - 1) continue;
        why.push(value === last.get(period) ? `oldest ${period}` : period);
        last.set(period, value);
        if (count > 0) left.set(period, count - 1);
      }
      for (const period of PERIODS) {
        const span = periodsWithin[period];
        if (span === undefined || isZero(span) || snapshot.modifiedAt <= since(span)) continue;
        const value = shapes[period](date);
        const key = `within-${period}`;
        if (value === last.get(key) && nr < newest.length - 1) continue;
        why.push(value === last.get(key) ? `oldest ${key}` : key);
        last.set(key, value);
      }
      if (why.length > 0) result[snapshot.path] = why;
    });
    return result;
  }

  const named = (reason: Reason): string => ('oldest' in reason ? `oldest ${reason.code}` : reason.code);
  const count = fc.oneof(fc.nat(5), fc.constant('all' as const));
  const span = fc.record({
    years: fc.nat(2),
    months: fc.nat(14),
    days: fc.nat(40),
    seconds: fc.nat(48).map((hours) => hours * 3600),
  });
  const each = <T>(one: fc.Arbitrary<T>) =>
    fc.record({ hourly: one, daily: one, weekly: one, monthly: one, yearly: one }, { requiredKeys: [] });
  const rules: fc.Arbitrary<KeepRules> = fc.record(
    { periods: each(count), periodsWithin: each(span), within: span },
    { requiredKeys: [] },
  );
  const gap = fc.oneof(fc.nat(2 * 3600), fc.nat(3 * 86_400), fc.nat(60 * 86_400), fc.nat(500 * 86_400));
  const series = fc.tuple(fc.integer({ min: -400, max: 3000 }), fc.array(gap, { maxLength: 40 })).map(([days, gaps]) => {
    let time = CLOCK.now - BigInt(days) * 86_400_000_000_000n;
    return [0, ...gaps].map((seconds, index) => {
      // No two alike: restic leaves those in the order of its input.
      time -= BigInt(seconds) * 1_000_000_000n + 1n;
      return candidate(`s${index}`, { at: time });
    });
  });

  it('keeps the same for the same reasons', () => {
    fc.assert(
      fc.property(series, rules, (list, by) => {
        const ours = Object.fromEntries(Object.entries(reasons(list, by)).map(([path, why]) => [path, why.map(named)]));
        expect(ours).toEqual(restic(list, by));
      }),
      { numRuns: 1000 },
    );
  });
});
