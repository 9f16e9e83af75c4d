import { expect, it } from 'vitest';
import { placesInGroup } from '../../../src/core/checkpoints/rank-in-group.ts';
import { newestFirst } from '../../../src/core/retention/newest-first.ts';
import { candidate } from '../../support/candidates.ts';

const placesOf = (...given: Parameters<typeof candidate>[]) =>
  placesInGroup(newestFirst(given.map((each) => candidate(...each)))).map(({ candidate: { path }, number, session }) => [
    path,
    number,
    session,
  ]);

it('orders by time, and what has a number within its session by number', () => {
  const found = placesOf(
    ['e9', { epoch: 9, age: 500 }],
    ['e2', { epoch: 2, age: 400 }],
    ['best', { role: 'best', epoch: 3, age: 300 }],
    ['e4', { epoch: 4, age: 200 }],
    ['e3', { epoch: 3, age: 199.5 }],
    ['odd', { age: 100 }],
  );
  expect(found).toEqual([
    ['odd', undefined, 0],
    ['e4', 4, 1],
    ['e3', 3, 1],
    ['best', undefined, 0],
    ['e2', 2, 1],
    ['e9', 9, 0],
  ]);
});

it('orders nothing in an empty group', () => expect(placesOf()).toEqual([]));
