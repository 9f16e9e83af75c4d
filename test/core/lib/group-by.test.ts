import { describe, expect, it } from 'vitest';
import { append, groupBy } from '../../../src/core/lib/group-by.ts';

describe('groupBy', () => {
  it('keeps keys and values in the order of their first appearance, and leaves out null', () => {
    const groups = groupBy([3, 1, 4, 1, 5], (value) => (value === 4 ? null : value % 2 === 1 && value > 2 ? 'large' : 'small'));
    expect([...groups]).toEqual([
      ['large', [3, 5]],
      ['small', [1, 1]],
    ]);
  });

  it('treats an empty string and zero as keys', () => {
    expect([...groupBy(['', 'a'], (value) => value.length).keys()]).toEqual([0, 1]);
    expect([...groupBy([''], (value) => value).keys()]).toEqual(['']);
  });
});

it('append starts a list, then adds to it', () => {
  const lists = new Map<string, number[]>();
  append(lists, 'a', 1);
  append(lists, 'a', 2);
  expect([...lists]).toEqual([['a', [1, 2]]]);
});
