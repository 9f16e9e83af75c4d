// Decides how the plans of several sections, each made by its own section's rules, become the one plan that is shown and carried out.

import { byCodePoint } from '../lib/code-point-order.ts';
import type { Plan } from '../types/plan.ts';
import { planOf } from './assemble-plan.ts';

/** Plans of one command at one moment, about different sections. */
export function mergePlans(first: Plan, ...rest: readonly Plan[]): Plan {
  if (rest.length === 0) return first;
  const plans = [first, ...rest];
  const { command, madeAt, outputs } = first;
  return planOf({
    command,
    madeAt,
    outputs,
    sections: plans.flatMap((plan) => plan.sections).sort((a, b) => byCodePoint(a.name, b.name)),
    verdicts: plans.flatMap((plan) => plan.verdicts).sort((a, b) => byCodePoint(a.entry.absolute, b.entry.absolute)),
    actions: plans.flatMap((plan) => plan.actions),
    problems: plans.flatMap((plan) => plan.problems),
    // Every section asks about the same processes, for its own disk.
    ...(first.unseenProcesses !== undefined && { unseenProcesses: Math.max(...plans.map((plan) => plan.unseenProcesses ?? 0)) }),
    // Each plan carries the project's own warnings.
    warnings: [...new Set(plans.flatMap((plan) => plan.warnings))],
    ...(plans.some(({ layouts }) => layouts !== undefined) && { layouts: plans.flatMap((plan) => plan.layouts ?? []) }),
    ...(plans.some(({ abilities }) => abilities !== undefined) && { abilities: plans.flatMap((plan) => plan.abilities ?? []) }),
  });
}
