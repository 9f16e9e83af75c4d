import { describe, expect, test } from 'vitest';
import type { StateEvent, StateRecord } from '../../../src/core/journal/state-records.ts';
import type { OperationOnDisk } from '../../../src/core/trash/item-location.ts';
import { historyOf } from '../../../src/core/trash/operation-history.ts';
import type { HistoryState } from '../../../src/core/types/operation.ts';
import { operationOnDisk } from '../../support/operation-on-disk.ts';
import { WEEK } from '../../support/report.ts';

const DAY = 86_400n * 1_000_000_000n;

function told(op: string, ...events: readonly StateEvent[]): StateRecord[] {
  return events.map((event, n) => ({ at: BigInt(n), op, event, command: 'prune-logs', entries: 4, bytes: 40 }));
}

describe('the history', () => {
  test('is newest first, of what the log and what the trash knows', () => {
    const operations = [
      operationOnDisk('b', { startedAt: 2n * DAY, events: ['done'] }),
      operationOnDisk('c', { startedAt: 3n * DAY }),
    ];
    const history = historyOf([...told('a', 'started', 'done'), ...told('b', 'started', 'done')], operations, WEEK);
    expect(history).toMatchObject([
      { id: 'c', state: 'interrupted', undoableUntil: 10n * DAY, entries: 1, bytes: null },
      { id: 'b', state: 'done', undoableUntil: 9n * DAY, entries: 4, bytes: 40, argv: ['clean'] },
      { id: 'a', state: 'done', undoableUntil: null, command: 'prune-logs', user: null },
    ]);
  });

  const here = (events: readonly StateEvent[], more: Partial<OperationOnDisk> = {}): OperationOnDisk[] => [
    { ...operationOnDisk('a', { events }), ...more },
  ];
  test.each<[string, readonly StateEvent[], readonly OperationOnDisk[], HistoryState, boolean]>([
    ['began and never ended', ['started'], [], 'interrupted', false],
    ['ended', ['started', 'partial'], [], 'partial', false],
    ['was undone', ['started', 'done', 'undone'], [], 'undone', false],
    ['was let go of', ['started', 'done', 'purging', 'purged'], [], 'purged', false],
    ['is being let go of', ['started', 'done', 'purging'], here(['done'], { folder: 'purge-a' }), 'purging', false],
    ['could not write its own record', ['started', 'done'], here([]), 'done', true],
    ['is half undone', ['started', 'done'], here(['done', 'undoing']), 'partly-undone', true],
    [
      'has a journal that is not believed',
      ['started', 'done'],
      here([], { head: null, trouble: 'is damaged' }),
      'damaged',
      false,
    ],
    ['ended, and somebody emptied the trash by hand', ['started', 'done'], here(['done'], { items: [] }), 'done', false],
  ])('says of one that %s', (_, events, operations, state, isUndoable) => {
    const [entry] = historyOf(told('a', ...events), operations, WEEK);
    expect(entry?.state).toBe(state);
    expect(entry?.undoableUntil !== null).toBe(isUndoable);
  });

  test('says nothing of a folder that a crash left empty', () => {
    expect(historyOf([], here([], { head: null, items: [] }), WEEK)).toEqual([]);
  });

  test('does not tell twice of what is taken away for good', () => {
    const beside = { ...operationOnDisk('a-now', { items: ['1'] }), folder: 'purge-a-now' };
    expect(historyOf(told('a', 'started'), [beside], WEEK)).toHaveLength(1);
    expect(historyOf([], [beside], WEEK)).toMatchObject([{ id: 'a-now', state: 'purging' }]);
  });
});
