import { describe, expect, it } from 'vitest';
import { calendarBefore, localTimeBy, UTC } from '../../../src/core/lib/calendar.ts';
import type { Instant } from '../../../src/core/types/primitives.ts';
import { duration } from '../../support/items.ts';
import { fc } from '../../support/properties.ts';

const NS = 1_000_000_000n;
const at = (text: string): Instant => BigInt(Date.parse(text)) * 1_000_000n;
/** As in Berlin in 2026: an hour east, two from 29 March 01:00 UTC to 25 October 01:00 UTC. */
const berlin = localTimeBy((ms) => (ms >= Date.UTC(2026, 2, 29, 1) && ms < Date.UTC(2026, 9, 25, 1) ? 7200 : 3600));
const nanoseconds = fc.bigInt({ min: -(10n ** 20n), max: 2n * 10n ** 20n });

describe('LocalTime', () => {
  it('agrees with Date', () => {
    fc.assert(
      fc.property(nanoseconds, (instant) => {
        const floor = (instant - (((instant % NS) + NS) % NS)) / NS;
        const date = new Date(Number(floor) * 1000);
        const { year, month, day, hour, offset } = UTC(instant);
        expect([year, month, day, hour, offset]).toEqual([
          date.getUTCFullYear(),
          date.getUTCMonth() + 1,
          date.getUTCDate(),
          date.getUTCHours(),
          0,
        ]);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['2015-12-31T23:59:59.999Z', 2015, 53],
    ['2016-01-03T00:00:00Z', 2015, 53],
    ['2016-01-04T00:00:00Z', 2016, 1],
    ['2018-12-31T00:00:00Z', 2019, 1],
    ['2021-01-03T23:59:59Z', 2020, 53],
    ['2024-12-29T00:00:00Z', 2024, 52],
    ['2027-01-01T00:00:00Z', 2026, 53],
    ['1970-01-01T00:00:00Z', 1970, 1],
    ['1969-12-28T00:00:00Z', 1969, 52],
  ])('%s is in week %d-%d', (text, isoYear, isoWeek) => expect(UTC(at(text))).toMatchObject({ isoYear, isoWeek }));

  it('rounds no nanosecond into the next hour', () => {
    expect(UTC(at('2026-01-01T00:00:00Z') - 1n)).toMatchObject({ year: 2025, month: 12, day: 31, hour: 23 });
    expect(UTC(-1n)).toMatchObject({ year: 1969, day: 31, hour: 23 });
  });

  it('shows the clock on the wall', () => {
    expect(berlin(at('2026-03-29T00:59:59Z'))).toMatchObject({ day: 29, hour: 1, offset: 3600 });
    expect(berlin(at('2026-03-29T01:00:00Z'))).toMatchObject({ day: 29, hour: 3, offset: 7200 });
    expect(berlin(at('2026-12-31T23:30:00Z'))).toMatchObject({
      year: 2027,
      month: 1,
      day: 1,
      hour: 0,
      isoYear: 2026,
      isoWeek: 53,
    });
  });

  it('takes UTC where nobody knows', () => expect(localTimeBy(() => Number.NaN)(0n)).toEqual(UTC(0n)));
});

describe('calendarBefore', () => {
  it('agrees with Date where clocks never change', () => {
    const milliseconds = fc.integer({ min: Date.UTC(200, 0), max: Date.UTC(9000, 0) });
    const span = fc.record({ years: fc.nat(30), months: fc.nat(30), days: fc.nat(400), seconds: fc.nat(10 ** 6) });
    fc.assert(
      fc.property(milliseconds, span, (ms, { years, months, days, seconds }) => {
        const date = new Date(ms);
        date.setUTCFullYear(date.getUTCFullYear() - years, date.getUTCMonth() - months, date.getUTCDate() - days);
        const expected = BigInt(date.getTime() - seconds * 1000) * 1_000_000n;
        expect(calendarBefore(BigInt(ms) * 1_000_000n, { years, months, days, seconds }, UTC)).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes nothing away for no time', () => {
    fc.assert(fc.property(nanoseconds, (instant) => void expect(calendarBefore(instant, duration({}), berlin)).toBe(instant)));
  });

  it('keeps the time on the wall when clocks change, and counts hours exactly', () => {
    const monday = at('2026-03-30T08:00:00Z'); // 10:00 in Berlin
    expect(calendarBefore(monday, duration({ days: 2 }), berlin)).toBe(at('2026-03-28T09:00:00Z'));
    expect(calendarBefore(monday, duration({ seconds: 48 * 3600 }), berlin)).toBe(at('2026-03-28T08:00:00Z'));
    expect(calendarBefore(monday, duration({ days: 1, seconds: 3600 }), berlin)).toBe(at('2026-03-29T07:00:00Z'));
  });

  it('takes the offset from before where the clock skipped the time, as Go does', () => {
    // 02:30 on 29 March does not exist there; Go makes it 03:30 on the new clock, with the offset from before.
    expect(calendarBefore(at('2026-03-30T00:30:00Z'), duration({ days: 1 }), berlin)).toBe(at('2026-03-29T01:30:00Z'));
  });

  it('goes by the calendar of the place', () => {
    // Already 1 May there: a month before is 1 April, and not 31 March.
    expect(calendarBefore(at('2026-04-30T22:30:00Z'), duration({ months: 1 }), berlin)).toBe(at('2026-03-31T22:30:00Z'));
    expect(calendarBefore(at('2026-04-30T22:30:00Z'), duration({ months: 1 }), UTC)).toBe(at('2026-03-30T22:30:00Z'));
  });

  it('is exact to the nanosecond', () => {
    expect(calendarBefore(at('2026-03-31T00:00:00Z') + 7n, duration({ months: 1 }), UTC)).toBe(at('2026-03-03T00:00:00Z') + 7n);
  });

  it('reaches before the year 1', () => {
    expect(calendarBefore(at('2026-01-01T00:00:00Z'), duration({ years: 9999 }), UTC)).toBe(at('-007973-01-01T00:00:00Z'));
  });
});
