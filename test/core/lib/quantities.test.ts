// Durations, sizes and counts: strict reading, exact cutoffs.

import { describe, expect, it } from 'vitest';
import {
  cutoff,
  DURATION_SHAPE,
  formatDuration,
  isShorter,
  olderThan,
  type Parsed,
  parseCount,
  parseDuration,
  parseEvery,
  parseSize,
} from '../../../src/core/lib/quantities.ts';
import type { Duration, Instant } from '../../../src/core/types/primitives.ts';
import { fc } from '../../support/properties.ts';

const duration = (parts: Partial<Duration>): Duration => ({ years: 0, months: 0, days: 0, seconds: 0, ...parts });
const anyDuration = fc.record({
  years: fc.nat(10_000),
  months: fc.nat(120_000),
  days: fc.nat(3_652_500),
  seconds: fc.nat(315_576_000),
});

function why(parsed: Parsed<unknown>): string {
  if (parsed.ok) throw new Error(`was read as ${JSON.stringify(parsed.value)}`);
  return parsed.why;
}

function instant(iso: string, ns = 0n): Instant {
  return BigInt(Date.parse(iso)) * 1_000_000n + ns;
}

function read(text: string): Duration {
  const parsed = parseDuration(text);
  if (!parsed.ok) throw new Error(parsed.why);
  return parsed.value;
}

describe('parseDuration', () => {
  it.each([
    ['7d', duration({ days: 7 })],
    ['2w', duration({ days: 14 })],
    ['2w1d', duration({ days: 15 })],
    ['12h', duration({ seconds: 43_200 })],
    ['10min', duration({ seconds: 600 })],
    ['30s', duration({ seconds: 30 })],
    ['1y2mo3d', duration({ years: 1, months: 2, days: 3 })],
    ['1y1mo1w1d1h1min1s', duration({ years: 1, months: 1, days: 8, seconds: 3661 })],
    ['0s', duration({})],
    ['0d', duration({})],
    ['007d', duration({ days: 7 })],
  ])('reads %s', (text, value) => expect(parseDuration(text)).toEqual({ ok: true, value }));

  it.each([
    ['7', /7d/],
    ['0', /0d/],
    ['5m', /min or mo/],
    ['1h5m', /min or mo/],
    ['', /such as 7d/],
    ['d', /such as 7d/],
    [' 7d', /such as 7d/],
    ['7d ', /such as 7d/],
    ['7d\n', /such as 7d/],
    ['7 d', /such as 7d/],
    ['-7d', /such as 7d/],
    ['+7d', /such as 7d/],
    ['1.5d', /such as 7d/],
    ['1e3d', /such as 7d/],
    ['7D', /such as 7d/],
    ['7days', /such as 7d/],
    ['1d banana', /such as 7d/],
    ['1d1d', /such as 7d/],
    ['1h1d', /such as 7d/],
    ['1d2w', /such as 7d/],
    ['P7D', /such as 7d/],
    ['٧d', /such as 7d/],
    ['10001y', /10000 years/],
    [`${'9'.repeat(400)}d`, /10000 years/],
  ])('refuses %j and says what to write', (text, says) => expect(why(parseDuration(text))).toMatch(says));

  it('gives back what formatDuration wrote', () => {
    fc.assert(
      fc.property(anyDuration, (value) => {
        expect(parseDuration(formatDuration(value))).toEqual({ ok: true, value });
      }),
    );
  });

  it('accepts nothing that its published shape does not', () => {
    const almost = fc.stringMatching(/^[0-9ymowdhins .+-]{0,12}$/);
    fc.assert(fc.property(fc.oneof(almost, fc.string()), (text) => !parseDuration(text).ok || DURATION_SHAPE.test(text)));
  });
});

describe('formatDuration', () => {
  it.each([
    ['7d', '7d'],
    ['2w', '14d'],
    ['1y2mo3d', '1y2mo3d'],
    ['600s', '10min'],
    ['48h', '48h'],
    ['90s', '1min30s'],
    ['0d', '0s'],
  ])('writes %s as %s', (text, written) => expect(formatDuration(read(text))).toBe(written));
});

