import { describe, expect, test } from 'vitest';
import { cutoff } from '../../../src/core/lib/quantities.ts';
import {
  fateOf,
  leapIn,
  type OperationAge,
  operationAge,
  type Times,
  type TrashClock,
  withItems,
} from '../../../src/core/trash/expired-operations.ts';
import { fc } from '../../support/properties.ts';

const KEEP = { years: 0, months: 0, days: 7, seconds: 0 };
const DAY = 86_400_000_000_000n;
const NOW = 1_795_000_000_000_000_000n;
const CLOCK: TrashClock = { now: NOW, keep: KEEP, leaptTo: null };
const YEAR_2099 = 4_080_000_000_000_000_000n;

/** Started so long ago, with the other times as long ago. */
function times(
  started: bigint,
  { changed = started, told, made }: { changed?: bigint; told?: bigint; made?: bigint } = {},
): Times {
  const before = (age: bigint | undefined) => (age === undefined ? null : NOW - age);
  return { startedAt: NOW - started, changedAt: NOW - changed, toldBefore: before(told), trashMadeAt: before(made) };
}

const is = (age: OperationAge) => (age.is === 'doubted' ? age.why : age.is);

describe('an age', () => {
  test.each<[string, Times, string]>([
    ['of exactly trash.keep is not over', times(7n * DAY), 'kept'],
    ['of a nanosecond more is', times(7n * DAY + 1n), 'expired'],
    ['of which all times agree is over', times(8n * DAY, { told: 9n * DAY, made: 20n * DAY }), 'expired'],
    ['begins with the last change: a copy, a restored backup', times(30n * DAY, { changed: 6n * DAY }), 'kept'],
    ['and is over so long after that', times(30n * DAY, { changed: 8n * DAY, made: 8n * DAY }), 'expired'],
    ['of 1970 is none', { ...times(0n), startedAt: 5_000_000_000n }, 'first'],
    ['of 1970 is none where the disk says 1970 too', { ...times(0n), startedAt: 5n, changedAt: 6n }, 'first'],
    ['from the future is none', times(-1n), 'future'],
    ['of 2099 is none', { ...times(0n), startedAt: YEAR_2099, changedAt: YEAR_2099 }, 'future'],
    ['over which the disk is from the future is none', times(8n * DAY, { changed: -DAY }), 'future'],
    ['that the history belies is none', times(300n * DAY, { told: 9n * DAY }), 'history'],
    ['is not belied by what the history says of the future', times(8n * DAY, { told: -400n * DAY }), 'expired'],
    ['that is older than its trash is none', times(300n * DAY, { made: 9n * DAY }), 'trash'],
    ['agrees with a clock that is an hour off', times(8n * DAY, { told: 8n * DAY - 3_600_000_000_000n }), 'expired'],
  ])('%s', (_, what, expected) => {
    expect(is(operationAge(what, CLOCK))).toBe(expected);
  });

  test('is none where what was moved had changed later', () => {
    const old = times(8n * DAY);
    const check = (at: bigint | null): string => is(withItems(operationAge(old, CLOCK), old, CLOCK, at));
    expect([check(null), check(NOW - 9n * DAY), check(NOW - 7n * DAY)]).toEqual(['expired', 'expired', 'items']);
  });

  test('begins anew where the clock leapt, and is over one trash.keep later', () => {
    const old = times(300n * DAY);
    expect(operationAge(old, { ...CLOCK, leaptTo: NOW })).toMatchObject({ is: 'kept', leapt: true, until: NOW + 7n * DAY });
    expect(operationAge(old, { ...CLOCK, leaptTo: NOW - 8n * DAY }).is).toBe('expired');
  });

  test('with `trash.keep: 0s` is over at once', () => {
    const none = { years: 0, months: 0, days: 0, seconds: 0 };
    expect([times(1n), times(0n)].map((each) => operationAge(each, { ...CLOCK, keep: none }).is)).toEqual(['expired', 'kept']);
  });

  test('is never over for what any time says is younger than trash.keep, nor by any clock that is set back', () => {
    const age = fc.bigInt(-400n * DAY, 400n * DAY);
    fc.assert(
      fc.property(age, age, fc.option(age), fc.option(age), fc.bigInt(0n, 400n * DAY), (started, changed, told, made, back) => {
        const what = times(started, { changed, ...(told !== null && { told }), ...(made !== null && { made }) });
        const judged = operationAge(what, CLOCK);
        const isYoung = [what.startedAt, what.changedAt ?? 0n].some((time) => time > cutoff(NOW, KEEP) + DAY);
        if (isYoung) expect(judged.is).not.toBe('expired');
        if (judged.is !== 'expired') {
          // What an earlier clock says of it is never more than that: only what belies it may be in the future then.
          const earlier = operationAge({ ...what, toldBefore: null, trashMadeAt: null }, { ...CLOCK, now: NOW - back });
          const now = operationAge({ ...what, toldBefore: null, trashMadeAt: null }, CLOCK);
          if (now.is !== 'expired') expect(earlier.is).not.toBe('expired');
        }
      }),
    );
  });
});

describe('a leap of the clock', () => {
  const leap = (...ages: bigint[]) =>
    leapIn(
      ages.map((age) => NOW - age),
      CLOCK,
    );

  test.each<[string, bigint[], bigint | null]>([
    ['is none between commands of every day', [3n * DAY, 2n * DAY, DAY], null],
    ['is none after three months of holidays', [97n * DAY], null],
    ['is one after that', [97n * DAY + 1n], NOW],
    ['is where the first thing happened after it', [40_000n * DAY, 3n * DAY, DAY], NOW - 3n * DAY],
    ['is none from the future back', [-40_000n * DAY, DAY], null],
    ['is none where nothing was ever seen', [], null],
  ])('%s', (_, ages, expected) => {
    expect(leap(...ages)).toBe(expected);
  });
});

test('what has expired goes, but first somebody is told of what undo could not bring back', () => {
  const expired: OperationAge = { is: 'expired', until: NOW };
  const fate = (age: OperationAge, wasTold: boolean, returnable: boolean) =>
    fateOf(age, { wasTold, isReturnable: () => returnable });
  expect(fate(expired, false, true)).toBe('free');
  expect(fate(expired, false, false)).toBe('tell');
  expect(fate(expired, true, false)).toBe('free');
  expect(fate({ is: 'kept', until: NOW, leapt: false }, true, false)).toBe('keep');
  expect(fate({ is: 'doubted', until: NOW, why: 'first' }, true, true)).toBe('keep');
});
