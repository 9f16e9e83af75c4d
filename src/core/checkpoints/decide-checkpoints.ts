// Decides which checkpoints stay and why: by rules, by protection, and by keeping at least one of each group, in that order.

import { type OutputsError, refusal, usageError } from '../lib/errors.ts';
import { escapeText } from '../lib/escape.ts';
import { olderThan } from '../lib/quantities.ts';
import { rankingOf } from '../metrics/choose-metric.ts';
import { applyRetention, isEmptyPolicy } from '../retention/apply-rules.ts';
import type { MetricRank, RetentionClock } from '../retention/candidate.ts';
import { type Group, groupsOf } from '../retention/groups.ts';
import { type EmptyGroup, emptyGroups, keepAtLeastOne } from '../retention/keep-at-least-one.ts';
import { orderedCandidates } from '../retention/order-candidates.ts';
import type { Evidence } from '../types/checkpoints.ts';
import type { Scan } from '../types/items.ts';
import type { Reason, Verdict } from '../types/plan.ts';
import type { Count, Duration, Instant, PathText, Warning } from '../types/primitives.ts';
import type { GroupBy, KeepRules } from '../types/project.ts';
import type { FoundCheckpoints } from './classify-entries.ts';

export interface JudgeInput extends Pick<RetentionClock, 'localTime'> {
  readonly scan: Scan;
  readonly evidence: Evidence;
  readonly now: Instant;
  readonly rules: KeepRules;
  readonly groupBy: GroupBy;
  /** Names of groups that may lose every checkpoint. */
  readonly allowEmptyGroups: readonly PathText[];
  /** Incomplete ones that nobody has touched for so long go too; null: they all stay. */
  readonly removeIncomplete: Duration | null;
  /** Somebody asked for so many of the best just now, and should hear it where nothing can be ranked. */
  readonly askedForBest?: Count;
}

/** A checkpoint, and what ranks it, where anything does. */
export interface Ranked extends FoundCheckpoints {
  readonly metricRank?: MetricRank;
}

/** What was decided about a checkpoint, and why. */
export type Decision = Pick<Verdict, 'keep' | 'reasons'>;

export interface Judgement {
  /** Sorted by name, the newest of each first. */
  readonly groups: readonly Group<Ranked>[];
  /** Of every checkpoint, in the order in which they were found. */
  readonly decisions: ReadonlyMap<Ranked, Decision>;
}

const NO_REASONS: readonly Reason[] = [];
/** One for all of the hundred thousand that go. */
const SUPERSEDED: Decision = { keep: false, reasons: [{ code: 'superseded' }] };
const SURVIVOR: Decision = { keep: true, reasons: [{ code: 'survivor' }] };

/** Throws a usage error for rules that keep nothing, and a refusal where they leave a group with nothing. */
export function judge(
  found: readonly FoundCheckpoints[],
  input: JudgeInput,
): Judgement & { readonly warnings: readonly Warning[] } {
  const { scan, rules, groupBy, now, localTime, allowEmptyGroups } = input;
  if (isEmptyPolicy(rules) && found.length > 0) throw noPolicy();
  const { ranked: checkpoints, warnings: unranked } = rank(found, input);
  const groups = orderedCandidates(checkpoints, groupBy);
  const { reasons, warnings } = applyRetention(groups, rules, { now, localTime });
  const byRule = new Map<Ranked, Decision>();
  for (const each of checkpoints) byRule.set(each, decisionOn(each, reasons.get(each) ?? NO_REASONS, input));
  const isKept = (each: Ranked): boolean => byRule.get(each)?.keep === true;
  const mayBeEmpty = new Set(allowEmptyGroups);
  const [unread] = scan.problems;
  const empty = unread === undefined ? emptyGroups(groups, isKept).filter(({ name }) => !mayBeEmpty.has(name)) : [];
  const [first, ...others] = empty;
  if (first !== undefined) throw leavesNothing([first, ...others]);
  const survivors = keepAtLeastOne(groups, isKept, mayBeEmpty);
  // A link in the folder that could not be read may lead to any of them.
  const unreadable: Decision | undefined = unread && { keep: true, reasons: [{ code: 'unreadable', errno: unread.code }] };
  const isFinal = survivors.size === 0 && unreadable === undefined;
  const decisions = isFinal
    ? byRule
    : new Map(
        Array.from(byRule, ([each, decision]): readonly [Ranked, Decision] => {
          if (decision.keep) return [each, decision];
          return [each, survivors.has(each) ? SURVIVOR : (unreadable ?? decision)];
        }),
      );
  return { groups, decisions, warnings: [...unranked, ...warnings] };
}

