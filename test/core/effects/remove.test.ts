// Of what has several parts all go, or none: half a sharded checkpoint is none.

import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../../src/core/types.ts';
import { apply, type Deeds, planDeeds } from '../../support/plan.ts';
import { projectAt } from '../../support/section.ts';
import { outputsListing, snapshot, tree } from '../../support/tree.ts';

const DONE = { result: 'done' };
const CHANGED = { result: 'skipped', why: 'changed' };
const SHARDS = {
  'outputs/models/m-1-of-3': { bytes: 10 },
  'outputs/models/m-2-of-3': { bytes: 20 },
  'outputs/models/m-3-of-3/inside': { bytes: 30 },
  'outputs/models/other': { bytes: 5 },
};

function planUnit(root: string, deed: 'trash' | 'purge', more: Deeds[string] = {}): Plan {
  const plan = planDeeds(projectAt(root), {
    models: { 'm-1-of-3': deed, 'm-2-of-3': deed, 'm-3-of-3': deed, ...more },
  });
  const actions = plan.actions.map((action) =>
    'item' in action && action.do === deed && action.item.path.startsWith('m-') ? { ...action, unit: 'm-1-of-3' } : action,
  );
  return { ...plan, actions };
}

describe('the parts of one thing', () => {
  test('all go, and what stands beside them is its own', async () => {
    using t = tree(SHARDS);
    const { outcomes, heldBytes } = await apply(planUnit(t.root, 'trash', { other: 'trash' }));
    expect(outcomes).toMatchObject([DONE, DONE, DONE, DONE]);
    expect(heldBytes).toBe(65);
    expect(outputsListing(t.at('outputs'))).not.toContain('models/m-1-of-3');
  });

  test('are freed, where that is asked, when all have left', async () => {
    using t = tree(SHARDS);
    const { outcomes, freedBytes } = await apply(planUnit(t.root, 'purge'));
    expect(outcomes).toMatchObject([DONE, DONE, DONE]);
    expect(freedBytes).toBe(60);
    expect(outputsListing(t.at('outputs')).filter((path) => path !== '.trash')).toEqual(['models', 'models/other']);
  });

  test.each<[string, (at: (path: string) => string) => void, object]>([
    ['was written to', (at) => appendFileSync(at('outputs/models/m-2-of-3'), 'more'), CHANGED],
    ['has gone', (at) => rmSync(at('outputs/models/m-2-of-3')), CHANGED],
    [
      'is another kind of thing',
      (at) => {
        rmSync(at('outputs/models/m-2-of-3'));
        mkdirSync(at('outputs/models/m-2-of-3'));
      },
      CHANGED,
    ],
    ['holds something new', (at) => writeFileSync(at('outputs/models/m-3-of-3/new'), 'x'), CHANGED],
  ])('stay, each exactly as it was, when one of them %s', async (_, change, why) => {
    for (const deed of ['trash', 'purge'] as const) {
      using t = tree(SHARDS);
      const plan = planUnit(t.root, deed, { other: deed });
      change(t.at);
      const before = snapshot(t.root);
      const { outcomes } = await apply(plan);
      expect(outcomes).toMatchObject([why, why, why, DONE]);
      const after = snapshot(t.root);
      for (const [path, facts] of Object.entries(before)) {
        if (path.startsWith('outputs/models/m-')) expect(after[path], path).toEqual(facts);
      }
    }
  });

  test('are not begun when a signal has come, and are finished when it comes between them', async () => {
    using t = tree(SHARDS);
    let asked = 0;
    const { outcomes } = await apply(planUnit(t.root, 'trash', { other: 'trash' }), { interrupted: () => asked++ > 0 });
    expect(outcomes).toMatchObject([DONE, DONE, DONE, { result: 'skipped', why: 'interrupted' }]);
  });
});
