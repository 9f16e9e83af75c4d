// Decides what becomes of old logs where nobody is shown a list of them: one sweep of each section by its rule, or nothing at all where
// nothing would go.

import { byCodePoint } from '../lib/code-point-order.ts';
import { plannedSection, planOf } from '../plans/assemble-plan.ts';
import type { ExternalState, Problem, Scan } from '../types/items.ts';
import type { LogRule, Plan } from '../types/plan.ts';
import type { Instant } from '../types/primitives.ts';
import type { Project } from '../types/project.ts';

export interface SweepInput {
  readonly project: Project;
  /** Of the section's directories: nothing is listed. */
  readonly scans: readonly Scan[];
  /** One for each section that is there. */
  readonly rules: readonly LogRule[];
  /** Whether any of the rules lets something go. */
  readonly isAnythingOld: boolean;
  /** What a look for that could not look into, where it found nothing. */
  readonly problems: readonly Problem[];
  readonly surroundings: Pick<ExternalState, 'unseenProcesses'>;
  readonly now: Instant;
}

export function planSweeps({ project, scans, rules, isAnythingOld, problems, surroundings, now }: SweepInput): Plan {
  return planOf({
    command: 'prune-logs',
    madeAt: now,
    outputs: project.outputs,
    sections: scans.flatMap(plannedSection).sort((a, b) => byCodePoint(a.name, b.name)),
    verdicts: [],
    actions: isAnythingOld ? rules.map((rule) => ({ do: 'sweep', section: rule.section.name, rule })) : [],
    // A sweep finds for itself what it cannot look into.
    problems: [...scans.flatMap((scan) => scan.problems), ...(isAnythingOld ? [] : problems)],
    warnings: project.warnings,
    unseenProcesses: surroundings.unseenProcesses,
  });
}
