import { lstatSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { inodeKey } from '../../../src/core/items/inode-key.ts';
import { apply, planDeeds } from '../../support/plan.ts';
import { projectAt } from '../../support/section.ts';
import { listing, tree } from '../../support/tree.ts';

const HOLDER = { pid: 4242, process: 'python' };
const holding = (path: string) => new Map([[inodeKey(lstatSync(path, { bigint: true })), HOLDER]]);

describe('what a program opened after the plan', () => {
  test.each(['a/3', 'a/deep/4', 'a/deep', 'a'])('comes back whole: %s', async (open) => {
    using t = tree({
      'outputs/cache/a/1': { bytes: 1 },
      'outputs/cache/a/2': { bytes: 1 },
      'outputs/cache/a/3': { bytes: 1 },
      'outputs/cache/a/deep/4': { bytes: 1 },
      'outputs/cache/b/5': { bytes: 1 },
    });
    const held = holding(t.at(`outputs/cache/${open}`));
    const operation = await apply(planDeeds(projectAt(t.root), { cache: { a: 'purge', b: 'purge' } }), { heldNow: () => held });
    expect(operation.outcomes).toMatchObject([{ result: 'skipped', why: 'in-use', holder: HOLDER }, { result: 'done' }]);
    expect(listing(t.at('outputs/cache'))).toEqual(['a', 'a/1', 'a/2', 'a/3', 'a/deep', 'a/deep/4']);
    expect(operation.trash).toBe(null);
  });
});

test('a single file that a program opened after the plan stays, and is asked about before the first goes', async () => {
  using t = tree({ 'outputs/cache/1': { bytes: 1 }, 'outputs/cache/2': { bytes: 1 }, 'outputs/cache/3': { bytes: 1 } });
  const held = holding(t.at('outputs/cache/2'));
  const seen: (readonly string[])[] = [];
  const plan = planDeeds(projectAt(t.root), { cache: { 1: 'unlink', 2: 'unlink', 3: 'unlink' } });
  const heldNow = () => {
    seen.push(listing(t.at('outputs/cache')));
    return held;
  };
  const operation = await apply(plan, { heldNow });
  expect(operation.outcomes).toMatchObject([
    { result: 'done' },
    { result: 'skipped', why: 'in-use', holder: HOLDER },
    { result: 'done' },
  ]);
  expect(seen).toEqual([['1', '2', '3']]);
  expect(listing(t.at('outputs/cache'))).toEqual(['2']);
});

test('a file that is part of an entry waits with its folder, and comes back with it', async () => {
  using t = tree({
    'outputs/cache/a/1': { bytes: 1 },
    'outputs/cache/a_builder.lock': { bytes: 0 },
    'outputs/cache/b': { bytes: 1 },
  });
  const plan = planDeeds(projectAt(t.root), { cache: { 'a_builder.lock': 'purge', a: 'purge', b: 'purge' } });
  const actions = plan.actions.map((action) =>
    'item' in action && action.item.path.startsWith('a') ? { ...action, unit: 'a' } : action,
  );
  // Opened when all of it has left its place: the look before the first file sees nobody.
  let looks = 0;
  const held = holding(t.at('outputs/cache/a/1'));
  const heldNow = () => (++looks === 1 ? new Map() : held);
  const operation = await apply({ ...plan, actions } as typeof plan, { heldNow });
  expect(looks).toBe(2);
  expect(listing(t.at('outputs/cache'))).toEqual(['a', 'a/1', 'a_builder.lock']);
  expect(operation.outcomes.filter(({ result }) => result === 'skipped')).toMatchObject(
    Array(2).fill({ result: 'skipped', why: 'in-use', holder: HOLDER }),
  );
});
