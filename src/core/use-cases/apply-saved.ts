// Executes a plan that was shown before: exactly the objects it lists, each only if nothing happened to it since.

import { refusal } from '../lib/errors.ts';
import { decodePlan, encodePlan, type SavedPlan } from '../plans/plan-file.ts';
import { planSaved, prunesCheckpoints, sectionsOfSaved } from '../removal/recheck-saved-plan.ts';
import type { Plan } from '../types/plan.ts';
import type { RemovalReport } from '../types/reports.ts';
import { collectEvidence } from './examine-checkpoints.ts';
import type { ChangeOptions } from './host.ts';
import type { OpenProject } from './open-project.ts';
import { unknownOf } from './prune-checkpoints.ts';
import { executeRemoval } from './run-removal.ts';
import { scanAndCollect } from './scan-sections.ts';

/**
 * Executes a plan of this project: takes the lock, looks after operations that were cut short, decides again about every object, and
 * journals what it does. Throws a refusal where the plan is about another project, `locked` where another operation is going on.
 */
export async function applyPlan(plan: Plan, open: OpenProject, options: ApplyOptions = {}): Promise<RemovalReport> {
  const saved = decodePlan(Buffer.from([...encodePlan(plan, open.project)].join('')));
  if (!saved.ok) throw refusal(`the plan ${saved.why}; nothing was touched`);
  return applySaved(saved.value, open, { ...options, yes: true });
}

export type ApplyOptions = Pick<ChangeOptions, 'dryRun' | 'wait'>;

/** The same for a plan read from a file; what goes that a person is asked about is asked about unless `yes`. */
export function applySaved(
  saved: SavedPlan,
  { project, host }: OpenProject,
  options: Omit<ChangeOptions, 'plan'>,
): Promise<RemovalReport> {
  const sections = sectionsOfSaved(saved, project);
  const plan = async () => {
    const look = await scanAndCollect(project, sections, host);
    const evidence = prunesCheckpoints(saved) ? await collectEvidence(project, look.scans, host) : new Map();
    const plan = planSaved(saved, { project, ...look, evidence, now: host.now });
    return plan.budget === undefined ? plan : { ...plan, budget: { ...plan.budget, unknown: unknownOf(look.scans) } };
  };
  return executeRemoval({ command: saved.command, project, sections, flags: options, plan }, host);
}
