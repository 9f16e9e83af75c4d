import { describe, expect, test } from 'vitest';
import type { StateEvent } from '../../../src/core/journal/state-records.ts';
import {
  type ItemLocation,
  isSettled,
  itemLocationOf,
  type Observation,
  type OperationOnDisk,
  renamedItemLocation,
  rewrittenItemLocation,
  stateOnDisk,
} from '../../../src/core/trash/item-location.ts';
import { operationOnDisk } from '../../support/operation-on-disk.ts';

test.each<[Observation, Observation, ItemLocation]>([
  ['ours', 'nothing', 'in-trash'],
  ['ours', 'ours', 'both'],
  ['ours', 'other', 'taken'],
  ['ours', 'hidden', 'hidden'],
  ['nothing', 'ours', 'in-place'],
  ['nothing', 'nothing', 'missing'],
  ['nothing', 'other', 'missing'],
  ['nothing', 'hidden', 'missing'],
  ['other', 'ours', 'stray'],
  ['other', 'nothing', 'stray'],
  ['hidden', 'nothing', 'stray'],
])('%s in the trash and %s in its place is %s', (inTrash, inPlace, whereabouts) => {
  expect(itemLocationOf(inTrash, inPlace)).toBe(whereabouts);
});

test.each<[inTrash: Observation, then: Observation, now: Observation, ItemLocation]>([
  ['nothing', 'nothing', 'ours', 'renewed'],
  // What a crash leaves in the trash beside it is no more than another name of it.
  ['ours', 'nothing', 'ours', 'renewed'],
  ['nothing', 'ours', 'ours', 'halfway'],
  ['nothing', 'ours', 'nothing', 'in-place'],
  ['nothing', 'ours', 'other', 'in-place'],
  ['nothing', 'other', 'ours', 'taken'],
  ['nothing', 'hidden', 'ours', 'hidden'],
  ['ours', 'nothing', 'nothing', 'in-trash'],
  ['ours', 'ours', 'nothing', 'both'],
  ['ours', 'other', 'nothing', 'taken'],
  ['nothing', 'nothing', 'other', 'missing'],
  ['other', 'nothing', 'nothing', 'missing'],
])('a renamed file: %s in the trash, %s by its old name and %s by its new one is %s', (inTrash, then, now, whereabouts) => {
  expect(renamedItemLocation(inTrash, then, now)).toBe(whereabouts);
});

test.each<[Observation, Observation, boolean, ItemLocation]>([
  ['ours', 'other', true, 'renewed'],
  ['ours', 'other', false, 'taken'],
  ['ours', 'ours', false, 'both'],
  ['nothing', 'ours', false, 'in-place'],
  ['nothing', 'other', true, 'missing'],
])('a pointer: %s in the trash and %s in its place, ours: %s, is %s', (inTrash, inPlace, isOurs, whereabouts) => {
  expect(rewrittenItemLocation(inTrash, inPlace, isOurs)).toBe(whereabouts);
});

describe('the state of an operation', () => {
  const here = (items: readonly string[], ...events: readonly StateEvent[]): OperationOnDisk =>
    operationOnDisk('op', { items, events });
  test.each<[string, OperationOnDisk, ReturnType<typeof stateOnDisk>]>([
    ['no journal, nothing in it', { ...here([]), head: null }, 'abandoned'],
    ['no journal, something in it', { ...here(['0']), head: null }, 'damaged'],
    ['a journal that is not believed', { ...here([]), head: null, trouble: 'is damaged' }, 'damaged'],
    ['renamed to be let go of', { ...here(['0'], 'done'), folder: 'purge-op' }, 'purging'],
    ['a journal and no end', here(['0']), 'interrupted'],
    ['an end', here(['0'], 'done'), 'done'],
    ['an end that left something', here(['0'], 'partial'), 'partial'],
    ['somebody recovered it', here(['0'], 'interrupted'), 'interrupted'],
    ['an undo has begun', here(['0'], 'done', 'undoing'), 'partly-undone'],
    ['an undo left something', here(['0'], 'done', 'undoing', 'partial'), 'partly-undone'],
    ['an undo took all', here([], 'done', 'undoing'), 'undone'],
  ])('with %s', (_, operation, state) => expect(stateOnDisk(operation)).toBe(state));

  test('is settled when the last who worked on it came to an end', () => {
    expect(isSettled(here(['0'], 'done'))).toBe(true);
    expect(isSettled(here(['0'], 'done', 'undoing', 'partial'))).toBe(true);
    expect(isSettled(here(['0'], 'done', 'undoing'))).toBe(false);
    expect(isSettled(here(['0']))).toBe(false);
  });
});
