import { describe, expect, it } from 'vitest';
import { isoText } from '../../../src/core/lib/amounts.ts';
import { trashedUntil } from '../../../src/core/trash/expiry-date.ts';
import { NOW } from '../../support/report.ts';

describe('trashedUntil', () => {
  it.each([
    [{ years: 0, months: 0, days: 7, seconds: 0 }, '2026-11-30T09:05:00.000Z'],
    [{ years: 0, months: 3, days: 0, seconds: 30 }, '2027-02-23T09:05:30.000Z'],
    [{ years: 1, months: 2, days: 0, seconds: 0 }, '2028-01-23T09:05:00.000Z'],
    [{ years: 0, months: 0, days: 0, seconds: 0 }, '2026-11-23T09:05:00.000Z'],
  ])('%j', (keep, until) => expect(isoText(trashedUntil(NOW, keep))).toBe(until));
});
