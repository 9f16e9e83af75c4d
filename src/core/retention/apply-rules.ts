// Decides which checkpoints the keep rules keep, and by which rule. Pure: the clock and the time zone are arguments.
//
// Rules are a union: a checkpoint stays if any of them says so, and a rule more never keeps less. Each rule looks at one group at a
// time and yields what it keeps. To add a rule: write it in `rules/` and put it into RULES, whose order is the order in which
// reasons are listed (restic's, with ours around it). What must stay whatever the rules say is `protection/`; that something is left is
// `keep-at-least-one.ts`.
//
// A checkpoint named best, last or final always stays. It takes no slot of a counting rule and represents no period: the next save
// overwrites it, and then its day would have no checkpoint left.

import { append } from '../lib/group-by.ts';
import type { Reason } from '../types/plan.ts';
import type { Count, Warning } from '../types/primitives.ts';
import type { KeepRules } from '../types/project.ts';
import type { Candidate, RetentionClock } from './candidate.ts';
import type { Group } from './groups.ts';
import { keepBest } from './rules/best.ts';
import { keepEvery } from './rules/every.ts';
import { keepFinal } from './rules/final.ts';
import { keepLast, keepLastOfSessions } from './rules/last.ts';
import { keepPeriods } from './rules/periods.ts';
import type { RetentionRule } from './rules/rule-types.ts';
import { isZero, keepWithin } from './rules/within.ts';
import { sessionWarnings } from './training-sessions.ts';
import { usableGroup } from './usable-candidates.ts';

const RULES: readonly RetentionRule[] = [keepBest, keepFinal, keepWithin, keepLast, keepPeriods, keepEvery, keepLastOfSessions];

export interface Retention<T> {
  /** Of each that is kept. Never an empty list. */
  readonly reasons: ReadonlyMap<T, readonly Reason[]>;
  /** Where several training sessions share a group. */
  readonly warnings: readonly Warning[];
}

/** `groups`: as `orderedCandidates` makes them. Incomplete ones are left out: nothing keeps them here, and they keep nothing away. */
export function applyRetention<T extends Candidate>(
  groups: readonly Group<T>[],
  rules: KeepRules,
  clock: RetentionClock,
): Retention<T> {
  const reasons = new Map<T, Reason[]>();
  const warnings: Warning[] = [];
  for (const { name, members } of groups) {
    const group = usableGroup(members);
    warnings.push(...sessionWarnings(name, group.sessions));
    for (const rule of RULES) {
      for (const { candidate, reason } of rule(group, rules, clock)) {
        append(reasons, candidate, reason);
      }
    }
  }
  return { reasons, warnings };
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
