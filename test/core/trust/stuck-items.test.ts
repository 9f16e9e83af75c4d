import { expect, it } from 'vitest';
import { stuckIn } from '../../../src/core/trust/stuck-items.ts';
import type { Facts, Item } from '../../../src/core/types/items.ts';
import { factsOf } from '../../support/items.ts';

const [ME, COLLEAGUE, ROOT] = [1001, 1002, 0];
const folder = (uid: number, mode: number): Facts => ({ ...factsOf({ path: 'x', type: 'directory' }), uid, mode });
const file = (path: string, uid: number): Item => ({ path, facts: { ...factsOf({ path }), uid }, children: [] });
const paths = (...[scan, euid]: Parameters<typeof stuckIn>) => [...stuckIn(scan, euid)].map(({ path }) => path);

const items = [file('mine', ME), file('theirs', COLLEAGUE), { path: 'run', facts: folder(COLLEAGUE, 0o2775), children: [] }];

it('is what belongs to others in a sticky folder of others', () => {
  expect(paths({ directory: folder(ROOT, 0o3775), items }, ME)).toEqual(['theirs', 'run']);
});

it('is nothing in our own sticky folder, in one that is not sticky, for root, or where users have no numbers', () => {
  expect(paths({ directory: folder(ME, 0o3775), items }, ME)).toEqual([]);
  expect(paths({ directory: folder(COLLEAGUE, 0o2775), items }, ME)).toEqual([]);
  expect(paths({ directory: folder(COLLEAGUE, 0o3775), items }, ROOT)).toEqual([]);
  expect(paths({ directory: folder(COLLEAGUE, 0o3775), items }, -1)).toEqual([]);
  expect(paths({ directory: null, items }, ME)).toEqual([]);
});

it('is found in a sticky folder deeper inside', () => {
  const inner = { path: 'run', facts: folder(COLLEAGUE, 0o3775), children: [file('run/a', COLLEAGUE), file('run/b', ME)] };
  expect(paths({ directory: folder(ROOT, 0o2775), items: [inner] }, ME)).toEqual(['run/a']);
});
