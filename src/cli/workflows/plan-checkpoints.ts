// Makes the plan for sections of checkpoints: each by its own rules, with the flags before them, as one.

import { checkpointsIn } from '../../core/checkpoints/classify-entries.ts';
import { noPolicy, rank } from '../../core/checkpoints/decide-checkpoints.ts';
import {
  budgetEntries,
  type PruneCheckpointsInput,
  planPruneCheckpoints,
} from '../../core/checkpoints/plan-prune-checkpoints.ts';
import { findDuplicates } from '../../core/checkpoints/read/find-duplicates.ts';
import { filesystemAt } from '../../core/disk/filesystem-at.ts';
import { whyNotFreed } from '../../core/disk/filesystem-tiers.ts';
import { amountOfItems } from '../../core/items/count-bytes.ts';
import { isTrash } from '../../core/items/reserved-names.ts';
import { refusal } from '../../core/lib/errors.ts';
import { pathIn } from '../../core/lib/paths.ts';
import { mergePlans } from '../../core/plans/merge-plans.ts';
import { isEmptyPolicy } from '../../core/retention/apply-rules.ts';
import { budgetsTogether, chooseForBudget, needForBudget } from '../../core/retention/budget.ts';
import { BY_MODEL_AND_RUN } from '../../core/retention/groups.ts';
import { replay } from '../../core/retention/simulate-pruning.ts';
import type { Evidence } from '../../core/types/checkpoints.ts';
import type { Scan } from '../../core/types/items.ts';
import type { BudgetOutcome, Plan } from '../../core/types/plan.ts';
import type { Duration, PathText } from '../../core/types/primitives.ts';
import type { Project } from '../../core/types/project.ts';
import type { SimulationReport } from '../../core/types/reports.ts';
import { bytesText } from '../../render/text/amounts.ts';
import { type KeepFlags, keepRulesFrom } from '../arguments/keep-flags.ts';
import type { Session } from '../session.ts';
import { collectEvidence } from './examine-checkpoints.ts';
import type { Look } from './scan-sections.ts';

export interface CheckpointFlags extends KeepFlags {
  readonly grace?: Duration;
  readonly permanent?: true;
  /** What a section may hold at most, in bytes. */
  readonly budget?: number;
  /** What is to be freed at least, over all sections. */
  readonly free?: number;
  readonly bestEffort?: true;
}

/** A save that stopped a day ago is not going on, though a long one may take hours. */
const STALE: Duration = { years: 0, months: 0, days: 1, seconds: 0 };

/** Throws a refusal where a budget cannot be met. There is at least one section of checkpoints in the look. */
export async function planCheckpoints(project: Project, look: Look, flags: CheckpointFlags, session: Session): Promise<Plan> {
  const evidence = await collectEvidence(project, look.scans, session);
  const inputs = look.scans.flatMap((scan) => {
    const its = evidence.get(scan.section.name);
    return its === undefined ? [] : [inputFor(scan, its, { project, look, flags, session })];
  });
  const budget = budgetOver(inputs, flags, session);
  if (budget !== null && budget.shortBy > 0 && !flags.bestEffort) throw outOfReach(budget);
  const [first, ...others] = inputs.map((input) => planPruneCheckpoints(budget === null ? input : { ...input, budget }));
  if (first === undefined) throw new Error('no section of checkpoints to plan for');
  const plan = mergePlans(first, ...others);
  return budget === null ? plan : { ...plan, budget: { ...budget, unknown: unknownOf(look.scans) } };
}

/** What no count of blocks tells on the file systems of these sections. */
export function unknownOf(scans: readonly Scan[]): readonly string[] {
  const sentences = scans.map(({ realPath }) => {
    const filesystem = filesystemAt(realPath);
    return filesystem === null ? null : whyNotFreed(filesystem);
  });
  return [...new Set(sentences.filter((sentence) => sentence !== null))];
}

/** What the rules would have left at each past save. Nothing is planned. */
export async function simulate(
  project: Project,
  look: Look,
  flags: CheckpointFlags,
  session: Session,
): Promise<SimulationReport> {
  const evidence = await collectEvidence(project, look.scans, session);
  const sections = look.scans.flatMap((scan) => {
    const its = evidence.get(scan.section.name);
    if (its === undefined) return [];
    const input = inputFor(scan, its, { project, look, flags, session });
    if (isEmptyPolicy(input.rules)) throw noPolicy();
    const { ranked } = rank(checkpointsIn(scan, its, input).found, input);
    return [{ section: scan.section.name, replay: replay(ranked, input, input) }];
  });
  return { report: 'simulation', project, sections };
}

interface Setting {
  readonly project: Project;
  readonly look: Look;
  readonly flags: CheckpointFlags;
  readonly session: Session;
}

function inputFor(scan: Scan, evidence: Evidence, { project, look, flags, session }: Setting): PruneCheckpointsInput {
  return {
    project,
    scan,
    evidence,
    surroundings: look.surroundings,
    now: session.now,
    localTime: session.context.localTime,
    disposal: flags.permanent ? 'permanent' : 'default',
    rules: keepRulesFrom(scan.section.keep, flags),
    grace: flags.grace ?? project.grace,
    groupBy: flags.groupBy ?? BY_MODEL_AND_RUN,
    allowEmptyGroups: flags.allowEmptyGroup ?? [],
    removeIncomplete: flags.removeIncomplete ? STALE : null,
    ...(flags.keepBest !== undefined && { askedForBest: flags.keepBest }),
  };
}

/** `--free` chooses among all sections at once, so that the least missed of all goes first; `--budget` is each section's own. */
function budgetOver(
  inputs: readonly PruneCheckpointsInput[],
  { budget, free }: CheckpointFlags,
  session: Session,
): BudgetOutcome | null {
  if (budget === undefined && free === undefined) return null;
  const all = inputs.map((input) => ({
    entries: budgetEntries(input),
    duplicates: duplicatesIn(input, session),
    // A section on a mount of its own has its trash in itself: what lies there has gone already.
    holds: amountOfItems(input.scan.items.filter(({ path }) => !isTrash(path))).allocatedBytes,
  }));
  if (budget !== undefined)
    return budgetsTogether(all.map(({ holds, ...one }) => chooseForBudget({ ...one, need: needForBudget(holds, budget) })));
  const entries = all.flatMap((one) => one.entries);
  return chooseForBudget({ entries, duplicates: all.flatMap((one) => one.duplicates), need: free ?? 0 });
}

/** By absolute path. */
function duplicatesIn({ scan, evidence }: PruneCheckpointsInput, { progress }: Session): readonly (readonly PathText[])[] {
  const { units } = evidence.recognition;
  const duplicates = findDuplicates(scan, units, (bytes) => progress.say(() => `comparing: ${bytesText(bytes)}`));
  progress.clear();
  return duplicates.map((paths) => paths.map((path) => pathIn(scan.realPath, path)));
}

function outOfReach({ need, freed }: BudgetOutcome) {
  return refusal(
    `only ${bytesText(freed)} of the ${bytesText(need)} that would have to go can be freed on the disk: the rest is protected, or the last of its kind; nothing was touched`,
    'ask for less, take a pin away, or add --best-effort to give up what may be given up',
  );
}
