// Decides which checkpoints the keep rules keep, and by which rule. Pure: the clock and the time zone are arguments.
//
// Rules are a union: a checkpoint stays if any of them says so, and a rule more never keeps less. Each rule looks at one group and names
// what it keeps. To add a rule: write it in `retention/` and put it into RULES, whose order is the order in which reasons are listed
// (restic's, with ours around it). What must stay whatever the rules say is `protect.ts`; that something is left is `survivors.ts`.
//
// What is named best, last or final always stays, and takes no slot of a rule that counts, or picks one of a period: such a file is
// overwritten by the next save, and the day that it stood for would be left with nothing.

import type { Count, GroupBy, KeepRules, PathText, Reason, Warning } from '../types.ts';
import type { Candidate, Clock } from './candidate.ts';
import { columnsOf, everyRow, type Rows, rowsWhere } from './candidate-columns.ts';
import { generationWarnings } from './generations.ts';
import { numberedGroups } from './group.ts';
import { keepBest } from './retention/best.ts';
import { keepEvery } from './retention/every.ts';
import { keepFinal } from './retention/final.ts';
import { keepLast, keepLastOfGenerations } from './retention/last.ts';
import { metricsOf } from './retention/metrics.ts';
import { orderTies } from './retention/newest-first.ts';
import { keepPeriods } from './retention/periods.ts';
import { type Rule, ranksOf, type Table } from './retention/rule.ts';
import { isZero, keepWithin } from './retention/within.ts';
import { gather, sortRows } from './sort-rows.ts';

const RULES: readonly Rule[] = [keepBest, keepFinal, keepWithin, keepLast, keepPeriods, keepEvery, keepLastOfGenerations];

export interface Retention<T> {
  /** Of each that is kept. Never an empty list. */
  readonly reasons: ReadonlyMap<T, readonly Reason[]>;
  /** Where several trainings share a group. */
  readonly warnings: readonly Warning[];
}

/** The order of the candidates makes no difference. Incomplete ones are left out: nothing keeps them here, and they keep nothing away. */
export function applyRetention<T extends Candidate>(
  candidates: readonly T[],
  { rules, groupBy }: { readonly rules: KeepRules; readonly groupBy: GroupBy },
  clock: Clock,
): Retention<T> {
  const columns = columnsOf(candidates);
  const table = { candidates, columns, metrics: rules.best ? metricsOf(candidates) : null };
  const said: (Reason | [Reason, ...Reason[]] | undefined)[] = new Array(candidates.length);
  const kept: number[] = [];
  // Lists at the end, and only for what is kept twice before: of a million that stay, most do for one reason.
  const keep = (row: number, reason: Reason): void => {
    const others = said[row];
    if (others === undefined) {
      said[row] = reason;
      kept.push(row);
    } else if (Array.isArray(others)) others.push(reason);
    else said[row] = [others, reason];
  };
  const warnings: Warning[] = [];
  for (const { name, usable } of rankedGroups(table, groupBy)) {
    const ranks = ranksOf(usable, table);
    warnings.push(...generationWarnings(name, ranks.generations));
    for (const rule of RULES) rule(ranks, rules, clock, keep);
  }
  const reasons = new Map<T, readonly Reason[]>();
  let alike: readonly Reason[] = [];
  for (const row of kept) {
    const its = said[row];
    if (its === undefined) continue;
    if (Array.isArray(its)) reasons.set(candidates[row] as T, its);
    else {
      // A rule that counts nothing says one thing of all.
      if (alike[0] !== its) alike = [its];
      reasons.set(candidates[row] as T, alike);
    }
  }
  return { reasons, warnings };
}

/** What is usable of each group, newest first. */
function* rankedGroups(
  { candidates, columns }: Table,
  groupBy: GroupBy,
): Iterable<{ readonly name: PathText; readonly usable: Rows }> {
  const { groupOf, names } = numberedGroups(candidates, groupBy);
  const rows = rowsWhere(everyRow(columns), (row) => candidates[row]?.completeness !== 'incomplete').slice();
  sortRows(rows, columns.age);
  const starts = gather(rows, groupOf, names.length);
  for (const [group, name] of names.entries()) {
    const usable = rows.subarray(starts[group], starts[group + 1]);
    orderTies(usable, columns, candidates);
    yield { name, usable };
  }
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
