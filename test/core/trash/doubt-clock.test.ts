import { describe, expect, test } from 'vitest';
import { clockDoubt } from '../../../src/core/trash/doubt-clock.ts';
import { FIRST } from '../../../src/core/trash/expired-operations.ts';
import { fc } from '../../support/properties.ts';

const DAY = 86_400_000_000_000n;
const YEAR = 366n * DAY;
const NOW = 1_795_000_000_000_000_000n;
const YEAR_2099 = 4_080_000_000_000_000_000n;

describe('the clock', () => {
  test.each<[string, bigint, bigint[], string | null]>([
    ['of every day is believed', NOW, [NOW - 3n * DAY, NOW], null],
    ['where nothing was ever seen is believed', NOW, [], null],
    ['after years of rest is believed', NOW + 5n * YEAR, [NOW], null],
    ['after more than that is not', NOW + 5n * YEAR + 1n, [NOW], 'late'],
    ['of 2099 is not', YEAR_2099, [NOW - DAY, NOW], 'late'],
    ['of 2099 is not, although a training wrote by it first', YEAR_2099, [NOW, YEAR_2099 - 29n * DAY, YEAR_2099 - DAY], 'late'],
    ['under which a month passed is believed', YEAR_2099, [NOW, YEAR_2099 - 30n * DAY, YEAR_2099 - DAY], null],
    ['that is right again is believed, whatever 2099 left', NOW, [NOW - DAY, YEAR_2099], null],
    ['that is right again is believed, whatever 1970 left', NOW, [5n, NOW - DAY], null],
    ['is believed in an archive of 1980 that was just unpacked', NOW, [315_532_800_000_000_000n, NOW], null],
    ['of 2099 is not believed over times of 1980', YEAR_2099, [315_532_800_000_000_000n], 'late'],
    ['before there was outputs is not', FIRST - 1n, [], 'early'],
    ['of 1970 is not', 5_000_000_000n, [5_000_000_000n, NOW], 'early'],
  ])('%s', (_, now, seen, why) => {
    expect(clockDoubt(seen, now)?.why ?? null).toBe(why);
  });

  test('names the times between which nothing happened', () => {
    expect(clockDoubt([NOW - DAY, YEAR_2099 - DAY, NOW], YEAR_2099)).toEqual({ why: 'late', from: NOW, to: YEAR_2099 - DAY });
  });

  test('is never believed more than five years after all that was seen, and always where each year saw something', () => {
    const time = fc.bigInt(FIRST, YEAR_2099);
    fc.assert(
      fc.property(fc.array(time, { minLength: 1 }), fc.bigInt(5n * YEAR + 1n, 90n * YEAR), (seen, later) => {
        const newest = seen.toSorted((a, b) => Number(a - b)).at(-1) ?? 0n;
        expect(clockDoubt(seen, newest + later)?.why).toBe('late');
        const yearly = Array.from({ length: 200 }, (_, n) => FIRST + BigInt(n) * YEAR);
        expect(clockDoubt([...seen, ...yearly], newest)).toBeNull();
      }),
    );
  });
});
