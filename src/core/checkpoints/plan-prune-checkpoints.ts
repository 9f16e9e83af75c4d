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
import { everyRow, groupedWith, ROLES } from '../retention/candidate-columns.ts';
import { BY_MODEL_AND_RUN, groupedBy, groupKey } from '../retention/groups.ts';
import { soundestOf } from '../retention/keep-at-least-one.ts';
import type { Lineup } from '../retention/order-candidates.ts';
import type { Ranks } from '../retention/rules/rule-types.ts';
import { abilityChanges } from '../retention/run-abilities.ts';
import { trainingSessionsIn } from '../retention/training-sessions.ts';
import type { Scan } from '../types/items.ts';
import type { BudgetOutcome, CapabilityChange, Plan, Reason, Verdict } from '../types/plan.ts';
import type { PathText } from '../types/primitives.ts';
import { checkpointsIn, type LookInput } from './classify-entries.ts';
import { type Decision, type JudgeInput, type Judgement, judge, keptBy, type Ranked } from './decide-checkpoints.ts';
import { newerThan, placesIn } from './rank-in-group.ts';

/** What one section of checkpoints is pruned by. */
export interface PruneCheckpointsInput extends Omit<PlanningInput, 'scans'>, LookInput, JudgeInput {
  /** What a budget gives up, chosen among `budgetEntries` of all sections; steps elsewhere are passed over. */
  readonly budget?: Pick<BudgetOutcome, 'steps'>;
}

/** Throws a usage error for rules that keep nothing, and a refusal where they leave a group with nothing. */
export function planPruneCheckpoints(input: PruneCheckpointsInput): Plan {
  const { scan, project, evidence } = input;
  const { found, others } = checkpointsIn(scan, evidence, input);
  const { warnings, ...judged } = judge(found, input);
  const decided = input.budget === undefined ? judged : afterBudget(judged, input.budget, scan);
  // Before the plan: what it takes to tell them is gone by then.
  const abilities = abilitiesOf(decided, input);
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

function verdictsOn({ lineup: { candidates }, decisions }: Judgement, { section, realPath }: Scan): readonly Verdict[] {
  return candidates.map(({ unit, checkpoint }, row): Verdict => {
    const { keep, reasons } = decisions[row] as Decision;
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
  const { lineup, decisions } = judge(checkpointsIn(scan, evidence, input).found, input);
  const newer = newerThan(placesIn(lineup, everyoneIn(lineup).generations).groups);
  const sound = soundestOf(lineup);
  // A link in the folder that could not be read may lead to any of them.
  const unread = scan.problems.slice(0, 1).map(({ code }): Reason => ({ code: 'unreadable', errno: code }));
  return lineup.candidates.map((each, row) => ({
    path: pathIn(scan.realPath, each.path),
    parts: each.unit.parts,
    checkpoint: each.checkpoint,
    group: `${scan.section.name}\0${groupKey(each, groupBy)}`,
    newer: newer[row] ?? 0,
    complete: each.completeness !== 'incomplete' && each.settled,
    sound: sound.has(each),
    keep: decisions[row]?.keep === true,
    reasons: [...(decisions[row]?.reasons ?? []), ...unread],
  }));
}

function afterBudget(
  { lineup, ranks, decisions }: Judgement,
  { steps }: Pick<BudgetOutcome, 'steps'>,
  { realPath }: Scan,
): Judgement {
  const given = new Map<PathText, Reason>(
    steps.map(({ path, copyOf, lost }, index) => [
      path,
      copyOf === undefined ? { code: 'budget', step: index + 1, why: lost ?? path } : { code: 'duplicate', of: copyOf },
    ]),
  );
  const after = lineup.candidates.map(({ path }, row): Decision => {
    const reason = given.get(pathIn(realPath, path));
    return reason === undefined ? (decisions[row] as Decision) : { keep: false, reasons: [reason] };
  });
  return { lineup, ranks, decisions: after };
}

/** As the rules see them, but by row, and with what is incomplete. */
function everyoneIn({ candidates, columns, groups }: Lineup): Pick<Ranks, 'listed' | 'columns' | 'groups' | 'generations'> {
  const generations = trainingSessionsIn(groupedWith(groups, columns.role, ROLES.regular), columns);
  return { listed: everyRow(candidates), columns, groups, generations };
}

/** Not where nobody knows which end of the numbers that is. */
function isTheBest(reason: Reason): boolean {
  return reason.code === 'best' && reason.rank === 1 && reason.end === undefined;
}

function abilitiesOf({ lineup, ranks, decisions }: Judgement, { scan }: PruneCheckpointsInput): readonly CapabilityChange[] {
  // What the rules went by, where that is everything: they leave out what is incomplete.
  const { listed, columns, groups: inTime, generations } = ranks.listed.length === decisions.length ? ranks : everyoneIn(lineup);
  const { groups, generation } = placesIn({ columns, groups: inTime }, generations);
  const checkpointAt = (place: number): Ranked => lineup.candidates[listed[place] as number] as Ranked;
  const { model, run } = lineup.groupBy;
  const kept = keptBy(decisions, listed);
  return abilityChanges(scan.section.name, {
    checkpointAt,
    columns,
    groups: model && run ? groups : groupedBy(Array.from(listed.keys(), checkpointAt), BY_MODEL_AND_RUN, groups.rows),
    numberOf: generations.numberOf,
    generation,
    optimizer: (place) => checkpointAt(place).inspection?.optimizer,
    kept,
    isKeptAsBest: (place) => decisions[listed[place] as number]?.reasons.some(isTheBest) === true,
  });
}
