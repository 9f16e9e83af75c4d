import { describe, expect, it } from 'vitest';
import { ageText, bytesText, counted, dayText, isoSecondsText, isoText, numberText } from '../../../src/core/lib/amounts.ts';

describe('bytesText', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [1536, '1.5 kB'],
    [99_949, '99.9 kB'],
    [99_951, '100 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [412_000_000, '412 MB'],
    [15_300_000_000, '15.3 GB'],
    [2 ** 53, '9.0 PB'],
  ])('%d is %s', (bytes, text) => expect(bytesText(bytes)).toBe(text));
});

describe('numbers', () => {
  it('groups thousands', () =>
    expect([0, 999, 1000, 99_960, 1_234_567].map(numberText)).toEqual(['0', '999', '1,000', '99,960', '1,234,567']));
  it('counts', () =>
    expect([counted(1, 'file'), counted(2, 'file'), counted(2, 'entry', 'entries')]).toEqual(['1 file', '2 files', '2 entries']));
});

const now = 1_000_000_000_000_000_000n;
const second = 1_000_000_000n;

describe('ageText', () => {
  it.each([
    [0n, '0 s'],
    [59n, '59 s'],
    [60n, '1 min'],
    [3600n, '1 h'],
    [47n * 3600n, '47 h'],
    [48n * 3600n, '2 d'],
    [89n * 86_400n, '89 d'],
    [90n * 86_400n, '3 mo'],
    [800n * 86_400n, '2 y'],
  ])('%d seconds are %s', (age, text) => expect(ageText(now - age * second, now)).toBe(text));
  it('calls the future the future', () => expect(ageText(now + 1n, now)).toBe('future'));
});

describe('times', () => {
  it('writes milliseconds', () => expect(isoText(1_700_000_000_123_456_789n)).toBe('2023-11-14T22:13:20.123Z'));
  it('writes seconds', () => expect(isoSecondsText(1_700_000_000_123_456_789n)).toBe('2023-11-14T22:13:20Z'));
  it('writes days', () => expect(dayText(1_700_000_000_123_456_789n)).toBe('2023-11-14'));
  it('survives times no calendar holds', () => {
    expect(isoText(2n ** 63n * second)).toBe('+275760-09-13T00:00:00.000Z');
    expect(isoText(-(2n ** 63n) * second)).toBe('-271821-04-20T00:00:00.000Z');
    expect(dayText(2n ** 63n * second)).toBe('+275760-09-13');
  });
});
