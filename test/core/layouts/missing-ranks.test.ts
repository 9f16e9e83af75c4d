import { describe, expect, it } from 'vitest';
import { missingRanks, type RankSet } from '../../../src/core/layouts/missing-ranks.ts';

const set = (step: number, count: number): RankSet => ({ checkpoint: { model: '', role: 'regular', step }, count });
const steps = (sets: readonly RankSet[]): readonly (number | undefined)[] =>
  [...missingRanks(sets)].map(({ checkpoint }) => checkpoint.step);

describe('missingRanks', () => {
  it.each<[string, readonly RankSet[], readonly number[]]>([
    ['all the same', [set(1, 8), set(2, 8), set(3, 8)], []],
    ['the newest is short', [set(1, 8), set(2, 6)], [2]],
    ['one between is short', [set(1, 8), set(2, 6), set(3, 8)], [2]],
    ['a smaller job', [set(1, 8), set(2, 4), set(3, 4)], []],
    ['the first save of a smaller job', [set(1, 8), set(2, 8), set(3, 4)], [3]],
    ['a larger job', [set(1, 4), set(2, 8)], []],
    ['a smaller job whose newest is short', [set(1, 8), set(2, 4), set(3, 4), set(4, 2)], [4]],
    ['one alone', [set(1, 1)], []],
    ['none', [], []],
  ])('%s', (_, sets, expected) => {
    expect(steps(sets)).toEqual(expected);
    expect(steps([...sets].reverse())).toEqual(expected);
  });
});
