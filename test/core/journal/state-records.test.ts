import { expect, test } from 'vitest';
import { journalLine } from '../../../src/core/journal/journal-lines.ts';
import { decodeRecords, encodeRecord, type StateRecord } from '../../../src/core/journal/state-records.ts';

const RECORD: StateRecord = {
  at: 1_790_000_000_123_456_789n,
  op: '20261123T090500Z-4f2a91c3',
  event: 'done',
  command: 'clean',
  argv: ['clean', '--all'],
  user: null,
  uid: 0,
  host: 'here',
  planId: '0123456789ab',
  entries: 3,
  bytes: 2 ** 41,
  by: 'another',
};
const MINIMAL: StateRecord = { at: -1n, op: 'x', event: 'started' };

const read = (text: string): StateRecord[] => decodeRecords(Buffer.from(text));

test('comes back as it was written', () => {
  expect(read(encodeRecord(RECORD) + encodeRecord(MINIMAL))).toEqual([RECORD, MINIMAL]);
});

test('a line that was cut short or altered spoils only itself', () => {
  const [good, other] = [encodeRecord(RECORD), encodeRecord(MINIMAL)];
  expect(read(`${good}${other.slice(0, 20)}\n${good}`)).toEqual([RECORD, RECORD]);
  expect(read(`${good}${other.replace('started', 'purged')}`)).toEqual([RECORD]);
  expect(read(`${good}${other.slice(0, -1)}`)).toEqual([RECORD]);
  expect(read('\n\n')).toEqual([]);
  expect(read('')).toEqual([]);
});

test('what a later version says is passed over, field by field or as a whole', () => {
  expect(read(journalLine({ ...MINIMAL, event: 'teleported' }))).toEqual([]);
  expect(read(journalLine({ ...MINIMAL, at: 'soon' }))).toEqual([]);
  expect(read(journalLine({ ...MINIMAL, entries: -1, bytes: 'many', argv: [1], more: true }))).toEqual([MINIMAL]);
});
