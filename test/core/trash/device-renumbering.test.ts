import { expect, test } from 'vitest';
import type { RecordedPlan } from '../../../src/core/journal/journal-format.ts';
import { onDevice } from '../../../src/core/trash/device-renumbering.ts';
import { operationOnDisk } from '../../support/operation-on-disk.ts';
import { item } from '../../support/report.ts';

function recorded(birthtimeNs: bigint): RecordedPlan {
  const { head } = operationOnDisk('op');
  if (head === null) throw new Error('no head');
  const part = item('run/', 10, 1);
  const section = { name: 'models', kind: 'models', path: '/work/p/outputs/models', dev: 1n, ino: 2n, birthtimeNs } as const;
  return { ...head, sections: [section], moves: [{ n: 0, do: 'trash', section: 'models', item: part, why: null }] };
}

test('on the same device nothing changes', () => {
  const plan = recorded(5n);
  expect(onDevice(plan, 1n)).toBe(plan);
});

test('mounted again, everything is on the new device', () => {
  const plan = onDevice(recorded(5n), 9n);
  expect(plan.sections[0]?.dev).toBe(9n);
  expect(plan.moves[0]?.item.facts.dev).toBe(9n);
  expect(plan.moves[0]?.item.children[0]?.facts.dev).toBe(9n);
  expect(plan.moves[0]?.item.children[0]?.path).toBe('run/file');
});

test('without birth times an inode number is not enough', () => {
  expect(onDevice(recorded(0n), 9n).moves[0]?.item.facts.dev).toBe(1n);
});
