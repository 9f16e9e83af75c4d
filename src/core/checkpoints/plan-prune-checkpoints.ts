// Decides which checkpoints go: what no rule keeps and nothing protects, and what a budget gives up besides.
// Everything that lies in the section gets a verdict; what is not recognised stays.

import { isContent } from '../formats/inspect-folder.ts';
import { walkItems } from '../items/walk-items.ts';
import { escapeText } from '../lib/escape.ts';
import { nameOf, pathIn } from '../lib/paths.ts';
import { assemblePlan, type PlanningInput } from '../plans/assemble-plan.ts';
import { entryOf, entryOfParts } from '../plans/entries.ts';
import { kept } from '../plans/verdicts.ts';
import { pinWarnings } from '../protection/pin-warnings.ts';
import type { BudgetEntry } from '../retention/budget.ts';
import { BY_MODEL_AND_RUN, groupKey, groupsOf } from '../retention/groups.ts';
import { soundestOf } from '../retention/keep-at-least-one.ts';
import { type CapableCheckpoint, capabilityChanges } from '../retention/run-abilities.ts';
import type { Scan } from '../types/items.ts';
import type { BudgetOutcome, CapabilityChange, Plan, Reason, Verdict } from '../types/plan.ts';
import type { PathText } from '../types/primitives.ts';
import { checkpointsIn, type LookInput } from './classify-entries.ts';
import { type Decision, type JudgeInput, type Judgement, judge, type Ranked } from './decide-checkpoints.ts';
import { placesInGroup } from './rank-in-group.ts';

/** What one section of checkpoints is pruned by. */
export interface PruneCheckpointsInput extends Omit<PlanningInput, 'scans'>, LookInput, JudgeInput {
  /** What a budget gives up, chosen among `budgetEntries` of all sections; steps elsewhere are passed over. */
  readonly budget?: Pick<BudgetOutcome, 'steps'>;
}

/** Throws a usage error for rules that keep nothing, and a refusal where they leave a group with nothing. */
export function pruneCheckpointsPlan(input: PruneCheckpointsInput): Plan {
  const { scan, project, evidence } = input;
  const { found, others } = checkpointsIn(scan, evidence, input);
  const { warnings, ...judged } = judge(found, input);
  const decided = input.budget === undefined ? judged : afterBudget(judged, input.budget, scan);
  const abilities = capabilitiesOf(decided, input);
  const plan = assemblePlan({
    ...input,
    command: 'prune-checkpoints',
    scans: [scan],
    verdicts: verdictsOn(decided, scan).concat(
      others.map(({ item, reasons }) => kept(entryOf(scan.section, scan.realPath, item), reasons)),
    ),
    warnings: [
      ...evidence.warnings,
      ...layoutWarnings(input),
      ...namingWarnings(input),
      ...pinWarnings(project, [scan]),
      ...warnings,
    ],
  });
  const layouts = evidence.recognition.choices.map((choice) => ({ section: scan.section.name, ...choice }));
  return { ...plan, layouts, abilities };
}

function verdictsOn({ decisions }: Judgement, { section, realPath }: Scan): readonly Verdict[] {
  return Array.from(decisions, ([{ unit, checkpoint }, { keep, reasons }]): Verdict => {
    return { entry: entryOfParts(section, realPath, unit.path, unit.parts), keep, reasons, checkpoint };
  });
}

/** A folder that two layouts read, each in its own way, is left alone: a person should know. */
function layoutWarnings({ evidence, scan }: PruneCheckpointsInput) {
  return evidence.recognition.choices.flatMap(({ layout, folder, why }) =>
    layout === null ? [{ text: `${escapeText(pathIn(scan.section.name, folder))}: ${why}; ${UNTIL_SAID}` }] : [],
  );
}

const UNTIL_SAID = 'nothing in it is removed until the config says which, as the layout of the section';

/** Somebody's own `model_epoch_1.pt`: that it all stays is not what they came for. */
function namingWarnings({ evidence, scan }: PruneCheckpointsInput) {
  const { units, choices } = evidence.recognition;
  if (units.length > 0 || choices.length > 0) return [];
  for (const { path, facts } of walkItems(scan.items)) {
    if (facts.type !== 'file' || !isContent(nameOf(path))) continue;
    const none = `${escapeText(scan.section.name)}: no name in it is that of a checkpoint`;
    return [{ text: `${none}; the config can teach yours, by naming.checkpoints or layouts` }];
  }
  return [];
}

/** What a budget can choose among in this section, as rules and protections left it. */
export function budgetEntries(input: PruneCheckpointsInput): readonly BudgetEntry[] {
  const { scan, evidence, groupBy } = input;
  const { groups, decisions } = judge(checkpointsIn(scan, evidence, input).found, input);
  const newer = new Map<Ranked, number>();
  for (const { members } of groups) {
    for (const [index, { candidate }] of placesInGroup(members).entries()) newer.set(candidate, index);
  }
  const sound = soundestOf(groups);
  // A link in the folder that could not be read may lead to any of them.
  const unread = scan.problems.slice(0, 1).map(({ code }): Reason => ({ code: 'unreadable', errno: code }));
  return Array.from(decisions, ([each, { keep, reasons }]) => ({
    path: pathIn(scan.realPath, each.path),
    parts: each.unit.parts,
    checkpoint: each.checkpoint,
    group: `${scan.section.name}\0${groupKey(each, groupBy)}`,
    newer: newer.get(each) ?? 0,
    complete: each.completeness !== 'incomplete' && each.settled,
    sound: sound.has(each),
    keep,
    reasons: [...reasons, ...unread],
  }));
}

function afterBudget({ groups, decisions }: Judgement, { steps }: Pick<BudgetOutcome, 'steps'>, { realPath }: Scan): Judgement {
  const given = new Map<PathText, Reason>(
    steps.map(({ path, copyOf, lost }, index) => [
      path,
      copyOf === undefined ? { code: 'budget', step: index + 1, why: lost ?? path } : { code: 'duplicate', of: copyOf },
    ]),
  );
  const after = Array.from(decisions, ([each, decision]): readonly [Ranked, Decision] => {
    const reason = given.get(pathIn(realPath, each.path));
    return [each, reason === undefined ? decision : { keep: false, reasons: [reason] }];
  });
  return { groups, decisions: new Map(after) };
}

/** Not where nobody knows which end of the numbers that is. */
function isTheBest(reason: Reason): boolean {
  return reason.code === 'best' && reason.rank === 1 && reason.end === undefined;
}

/** Averaging and resuming happen within one model of one run, whatever the rules group by. */
function capabilitiesOf({ groups, decisions }: Judgement, { scan }: PruneCheckpointsInput): readonly CapabilityChange[] {
  const all = groups.flatMap(({ members }) =>
    placesInGroup(members).map(({ candidate, number, session }): CapableCheckpoint => {
      const { path, run, checkpoint, completeness, inspection } = candidate;
      const { keep = false, reasons = [] } = decisions.get(candidate) ?? {};
      const isKeptAsBest = reasons.some(isTheBest);
      return { path, run, checkpoint, completeness, number, session, optimizer: inspection?.optimizer, kept: keep, isKeptAsBest };
    }),
  );
  const byModelAndRun = groupsOf(all, BY_MODEL_AND_RUN).map(({ members }) => members);
  return capabilityChanges(scan.section.name, byModelAndRun);
}
