import { describe, expect, it } from 'vitest';
import { mergePlans } from '../../../src/core/plans/merge-plans.ts';
import type { Plan } from '../../../src/core/types/plan.ts';
import type { Warning } from '../../../src/core/types/primitives.ts';
import { removal } from '../../support/report.ts';

const shared: Warning = { text: 'of the project' };

function planOf(path: string, more: Partial<Plan> = {}): Plan {
  return { ...removal([{ path, bytes: 1 }]).plan, warnings: [shared], ...more };
}

describe('mergePlans', () => {
  it('leaves a single plan as it is', () => {
    const plan = planOf('a');
    expect(mergePlans(plan)).toBe(plan);
  });
  it('holds everything, verdicts by path, each warning once', () => {
    const problem = { section: 'logs', path: '', code: 'EIO' };
    const merged = mergePlans(planOf('b'), planOf('a', { problems: [problem], warnings: [shared, { text: 'its own' }] }));
    expect(merged.verdicts.map(({ entry }) => entry.path)).toEqual(['a', 'b']);
    expect(merged.actions).toHaveLength(2);
    expect(merged.problems).toEqual([problem]);
    expect(merged.warnings).toEqual([shared, { text: 'its own' }]);
  });
  it('has an id of its own, the same for the same plans', () => {
    const [a, b] = [planOf('a'), planOf('b')];
    expect(mergePlans(a, b).id).toBe(mergePlans(a, b).id);
    expect(mergePlans(a, b).id).not.toBe(mergePlans(a, planOf('c')).id);
  });
});
