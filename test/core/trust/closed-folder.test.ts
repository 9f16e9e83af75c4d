import { expect, it } from 'vitest';
import { closedWithin, isClosedFolder } from '../../../src/core/trust/closed-folder.ts';
import type { Facts, Item } from '../../../src/core/types/items.ts';

const [ALICE, BOB] = [1001, 1002];
const facts = (uid: number, mode: number, type: Facts['type'] = 'directory') => ({ type, uid, mode }) as Facts;
const item = (path: string, its: Facts, children: readonly Item[] = []): Item => ({ path, facts: its, children });

it('is a folder of another user that neither the group nor everybody may write to', () => {
  expect(isClosedFolder(facts(ALICE, 0o755), BOB)).toBe(true);
  expect(isClosedFolder(facts(ALICE, 0o775), BOB)).toBe(false);
  expect(isClosedFolder(facts(ALICE, 0o757), BOB)).toBe(false);
  expect(isClosedFolder(facts(BOB, 0o755), BOB)).toBe(false);
  expect(isClosedFolder(facts(ALICE, 0o644, 'file'), BOB)).toBe(false);
});

it('is none for root, nor where users have no numbers', () => {
  expect(isClosedFolder(facts(ALICE, 0o755), 0)).toBe(false);
  expect(isClosedFolder(facts(ALICE, 0o755), -1)).toBe(false);
});

it('keeps only what lies in it: an empty one can be removed by those who may change the folder above', () => {
  const empty = item('run/empty', facts(ALICE, 0o755));
  const full = item('run/full', facts(ALICE, 0o755), [item('run/full/a', facts(ALICE, 0o644, 'file'))]);
  expect(closedWithin([item('run', facts(ALICE, 0o775), [empty])], BOB)).toBeNull();
  expect(closedWithin([item('run', facts(ALICE, 0o775), [empty, full])], BOB)).toBe(full);
});
