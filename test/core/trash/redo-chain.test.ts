import { expect, test } from 'vitest';
import type { StateEvent, StateRecord } from '../../../src/core/journal/state-records.ts';
import { redoChain } from '../../../src/core/trash/redo-chain.ts';

type Line = readonly [op: string, event: StateEvent, more?: { readonly command?: string; readonly by?: string }];

const chain = (...lines: readonly Line[]): readonly string[] =>
  redoChain(lines.map(([op, event, more], n): StateRecord => ({ at: BigInt(n), op, event, ...more }))).map(({ id }) => id);

const done = (op: string): Line[] => [
  [op, 'started', { command: 'clean' }],
  [op, 'done'],
];
const undone = (op: string, by: string): Line[] => [
  [by, 'started', { command: 'undo' }],
  [op, 'undoing', { by }],
  [op, 'undone', { by }],
  [by, 'done'],
];
const redone = (op: string, by: string): Line[] => [...done(by), [op, 'redone', { by }]];

test('what was undone, the last first', () => {
  expect(chain(...done('a'), ...done('b'))).toEqual([]);
  expect(chain(...done('a'), ...done('b'), ...undone('b', 'u'), ...undone('a', 'v'))).toEqual(['a', 'b']);
  expect(chain(...done('a'), ...undone('a', 'u').slice(0, 2))).toEqual(['a']);
});

test('without what was done again; that can be undone and done again too', () => {
  const back = [...done('a'), ...done('b'), ...undone('b', 'u'), ...undone('a', 'v')];
  expect(chain(...back, ...redone('a', 'r'))).toEqual(['b']);
  expect(chain(...back, ...redone('a', 'r'), ...undone('r', 'w'))).toEqual(['r', 'b']);
  expect(chain(...back, ['a', 'redone'])).toEqual(['b']);
});

test('a promotion is done again by undoing what took it back', () => {
  const back = [...done('a'), ...undone('a', 'u')];
  expect(chain(...back, ...undone('u', 'r'))).toEqual([]);
});

test('nothing, once something new was done', () => {
  expect(chain(...done('a'), ...undone('a', 'u'), ...done('c'))).toEqual([]);
});
