// Makes the plan for sections of checkpoints: each by its own rules, with the flags before them, as one.

import { checkpointsIn } from '../checkpoints/classify-entries.ts';
import { noPolicy, rank } from '../checkpoints/decide-checkpoints.ts';
import { budgetEntries, type PruneCheckpointsInput, pruneCheckpointsPlan } from '../checkpoints/plan-prune-checkpoints.ts';
import { findDuplicates } from '../checkpoints/read/find-duplicates.ts';
import { sectionsOfKind } from '../config/find-section.ts';
import { filesystemAt } from '../disk/filesystem-at.ts';
import { whyNotFreed } from '../disk/filesystem-tiers.ts';
import { amountOfItems } from '../items/count-bytes.ts';
import { isTrash } from '../items/reserved-names.ts';
import { bytesText } from '../lib/amounts.ts';
import { refusal, usageError } from '../lib/errors.ts';
import { pathIn } from '../lib/paths.ts';
import { mergePlans } from '../plans/merge-plans.ts';
import { isEmptyPolicy } from '../retention/apply-rules.ts';
import { budgetsTogether, chooseForBudget, needForBudget } from '../retention/budget.ts';
import { BY_MODEL_AND_RUN } from '../retention/groups.ts';
import { type KeepOptions, keepRulesFrom } from '../retention/keep-options.ts';
import { replay } from '../retention/simulate-pruning.ts';
import type { Evidence } from '../types/checkpoints.ts';
import type { Scan } from '../types/items.ts';
import type { BudgetOutcome, Plan } from '../types/plan.ts';
import type { Duration, PathText } from '../types/primitives.ts';
import type { Project, Section } from '../types/project.ts';
import type { RemovalReport, SimulationReport } from '../types/reports.ts';
import { collectEvidence } from './examine-checkpoints.ts';
import type { ChangeOptions, ClockOptions, Host } from './host.ts';
import type { OpenProject } from './open-project.ts';
import { refuseWrongClock } from './refuse-wrong-clock.ts';
import { executeRemoval, type Planning } from './run-removal.ts';
import { type Look, scanAndCollect } from './scan-sections.ts';

export interface CheckpointOptions extends KeepOptions {
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

/**
 * Which checkpoints go and stay, by each section's rules with those of `options` before them, as one plan. Changes nothing. Throws a refusal
 * where a budget cannot be met, and where a place or the clock is not safe.
 */
export async function planPruneCheckpoints(open: OpenProject, options: CheckpointOptions & ClockOptions = {}): Promise<Plan> {
  return pruning(open, options).plan();
}

export function pruneCheckpoints(
  open: OpenProject,
  options: CheckpointOptions & ClockOptions & ChangeOptions = {},
): Promise<RemovalReport> {
  const { project, host } = open;
  return executeRemoval({ command: 'prune-checkpoints', project, flags: options, ...pruning(open, options) }, host);
}

function pruning({ project, host }: OpenProject, options: CheckpointOptions & ClockOptions): Planning {
  const sections = sectionsToPrune({ project, host }, options);
  return {
    sections,
    plan: async () => planCheckpoints(project, await scanAndCollect(project, sections, host), options, host),
  };
}

function sectionsToPrune({ project, host }: OpenProject, options: CheckpointOptions & ClockOptions): readonly Section[] {
  if (options.budget !== undefined && options.free !== undefined) throw usageError('--budget and --free: say one of them');
  refuseWrongClock(project, options, host);
  const sections = sectionsOfKind(project, 'checkpoints');
  if (sections.length > 0) return sections;
  throw usageError(`no section of checkpoints is in use in the profile \`${project.profile}\``);
}

/** Throws a refusal where a budget cannot be met. There is at least one section of checkpoints in the look. */
export async function planCheckpoints(project: Project, look: Look, flags: CheckpointOptions, host: Host): Promise<Plan> {
  const evidence = await collectEvidence(project, look.scans, host);
  const inputs = look.scans.flatMap((scan) => {
    const its = evidence.get(scan.section.name);
    return its === undefined ? [] : [inputFor(scan, its, { project, look, flags, host })];
  });
  const budget = budgetOver(inputs, flags, host);
  if (budget !== null && budget.shortBy > 0 && !flags.bestEffort) throw outOfReach(budget);
  const [first, ...others] = inputs.map((input) => pruneCheckpointsPlan(budget === null ? input : { ...input, budget }));
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
export async function simulate(open: OpenProject, flags: CheckpointOptions & ClockOptions = {}): Promise<SimulationReport> {
  const { project, host } = open;
  const look = await scanAndCollect(project, sectionsToPrune(open, flags), host);
  const evidence = await collectEvidence(project, look.scans, host);
  const sections = look.scans.flatMap((scan) => {
    const its = evidence.get(scan.section.name);
    if (its === undefined) return [];
    const input = inputFor(scan, its, { project, look, flags, host });
    if (isEmptyPolicy(input.rules)) throw noPolicy();
    const { ranked } = rank(checkpointsIn(scan, its, input).found, input);
    return [{ section: scan.section.name, replay: replay(ranked, input, input) }];
  });
  return { report: 'simulation', project, sections };
}

interface Setting {
  readonly project: Project;
  readonly look: Look;
  readonly flags: CheckpointOptions;
  readonly host: Host;
}

function inputFor(scan: Scan, evidence: Evidence, { project, look, flags, host }: Setting): PruneCheckpointsInput {
  return {
    project,
    scan,
    evidence,
    surroundings: look.surroundings,
    now: host.now,
    localTime: host.context.localTime,
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
  { budget, free }: CheckpointOptions,
  host: Host,
): BudgetOutcome | null {
  if (budget === undefined && free === undefined) return null;
  const all = inputs.map((input) => ({
    entries: budgetEntries(input),
    duplicates: duplicatesIn(input, host),
    // A section on a mount of its own has its trash in itself: what lies there has gone already.
    holds: amountOfItems(input.scan.items.filter(({ path }) => !isTrash(path))).allocatedBytes,
  }));
  if (budget !== undefined)
    return budgetsTogether(all.map(({ holds, ...one }) => chooseForBudget({ ...one, need: needForBudget(holds, budget) })));
  const entries = all.flatMap((one) => one.entries);
  return chooseForBudget({ entries, duplicates: all.flatMap((one) => one.duplicates), need: free ?? 0 });
}

/** By absolute path. */
function duplicatesIn({ scan, evidence }: PruneCheckpointsInput, { progress }: Host): readonly (readonly PathText[])[] {
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