describe('cutoff', () => {
  it.each([
    ['2026-11-23T09:00:00Z', '7d', '2026-11-16T09:00:00Z'],
    ['2026-11-23T09:00:00Z', '1d1h1min1s', '2026-11-22T07:58:59Z'],
    ['2026-03-31T00:00:00Z', '1mo', '2026-03-03T00:00:00Z'],
    ['2024-03-31T00:00:00Z', '1mo', '2024-03-02T00:00:00Z'],
    ['2024-02-29T12:00:00Z', '1y', '2023-03-01T12:00:00Z'],
    ['2026-01-15T00:00:00Z', '2mo', '2025-11-15T00:00:00Z'],
    ['2026-01-15T00:00:00Z', '1y2mo3d', '2024-11-12T00:00:00Z'],
    ['0101-06-01T00:00:00Z', '90y', '0011-06-01T00:00:00Z'],
    ['1969-12-31T23:59:59Z', '1mo', '1969-12-01T23:59:59Z'],
  ])('%s minus %s is %s', (now, text, then) => expect(cutoff(instant(now, 7n), read(text))).toBe(instant(then, 7n)));

  it('is an exact difference where there is no calendar in it', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
        fc.nat(3_652_500),
        fc.nat(10 ** 9),
        (now, days, seconds) => {
          expect(now - cutoff(now, duration({ days, seconds }))).toBe(
            (BigInt(days) * 86_400n + BigInt(seconds)) * 1_000_000_000n,
          );
        },
      ),
    );
  });

  it('keeps the time of day, to the nanosecond, across years and months', () => {
    const day = 86_400_000_000_000n;
    const ofDay = (at: Instant) => ((at % day) + day) % day;
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 19n), max: 10n ** 19n }), fc.nat(5_000), fc.nat(50_000), (now, years, months) => {
        const then = cutoff(now, duration({ years, months }));
        expect(ofDay(then)).toBe(ofDay(now));
        expect(then <= now).toBe(true);
      }),
    );
  });

  it('goes further back for a longer duration', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 19n }), anyDuration, fc.nat(1_000), (now, value, more) => {
        expect(cutoff(now, { ...value, days: value.days + more }) <= cutoff(now, value)).toBe(true);
      }),
    );
  });
});

describe('olderThan', () => {
  const now = instant('2026-11-23T09:00:00Z');
  it.each([
    ['a nanosecond more than 7 × 24 h', -1n, true],
    ['exactly 7 × 24 h', 0n, false],
    ['a nanosecond less', 1n, false],
  ])('%s', (_, offset, expected) => {
    expect(olderThan(instant('2026-11-16T09:00:00Z') + offset, now, read('7d'))).toBe(expected);
  });
});

describe('parseSize', () => {
  it.each([
    ['0B', 0],
    ['500MB', 500_000_000],
    ['1.5GiB', 1_610_612_736],
    ['50GiB', 53_687_091_200],
    ['1kB', 1000],
    ['1KiB', 1024],
    ['2TB', 2e12],
    ['1TiB', 2 ** 40],
    ['0.1KiB', 102],
    ['9007199254740992B', 2 ** 53],
  ])('reads %s', (text, value) => expect(parseSize(text)).toEqual({ ok: true, value }));

  it.each([
    '',
    '5',
    '5 GB',
    '1,5GB',
    '-1GB',
    '1e3MB',
    '5gb',
    '5KB',
    '5G',
    '1.5B',
    '.5GB',
    '5.GB',
    '9007199254740993GB',
    '1constructor',
    'GB',
  ])('refuses %j', (text) => expect(why(parseSize(text))).toMatch(/^expected/));
});

describe('parseCount', () => {
  it.each([
    ['0', 0],
    ['12', 12],
    ['all', 'all'],
  ])('reads %s', (text, value) => expect(parseCount(text)).toEqual({ ok: true, value }));

  it.each(['', '-1', '+1', '3.5', '1e3', '0x10', 'ALL', 'three', ' 3', '3\n', '9007199254740992', 'Infinity', 'NaN'])(
    'refuses %j',
    (text) => expect(why(parseCount(text))).toMatch(/whole number/),
  );
});

describe('parseEvery', () => {
  it.each([
    ['10', { count: 10, unit: 'any' }],
    ['010', { count: 10, unit: 'any' }],
    ['1epochs', { count: 1, unit: 'epochs' }],
    ['1000steps', { count: 1000, unit: 'steps' }],
    ['999999999999999steps', { count: 999_999_999_999_999, unit: 'steps' }],
  ])('reads %s', (text, value) => expect(parseEvery(text)).toEqual({ ok: true, value }));

  it.each([
    '',
    '0',
    '0steps',
    '-5',
    '+5',
    '1.5',
    '1e3',
    'all',
    '10 epochs',
    '10Epochs',
    '10batches',
    'epochs',
    '9007199254740993',
    '5\n',
  ])('refuses %j', (text) => expect(why(parseEvery(text))).toMatch(/^expected a whole number from 1 /));
});

it('isShorter compares units of every size', () => {
  const text = (each: string): Duration => {
    const parsed = parseDuration(each);
    if (!parsed.ok) throw new Error(parsed.why);
    return parsed.value;
  };
  for (const each of ['6d', '1h', '167h', '604799s', '6d23h']) expect(isShorter(text(each), text('7d')), each).toBe(true);
  for (const each of ['7d', '1w', '168h', '8d', '1mo', '1y']) expect(isShorter(text(each), text('7d')), each).toBe(false);
});
