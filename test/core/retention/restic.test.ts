// The time rules case by case, as restic decides them. `restic-loop.test.ts` holds them against its whole loop.

import { describe, expect, it } from 'vitest';
import { calendarBefore, type LocalTime, localTimeBy, UTC } from '../../../src/core/lib/calendar.ts';
import { parseDuration } from '../../../src/core/lib/quantities.ts';
import type { Candidate, RetentionClock } from '../../../src/core/retention/candidate.ts';
import { BY_MODEL_AND_RUN } from '../../../src/core/retention/groups.ts';
import type { Duration, Instant } from '../../../src/core/types/primitives.ts';
import type { KeepRules, Period } from '../../../src/core/types/project.ts';
import { CLOCK, candidate, kept, reasons } from '../../support/candidates.ts';
import { duration } from '../../support/items.ts';

const at = (text: string): Instant => BigInt(Date.parse(`${text}${text.includes('T') ? '' : 'T12:00:00'}Z`)) * 1_000_000n;
/** Named by their times. */
const of = (...times: readonly string[]): readonly Candidate[] => times.map((time) => candidate(time, { at: at(time) }));
const keptOf = (times: readonly string[], rules: KeepRules, clock: RetentionClock = CLOCK) =>
  kept(of(...times), rules, BY_MODEL_AND_RUN, clock);
const written = (text: string): Duration => {
  const parsed = parseDuration(text);
  if (!parsed.ok) throw new Error(parsed.why);
  return parsed.value;
};
const dayOf = (n: number): string => new Date(Date.UTC(2015, 0, 1 + n)).toISOString().slice(0, 10);
const DAYS_OF_2015 = Array.from({ length: 365 }, (_, n) => dayOf(n));

describe('counts of periods', () => {
  it('of the daily series of 2015, with daily 14, monthly 6 and yearly 1, keep 19 (borg keeps 21)', () => {
    const found = keptOf(DAYS_OF_2015, { periods: { daily: 14, monthly: 6, yearly: 1 } });
    expect(found).toEqual([
      '2015-07-31',
      '2015-08-31',
      '2015-09-30',
      '2015-10-31',
      '2015-11-30',
      ...DAYS_OF_2015.filter((day) => day >= '2015-12-18'),
    ]);
    expect(found).toHaveLength(19);
  });

  it('let one checkpoint use a slot of every rule it matches', () => {
    expect(reasons(of('2016-01-01', '2016-01-02'), { periods: { daily: 1, weekly: 1, yearly: 1 } })).toEqual({
      '2016-01-02': (['daily', 'weekly', 'yearly'] as const).map((code) => ({ code, rank: 1, of: 1 })),
    });
  });

  it('use no slot for periods with nothing in them', () => {
    expect(keptOf(['2014-01-01', '2014-06-01', '2016-03-01', '2016-03-02'], { periods: { monthly: 3 } })).toEqual([
      '2014-01-01',
      '2014-06-01',
      '2016-03-02',
    ]);
  });

  it('keep the oldest while slots are left, and say so', () => {
    const day = ['2016-01-01T08:00', '2016-01-01T09:00', '2016-01-01T10:00'].map((text) => `${text}:00`);
    expect(reasons(of(...day), { periods: { daily: 2 } })).toEqual({
      '2016-01-01T10:00:00': [{ code: 'daily', rank: 1, of: 2 }],
      '2016-01-01T08:00:00': [{ code: 'daily', rank: 2, of: 2, oldest: true }],
    });
    expect(keptOf(day, { periods: { daily: 1 } })).toEqual(['2016-01-01T10:00:00']);
    expect(keptOf(day, { periods: { daily: 'all' } })).toEqual(['2016-01-01T08:00:00', '2016-01-01T10:00:00']);
  });

  it('do not call the oldest so where it has a period of its own', () => {
    expect(reasons(of('2016-01-01', '2016-01-02'), { periods: { daily: 5 } })['2016-01-01']).toEqual([
      { code: 'daily', rank: 2, of: 5 },
    ]);
  });

  it.each<readonly [Period, readonly string[], readonly string[]]>([
    [
      'hourly',
      ['2016-01-01T10:59:59', '2016-01-01T11:00:00', '2016-01-01T11:59:59', '2016-01-02T11:30:00'],
      ['2016-01-01T10:59:59', '2016-01-01T11:59:59', '2016-01-02T11:30:00'],
    ],
    [
      'daily',
      ['2016-01-01T00:00:00', '2016-01-01T23:59:59', '2016-01-02T00:00:00'],
      ['2016-01-01T00:00:00', '2016-01-01T23:59:59', '2016-01-02T00:00:00'],
    ],
    // 2016-01-03 is a Sunday; 2016-01-01 lies in week 53 of 2015.
    ['weekly', ['2015-12-28', '2016-01-01', '2016-01-03', '2016-01-04'], ['2015-12-28', '2016-01-03', '2016-01-04']],
    ['monthly', ['2015-02-28', '2016-02-01', '2016-02-29', '2016-03-01'], ['2015-02-28', '2016-02-29', '2016-03-01']],
    ['yearly', ['2014-12-31', '2015-01-01', '2015-12-31', '2016-01-01'], ['2014-12-31', '2015-12-31', '2016-01-01']],
  ])('%s: where one ends and the next begins', (period, times, expected) => {
    expect(keptOf(times, { periods: { [period]: 'all' } })).toEqual(expected);
  });

  it('spend slots on what is dated in the future, as restic does', () => {
    expect(keptOf(['2024-01-01', '2024-01-02', '2099-01-01'], { periods: { daily: 2 } })).toEqual(['2024-01-02', '2099-01-01']);
  });

  it('count five at one moment as one, and the highest number among them', () => {
    const five = [3, 1, 5, 2, 4].map((epoch) => candidate(`e${epoch}`, { epoch, at: at('2016-01-01') }));
    expect(kept(five, { periods: { hourly: 1 } })).toEqual(['e5']);
    const alike = ['c', 'a', 'b'].map((path) => candidate(path, { at: at('2016-01-01') }));
    expect(kept(alike, { periods: { hourly: 1 } })).toEqual(['a']);
  });
});

