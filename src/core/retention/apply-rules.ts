// Decides which checkpoints the keep rules keep, and by which rule. Pure: the clock and the time zone are arguments.
//
// Rules are a union: a checkpoint stays if any of them says so, and a rule more never keeps less. Each rule looks at all groups, in one
// order, and marks what it keeps. To add a rule: write it in `retention/` and put it into RULES, whose order is the order in which reasons are listed
// (restic's, with ours around it). What must stay whatever the rules say is `protect.ts`; that something is left is `survivors.ts`.
//
// What is named best, last or final always stays, and takes no slot of a rule that counts, or picks one of a period: such a file is
// overwritten by the next save, and the day that it stood for would be left with nothing.

import { byCodePoint } from '../lib/code-point-order.ts';
import type { Count, Warning } from '../types/primitives.ts';
import type { KeepRules } from '../types/project.ts';
import type { Candidate, RetentionClock } from './candidate.ts';
import { groupName } from './groups.ts';
import type { Lineup } from './order-candidates.ts';
import { keepBest } from './rules/best.ts';
import { keepEvery } from './rules/every.ts';
import { keepFinal } from './rules/final.ts';
import { keepLast, keepLastOfGenerations } from './rules/last.ts';
import { keepPeriods } from './rules/periods.ts';
import { type KeepReasons, reasonsFrom } from './rules/reasons.ts';
import type { Ranks, RetentionRule } from './rules/rule-types.ts';
import { isZero, keepWithin } from './rules/within.ts';
import { generationWarning, trainingsOf } from './training-sessions.ts';
import { ranksOf } from './usable-candidates.ts';

const RULES: readonly RetentionRule[] = [
  keepBest,
  keepFinal,
  keepWithin,
  keepLast,
  keepPeriods,
  keepEvery,
  keepLastOfGenerations,
];

export interface Retention<T> {
  /** Of each that is kept. Never an empty list. */
  readonly reasons: KeepReasons<T>;
  /** Where several trainings share a group. */
  readonly warnings: readonly Warning[];
  /** What the rules went by. */
  readonly ranks: Ranks;
}

/** The order of the candidates makes no difference. Incomplete ones are left out: nothing keeps them here, and they keep nothing away. */
export function applyRetention<T extends Candidate>(lineup: Lineup<T>, rules: KeepRules, clock: RetentionClock): Retention<T> {
  const { candidates, firsts, groupBy } = lineup;
  const ranks = ranksOf(lineup, clock);
  const words = RULES.flatMap((rule) => rule(ranks, rules, clock));
  const warnings: { readonly name: string; readonly warning: Warning }[] = [];
  for (let group = 0; group < firsts.length; group++) {
    if (trainingsOf(ranks.generations, group) < 2) continue;
    const name = groupName(firsts[group] as T, groupBy);
    warnings.push({ name, warning: generationWarning(name, group, ranks.generations) });
  }
  warnings.sort((a, b) => byCodePoint(a.name, b.name));
  return { reasons: reasonsFrom(candidates, ranks.listed, words), warnings: warnings.map(({ warning }) => warning), ranks };
}

/** Without a rule that could keep anything by itself; that something named best stays is no policy. */
export function isEmptyPolicy({ best, final, last, every, within, periods = {}, periodsWithin = {} }: KeepRules): boolean {
  const counts: readonly (Count | undefined)[] = [best, final, last, ...Object.values(periods)];
  const spans = [within, ...Object.values(periodsWithin)];
  return (
    every === undefined &&
    counts.every((count) => count === undefined || count === 0) &&
    spans.every((span) => span === undefined || isZero(span))
  );
}
