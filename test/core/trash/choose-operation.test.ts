import { expect, test } from 'vitest';
import { chooseOperation } from '../../../src/core/trash/choose-operation.ts';
import type { HistoryEntry, HistoryState } from '../../../src/core/types/operation.ts';

function entry(id: string, state: HistoryState, undoableUntil: bigint | null): HistoryEntry {
  const nothing = {
    planId: null,
    command: 'clean',
    argv: null,
    user: null,
    host: null,
    entries: null,
    doubt: null,
    ...{ bytes: null, allocatedBytes: null },
  };
  return { id, startedAt: 0n, state, undoableUntil, ...nothing };
}

const HISTORY = [
  entry('20261124T080000Z-aaaa0001', 'done', null),
  entry('20261123T090500Z-4f2a91c3', 'done', 1n),
  entry('20261123T090400Z-11112222', 'partly-undone', 1n),
  entry('20261122T000000Z-00000000', 'undone', null),
  entry('20261121T000000Z-00000000', 'purged', null),
  entry('20261120T000000Z-00000000', 'damaged', null),
];

test.each([
  ['20261123T090400Z-11112222', '20261123T090400Z-11112222'],
  ['20261123T0904', '20261123T090400Z-11112222'],
  ['20261122', '20261122T000000Z-00000000'],
])('%s is %s', (wanted, id) => expect(chooseOperation(HISTORY, wanted).id).toBe(id));

test.each([
  ['20261123', 'usage', /could be 20261123T090500Z-4f2a91c3 or 20261123T090400Z-11112222/],
  ['', 'usage', /there is no operation/],
  ['20261123T090500Z-4f2a91c4', 'usage', /there is no operation/],
  ['yesterday\u001b', 'usage', /there is no operation yesterday\\x1b/],
  ['20261124', 'refused', /nothing of it lies in the trash/],
  ['20261121', 'refused', /has let go of it/],
  ['20261120', 'refused', /cannot be believed/],
])('%s is refused', (wanted, code, message) => {
  expect(() => chooseOperation(HISTORY, wanted)).toThrow(
    expect.objectContaining({ code, message: expect.stringMatching(message) }),
  );
});

test('an id with one wrong letter is guessed', () => {
  expect(() => chooseOperation(HISTORY, '20261123T090500Z-4f2a91c4')).toThrow(
    expect.objectContaining({ hint: 'did you mean 20261123T090500Z-4f2a91c3?' }),
  );
});