describe('within', () => {
  const hours = Array.from({ length: 24 * 5 }, (_, n) => new Date(Date.UTC(2016, 0, 1, n)).toISOString().slice(0, 19));

  it.each<readonly [string, number]>([
    ['9h', 9],
    ['3d', 72],
    ['4d2h', 98],
    ['60min', 1],
    ['61min', 2],
  ])('%s before the newest, strictly after: %d of one an hour', (text, expected) => {
    expect(keptOf(hours, { within: written(text) })).toEqual(hours.slice(-expected));
  });

  it.each<readonly [string, string, string]>([
    ['7mo5d', '2016-08-20', '2016-01-15'],
    ['6mo4d8h', '2016-08-20T20:00:00', '2016-02-16T12:00:00'],
    ['9mo3d4h', '2016-08-20', '2015-11-17T08:00:00'],
    ['1mo', '2015-03-31', '2015-03-03'],
    ['1mo', '2016-03-31', '2016-03-02'],
    ['1mo', '2016-04-01', '2016-03-01'],
    ['1y', '2016-02-29', '2015-03-01'],
    ['1y2mo3d3h', '2016-08-20', '2015-06-17T09:00:00'],
    ['2y7mo5d', '2016-01-01', '2013-05-27'],
  ])('%s before %s is %s', (text, newest, expected) => {
    expect(calendarBefore(at(newest), written(text), UTC)).toBe(at(expected));
  });

  it.each<readonly [string, RegExp]>([
    ['2', /unit/],
    ['7m', /mo/],
    ['1y4m3w1d', /min/],
    ['s', /./],
    ['\udcdf\udc80', /./],
    ['-7m5d', /./],
    ['1y4mo-5d', /./],
    ['5d7mo', /./],
  ])('%j is no duration', (text, why) => {
    const parsed = parseDuration(text);
    expect(parsed.ok ? '' : parsed.why).toMatch(why);
  });

  it('counts from the newest that is not in the future, and keeps those that are', () => {
    const times = ['2024-01-01', '2024-01-02', '2024-01-03', '2099-01-01'];
    expect(keptOf(times, { within: duration({ days: 2 }) })).toEqual(['2024-01-02', '2024-01-03', '2099-01-01']);
    expect(keptOf(['2098-01-01', '2099-01-01'], { within: duration({ seconds: 1 }) })).toEqual(['2098-01-01', '2099-01-01']);
  });

  it('does not count from now: a training that ended long ago keeps its last days', () => {
    expect(keptOf(['2001-01-01', '2001-01-05', '2001-01-06'], { within: duration({ days: 3 }) })).toEqual([
      '2001-01-05',
      '2001-01-06',
    ]);
  });

  it('counts from what is named last too', () => {
    const found = [candidate('last', { role: 'last', at: at('2016-01-09') }), ...of('2016-01-01', '2016-01-08')];
    expect(kept(found, { within: duration({ days: 2 }) })).toEqual(['2016-01-08', 'last']);
  });

  it('no time is no rule', () => expect(keptOf(['2016-01-01'], { within: duration({}) })).toEqual([]));
  it('ten thousand years keep everything', () =>
    expect(keptOf(['0001-01-01', '2016-01-01'], { within: written('9999y') })).toHaveLength(2));
});

describe('periods within a time', () => {
  it('keep the newest of each, and the oldest if it lies within', () => {
    const times = ['2016-01-01T08:00:00', '2016-01-01T09:00:00', '2016-01-02T08:00:00', '2016-01-02T09:00:00'];
    expect(reasons(of(...times), { periodsWithin: { daily: written('1y2mo') } })).toEqual({
      '2016-01-02T09:00:00': [{ code: 'within-daily', limit: '1y2mo' }],
      '2016-01-01T09:00:00': [{ code: 'within-daily', limit: '1y2mo' }],
      '2016-01-01T08:00:00': [{ code: 'within-daily', limit: '1y2mo', oldest: true }],
    });
    expect(keptOf(times, { periodsWithin: { daily: written('24h') } })).toEqual(['2016-01-02T09:00:00']);
    expect(keptOf(times, { periodsWithin: { daily: written('25h') } })).toEqual(['2016-01-01T09:00:00', '2016-01-02T09:00:00']);
  });
});

describe('the calendar is that of the place', () => {
  const plus9: LocalTime = localTimeBy(() => 9 * 3600);
  it('days begin at its midnight', () => {
    const times = ['2016-01-01T14:30:00', '2016-01-01T15:30:00', '2016-01-01T16:30:00'];
    const rules = { periods: { daily: 1 } } as const;
    expect(keptOf([...times].slice(0, 2), { periods: { daily: 2 } }, { ...CLOCK, localTime: plus9 })).toHaveLength(2);
    expect(keptOf(times, rules)).toEqual(['2016-01-01T16:30:00']);
    expect(reasons(of(...times), { periods: { daily: 'all' } }, BY_MODEL_AND_RUN, { ...CLOCK, localTime: plus9 })).toEqual({
      '2016-01-01T16:30:00': [{ code: 'daily', rank: 1, of: 'all' }],
      '2016-01-01T14:30:00': [{ code: 'daily', rank: 2, of: 'all' }],
    });
  });
});
