// Decides what a plan's verdicts are after it was carried out: what was to go and did not, is kept, and says why.

import type { Action, Operation, Plan, StepOutcome, Verdict } from '../types.ts';

/** An action the operation never came to counts as interrupted. */
export function settle(plan: Plan, operation: Operation): Plan {
  const failures = new Map<string, StepOutcome>();
  for (const [index, action] of plan.actions.entries()) {
    const key = keyOf(action);
    const outcome = operation.outcomes[index] ?? { result: 'skipped', why: 'interrupted' };
    if (key !== null && outcome.result !== 'done' && outcome.result !== 'gone') failures.set(key, outcome);
  }
  return { ...plan, verdicts: plan.verdicts.map((verdict) => settleVerdict(verdict, failures)) };
}

/** One part left behind is the whole entry left behind: half a checkpoint is none. */
function settleVerdict(verdict: Verdict, failures: ReadonlyMap<string, StepOutcome>): Verdict {
  const { section, parts } = verdict.entry;
  if (verdict.keep || section === null) return verdict;
  for (const part of parts) {
    const outcome = failures.get(partKey(section, part.path));
    if (outcome !== undefined) return { ...verdict, keep: true, reasons: [{ code: 'not-removed', outcome }] };
  }
  return verdict;
}

/** By section and path, not by identity: a plan that was saved and read back is made of other objects. */
function keyOf(action: Action): string | null {
  return 'item' in action ? partKey(action.section, action.item.path) : null;
}

function partKey(section: string, path: string): string {
  return `${section}\0${path}`;
}
