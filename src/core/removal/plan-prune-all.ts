// Decides what `prune` removes: what every section's own rules remove, as one plan. Kinds keep their ways: logs and caches go for good,
// checkpoints to the trash.

import { planPruneCaches } from '../caches/plan-prune-caches.ts';
import { pruneLogsPlan } from '../logs/plan-prune-logs.ts';
import { type PlanningInput, planOf } from '../plans/assemble-plan.ts';
import { mergePlans } from '../plans/merge-plans.ts';
import type { Scan } from '../types/items.ts';
import type { Plan } from '../types/plan.ts';
import type { Project, Section } from '../types/project.ts';

/** Those in use that have a rule: checkpoints always, logs and caches if they say how long they are kept. */
export function prunedSections(project: Project): readonly Section[] {
  return project.sections.filter((section) => section.active && isPruned(section));
}

function isPruned({ kind, keep }: Section): boolean {
  switch (kind) {
    case 'checkpoints':
      return true;
    case 'logs':
    case 'cache':
      return keep.within !== undefined;
    case 'artifacts':
    case 'results':
    case 'models':
      return false;
    default:
      return kind satisfies never;
  }
}

/** `checkpoints`: the plan for the sections of checkpoints, which needs more than a look (`prune-checkpoints.ts`); null where there are none. */
export function prunePlan(input: PlanningInput, checkpoints: Plan | null): Plan {
  const plans = [...(checkpoints === null ? [] : [checkpoints]), ...input.scans.flatMap((scan) => planByAge(scan, input))];
  const [first, ...others] = plans.map(({ id, ...plan }) => planOf({ ...plan, command: 'prune' }));
  if (first === undefined) throw new Error('no section to plan for');
  return mergePlans(first, ...others);
}

function planByAge(scan: Scan, input: PlanningInput): readonly Plan[] {
  const { kind, keep } = scan.section;
  if (keep.within === undefined || (kind !== 'logs' && kind !== 'cache')) return [];
  const one = { ...input, scans: [scan], olderThan: keep.within };
  return [kind === 'logs' ? pruneLogsPlan(one) : planPruneCaches(one)];
}
