import { expect, test } from 'vitest';
import type { StateRecord } from '../../../src/core/journal/state-records.ts';
import { nextUndo } from '../../../src/core/trash/next-undo.ts';
import type { HistoryEntry, HistoryState } from '../../../src/core/types/operation.ts';

interface Said {
  readonly state?: HistoryState;
  readonly held?: true;
  readonly command?: string;
  readonly entries?: number;
}

/** The last is the newest; `startedAt` is the place in the list. */
function historyOf(...all: readonly (readonly [id: string, said: Said])[]): readonly HistoryEntry[] {
  const nothing = { planId: null, argv: null, user: null, host: null, bytes: null, allocatedBytes: null, doubt: null };
  return all
    .map(([id, { state = 'done', held, command = 'clean', entries = 1 }], n): HistoryEntry => {
      return { ...nothing, id, startedAt: BigInt(n), state, undoableUntil: held ? 100n : null, command, entries };
    })
    .reverse();
}

function next(history: readonly HistoryEntry[], records: readonly StateRecord[] = [], stuckOnes: readonly string[] = []) {
  const { entry, gone, stuck } = nextUndo(history, records, ({ id }) => stuckOnes.includes(id));
  return { entry: entry?.id ?? null, gone: gone?.id ?? null, stuck: stuck.map(({ id }) => id) };
}

const HELD = { held: true } as const;

test('the newest that is not undone yet, and no undo', () => {
  expect(next([])).toEqual({ entry: null, gone: null, stuck: [] });
  const history = historyOf(['a', HELD], ['b', HELD], ['c', { state: 'undone' }], ['u', { command: 'undo', held: true }]);
  expect(next(history)).toEqual({ entry: 'b', gone: null, stuck: [] });
});

test('says what was removed for good since', () => {
  expect(next(historyOf(['a', HELD], ['b', {}], ['c', {}]))).toEqual({ entry: 'a', gone: 'c', stuck: [] });
  expect(next(historyOf(['a', { state: 'purged' }]))).toEqual({ entry: null, gone: 'a', stuck: [] });
  expect(next(historyOf(['a', HELD], ['b', { entries: 0 }], ['c', { command: 'promote' }]))).toMatchObject({ gone: null });
  expect(next(historyOf(['b', {}], ['a', HELD]))).toEqual({ entry: 'a', gone: null, stuck: [] });
});

test('one that was killed before its first move took nothing away', () => {
  expect(next(historyOf(['a', HELD], ['b', { state: 'interrupted' }]))).toEqual({ entry: 'a', gone: null, stuck: [] });
});

test('once something older was undone, it is not said again', () => {
  const history = historyOf(['a', HELD], ['b', { state: 'undone' }], ['c', {}]);
  const undone = (op: string, at: bigint): StateRecord => ({ at, op, event: 'undone', by: 'u' });
  expect(next(history, [undone('b', 3n)])).toEqual({ entry: 'a', gone: null, stuck: [] });
  expect(next(history, [undone('b', 1n)])).toEqual({ entry: 'a', gone: 'c', stuck: [] });
});

test('passes over what nothing more can be put back of, as long as there is something older', () => {
  const history = historyOf(['a', HELD], ['b', { state: 'partly-undone', held: true }]);
  expect(next(history)).toEqual({ entry: 'b', gone: null, stuck: [] });
  expect(next(history, [], ['b'])).toEqual({ entry: 'a', gone: null, stuck: ['b'] });
  expect(next(history.slice(0, 1), [], ['b'])).toEqual({ entry: 'b', gone: null, stuck: [] });
});

test('a damaged one is not passed over in silence', () => {
  expect(() => next(historyOf(['a', HELD], ['b', { state: 'damaged' }]))).toThrow(/cannot be believed/);
  expect(next(historyOf(['a', { state: 'damaged' }], ['b', HELD]))).toMatchObject({ entry: 'b' });
});