/** By rules and protections. */
function decisionOn(found: FoundCheckpoints, byRule: readonly Reason[], input: JudgeInput): Decision {
  const protections = protectionsOf(found, input);
  if (byRule.length + protections.length > 0)
    return { keep: true, reasons: [...byRule, ...protections] as [Reason, ...Reason[]] };
  if (found.completeness !== 'incomplete') return SUPERSEDED;
  return { keep: false, reasons: [{ code: 'stale-incomplete', why: found.why ?? 'not whole' }] };
}

/** An incomplete one stays for being that, unless somebody wants them gone and it has lain there long enough. */
function protectionsOf(found: FoundCheckpoints, { removeIncomplete, now }: JudgeInput): readonly Reason[] {
  if (found.completeness !== 'incomplete' || removeIncomplete === null) return found.protections;
  if (!olderThan(found.modifiedAt, now, removeIncomplete)) return found.protections;
  return found.protections.filter(({ code }) => code !== 'incomplete');
}

/** Each with the number that ranks it in its group, where one does. */
export function rank(
  found: readonly FoundCheckpoints[],
  { scan, evidence, groupBy, askedForBest = 0 }: JudgeInput,
): { readonly ranked: readonly Ranked[]; readonly warnings: readonly Warning[] } {
  if (evidence.metrics.size === 0 && askedForBest === 0) return { ranked: found, warnings: [] };
  const metricRanks = new Map<PathText, MetricRank>();
  const warnings: Warning[] = [];
  for (const { name, members } of groupsOf(found, groupBy)) {
    const ranking = rankingOf(
      members.map(({ path }) => path),
      evidence.metrics,
      scan.section.metric,
    );
    if (ranking.ranked) {
      for (const [path, metricRank] of ranking.metricRanks) metricRanks.set(path, metricRank);
      if (ranking.mode === null && askedForBest !== 0) warnings.push(bothEnds(name, ranking.metric));
    } else if (askedForBest !== 0) {
      const what = ranking.metric === null ? '' : ` by ${escapeText(ranking.metric)}`;
      warnings.push({ text: `${escapeText(name)}: nothing ranks its checkpoints${what}: ${ranking.why}` });
    }
  }
  const ranked = found.map((each) => {
    const metricRank = metricRanks.get(each.path);
    return metricRank === undefined ? each : { metricRank, ...each };
  });
  return { ranked, warnings };
}

function bothEnds(group: PathText, metric: string): Warning {
  const named = escapeText(metric);
  const text = `${escapeText(group)}: whether less or more of ${named} is better is not known, so both ends stay`;
  return { text: `${text}; the config can say it, for example metric: { name: ${named}, mode: min }` };
}

export function noPolicy(): OutputsError {
  return usageError(
    'these rules keep nothing by themselves, so there is nothing to go by',
    'say what should stay, for example --keep-last 3',
  );
}

function leavesNothing(groups: readonly [EmptyGroup, ...EmptyGroup[]]): OutputsError {
  const names = groups.map(({ name, checkpoints }) => `${escapeText(name)} (of ${checkpoints})`).join(', ');
  return refusal(
    `these rules would leave no checkpoint of ${names}; nothing was touched`,
    `keep at least one, for example --keep-last 1, or give the group up: --allow-empty-group ${escapeText(groups[0].name)}`,
  );
}
