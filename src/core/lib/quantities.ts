// Amounts that people write: durations, sizes and counts to numbers, and when a duration ago was.
// Own strict parsers, because the popular ones read `50GiB` as 50 and `1d banana` as a day: data loss in a tool that deletes.

import type { Count, Duration, Instant } from '../types/primitives.ts';
import type { Every } from '../types/project.ts';

/** What a reader of text found, or why it found nothing: `why` is a clause to put after the name of what was read. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string };

/** What `parseDuration` accepts, for JSON Schema. Whole numbers, each unit at most once, the largest first. */
export const DURATION_SHAPE: RegExp =
  /^(?=.)(?:([0-9]+)y)?(?:([0-9]+)mo)?(?:([0-9]+)w)?(?:([0-9]+)d)?(?:([0-9]+)h)?(?:([0-9]+)min)?(?:([0-9]+)s)?$/;

const DURATION_WORDS = 'expected a duration such as 7d, 12h or 1y2mo3d (units y mo w d h min s, the largest first)';

/** Ten thousand years in every field: what calendar arithmetic can still count exactly. */
const LONGEST: Duration = { years: 10_000, months: 120_000, days: 3_652_500, seconds: 315_576_000_000 };

export function parseDuration(text: string): Parsed<Duration> {
  const found = DURATION_SHAPE.exec(text);
  if (found === null) return { ok: false, why: whyNoDuration(text) };
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = found
    .slice(1)
    .map((n) => Number(n ?? 0));
  const value = { years, months, days: weeks * 7 + days, seconds: hours * 3600 + minutes * 60 + seconds };
  const tooLong =
    value.years > LONGEST.years || value.months > LONGEST.months || value.days > LONGEST.days || value.seconds > LONGEST.seconds;
  return tooLong ? { ok: false, why: 'expected a duration below 10000 years' } : { ok: true, value };
}

function whyNoDuration(text: string): string {
  if (/^[0-9]+$/.test(text)) return `expected a unit: write ${text}d for days, or another of y mo w h min s`;
  if (/[0-9]m(?![a-z])/.test(text))
    return 'expected min for minutes or mo for months: a bare m could be either, so write min or mo';
  return DURATION_WORDS;
}

/** The shortest text that `parseDuration` reads as exactly this. Days are never joined into weeks: `7d` stays `7d`. */
export function formatDuration({ years, months, days, seconds }: Duration): string {
  const amounts: readonly (readonly [number, string])[] = [
    [years, 'y'],
    [months, 'mo'],
    [days, 'd'],
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ];
  const text = amounts.map(([amount, unit]) => (amount === 0 ? '' : `${amount}${unit}`)).join('');
  return text === '' ? '0s' : text;
}

/**
 * `now` minus `duration`: years and months by the UTC calendar, then days of 24 hours and seconds, exact to the nanosecond.
 * A day that its month lacks runs over into the next, as in Go's `AddDate`: one month before 31 March is 3 March (2 in a leap year).
 */
export function cutoff(now: Instant, { years, months, days, seconds }: Duration): Instant {
  let start = now;
  if (years !== 0 || months !== 0) {
    const nsOfDay = ((now % NS_PER_DAY) + NS_PER_DAY) % NS_PER_DAY;
    const day = new Date(Number((now - nsOfDay) / NS_PER_MS));
    day.setUTCFullYear(day.getUTCFullYear() - years, day.getUTCMonth() - months, day.getUTCDate());
    start = BigInt(day.getTime()) * NS_PER_MS + nsOfDay;
  }
  return start - BigInt(days) * NS_PER_DAY - BigInt(seconds) * NS_PER_SECOND;
}

const NS_PER_MS = 1_000_000n;
const NS_PER_SECOND = 1_000_000_000n;
const NS_PER_DAY = 86_400n * NS_PER_SECOND;

/** Counted back from one day: how long a month is depends on where it lies. */
export function isShorter(a: Duration, b: Duration): boolean {
  return cutoff(0n, a) > cutoff(0n, b);
}

/** Strictly more than `duration` ago: exactly `7d` old is not older than `7d`. */
export function olderThan(modifiedAt: Instant, now: Instant, duration: Duration): boolean {
  return modifiedAt < cutoff(now, duration);
}

const BYTES_PER: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

const SIZE_WORDS = 'expected a size such as 500MB or 1.5GiB (units B kB MB GB TB of 1000, KiB MiB GiB TiB of 1024)';

/** Whole bytes, at most 2^53; a fraction of a byte is rounded (`0.1KiB` is 102). */
export function parseSize(text: string): Parsed<number> {
  const found = /^([0-9]+)(\.[0-9]+)?([A-Za-z]+)$/.exec(text);
  const unit = found?.[3] ?? '';
  if (found === null || !Object.hasOwn(BYTES_PER, unit)) return { ok: false, why: SIZE_WORDS };
  if (unit === 'B' && found[2] !== undefined) return { ok: false, why: 'expected whole bytes' };
  const value = Math.round(Number(`${found[1]}${found[2] ?? ''}`) * (BYTES_PER[unit] ?? Number.NaN));
  return value <= 2 ** 53 ? { ok: true, value } : { ok: false, why: 'expected a size of at most 8PiB (2^53 bytes)' };
}

/** Digits only, or `all`: `-1`, `3.5`, `1e3` and `three` are not counts. */
export function parseCount(text: string): Parsed<Count> {
  if (text === 'all') return { ok: true, value: 'all' };
  const value = /^[0-9]+$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? { ok: true, value } : { ok: false, why: 'expected a whole number from 0, or all' };
}

/** What `parseEvery` accepts with a unit, for JSON Schema. At most 15 digits: below 2^53. */
export const EVERY_UNIT_SHAPE: RegExp = /^0*([1-9][0-9]{0,14})(epochs|steps)$/;

/** `10`, `10epochs`, `1000steps`. */
export function parseEvery(text: string): Parsed<Every> {
  const [, digits, unit] = EVERY_UNIT_SHAPE.exec(text) ?? /^0*([1-9][0-9]{0,14})$/.exec(text) ?? [];
  if (digits === undefined) return { ok: false, why: EVERY_WORDS };
  return { ok: true, value: { count: Number(digits), unit: unit === 'epochs' || unit === 'steps' ? unit : 'any' } };
}

const EVERY_WORDS = 'expected a whole number from 1 with nothing, epochs or steps behind it, such as 10, 10epochs or 1000steps';
