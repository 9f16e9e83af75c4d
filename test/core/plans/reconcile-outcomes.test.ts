import { describe, expect, it } from 'vitest';
import { assemblePlan } from '../../../src/core/plans/assemble-plan.ts';
import { entryOf } from '../../../src/core/plans/entries.ts';
import { reconcileOutcomes } from '../../../src/core/plans/reconcile-outcomes.ts';
import type { Operation, StepOutcome } from '../../../src/core/types/operation.ts';
import type { Plan, Verdict } from '../../../src/core/types/plan.ts';
import { ALONE, NOW, projectOf, scanOf, sectionOf } from '../../support/items.ts';

const cache = sectionOf('cache');
const scan = scanOf(cache, [{ path: 'a' }, { path: 'b' }, { path: 'kept' }]);
const verdicts: readonly Verdict[] = scan.items.map((item) => {
  const entry = entryOf(cache, cache.path, item);
  return item.path === 'kept'
    ? { entry, keep: true, reasons: [{ code: 'tracked' }] }
    : { entry, keep: false, reasons: [{ code: 'cleaned' }] };
});
const input = {
  command: 'clean',
  now: NOW,
  project: projectOf(),
  scans: [scan],
  disposal: 'default',
  warnings: [],
  ...ALONE,
} as const;
const plan: Plan = assemblePlan({ ...input, verdicts });

const operation = (...outcomes: readonly StepOutcome[]): Operation => ({
  id: 'x',
  planId: plan.id,
  startedAt: NOW,
  outcomes,
  trash: null,
  heldBytes: 0,
  freedBytes: 0,
  onDisk: { held: 0, freed: 0 },
});
const done: StepOutcome = { result: 'done', freedBytes: 1, heldBytes: 0 };
const kept = (settled: Plan): readonly string[] => settled.verdicts.filter(({ keep }) => keep).map(({ entry }) => entry.path);

describe('settle', () => {
  it('leaves alone what was done, or found gone', () => {
    expect(reconcileOutcomes(plan, operation(done, { result: 'gone' }))).toEqual(plan);
  });

  it.each<[StepOutcome]>([[{ result: 'failed', errno: 'EACCES' }], [{ result: 'skipped', why: 'changed' }]])(
    'keeps what %j',
    (outcome) => {
      const settled = reconcileOutcomes(plan, operation(done, outcome));
      expect(kept(settled)).toEqual(['b', 'kept']);
      expect(settled.verdicts[1]?.reasons).toEqual([{ code: 'not-removed', outcome }]);
      expect(settled.verdicts[2]).toEqual(plan.verdicts[2]);
    },
  );

  it('tells of what somebody took out of the trash meanwhile: it went, and cannot come back', () => {
    const settled = reconcileOutcomes(plan, operation(done, { result: 'lost' }));
    expect(settled.verdicts).toEqual(plan.verdicts);
    expect(settled.warnings).toEqual([{ text: expect.stringMatching(/^1 entry that was moved is no longer in the trash/) }]);
  });

  it('keeps what the operation never came to', () => {
    expect(reconcileOutcomes(plan, operation(done)).verdicts[1]?.reasons).toEqual([
      { code: 'not-removed', outcome: { result: 'skipped', why: 'interrupted' } },
    ]);
  });

  it('keeps an entry of which one part stayed', () => {
    const [a, b] = scan.items;
    if (a === undefined || b === undefined) throw new Error('no items');
    const pair: Verdict = {
      entry: { ...entryOf(cache, cache.path, a), parts: [a, b] },
      keep: false,
      reasons: [{ code: 'cleaned' }],
    };
    const grouped = assemblePlan({ ...input, verdicts: [pair] });
    expect(grouped.actions).toHaveLength(2);
    expect(kept(reconcileOutcomes(grouped, operation(done, { result: 'failed', errno: 'EIO' })))).toEqual(['a']);
  });
});
