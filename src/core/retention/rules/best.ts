// Keeps the best by metric, and everything that is named best: no rule can tell that such a one is not needed.
//
// What has no number is kept while others have one, because it may be the best of all (ART#117: without its history file everything
// but the last was deleted). What two sources contradict each other about is kept. NaN ranks behind every number (ray#23856), and so
// does an infinite value, which only a training that diverged writes. Where nobody knows whether less or more is better, both ends stay.

import type { Reason } from '../../types/plan.ts';
import type { Count } from '../../types/primitives.ts';
import type { KeepRules } from '../../types/project.ts';
import { everyRow, ROLES, type Rows, rowAt, rowsWhere, rowsWith } from '../candidate-columns.ts';
import { gather, sortRows } from '../columns/sort-by-number.ts';
import { bytes, counts, integers } from '../columns/typed-arrays.ts';
import { CONTRADICTION, type Metrics, metricOf, metricsOf, NONE } from './metric-columns.ts';
import { groupAt, type Ranks, type RuleResult } from './rule-types.ts';
import { slotsOf } from './slots.ts';

/** What stands in place of a rank where something is named best, and no rule counts it among the best. */
const NAMED = 2 ** 32 - 1;

/** Where nobody says a number, the newest of what is named best counts as the best. */
export function keepBest(ranks: Ranks, { best = 0 }: KeepRules): readonly RuleResult[] {
  const { role } = ranks.columns;
  const named = role.includes(ROLES.best) ? rowsWith(ranks.groups.rows, role, ROLES.best) : NOBODY;
  if (best === 0 && named.length === 0) return [];
  const marks = counts(role.length);
  for (let index = 0; index < named.length; index++) marks[rowAt(named, index)] = NAMED;
  const plain: RuleResult = {
    marks,
    reason: (rank, place) => bestReason(place, ranks, rank === NAMED ? {} : { rank, of: best }),
  };
  if (best === 0) return [plain];
  const metrics = metricsOf(ranks.candidates, ranks.listed);
  const spokesmen = spokesmenIn(ranks, metrics);
  rankNamed(named, { ranks, spokesmen, slots: slotsOf(best), marks });
  const ends = rankContests(named, { ranks, metrics, slots: slotsOf(best), best, marks });
  return [plain, ...ends, ...unranked(ranks, metrics, spokesmen)];
}

const NOBODY: Rows = counts(0);

interface RankedPlace {
  readonly rank?: number;
  readonly of?: Count;
  readonly end?: 'lowest' | 'highest';
}

function bestReason(place: number, { candidates, listed }: Ranks, its: RankedPlace): Reason {
  const metric = metricOf(candidates[rowAt(listed, place)]?.standing);
  return { code: 'best', ...its, ...(metric !== undefined && { metric }) };
}

/** By group: the newest of which somebody says a number; below 0 where there is none. */
function spokesmenIn({ groups: { starts } }: Ranks, { contest }: Metrics): Int32Array {
  const spokesmen = integers(starts.length - 1).fill(-1);
  for (let group = 0; group < spokesmen.length; group++) {
    const end = rowAt(starts, group + 1);
    for (let place = rowAt(starts, group); place < end; place++) {
      if (contest[place] === NONE) continue;
      spokesmen[group] = place;
      break;
    }
  }
  return spokesmen;
}

interface Naming {
  readonly ranks: Ranks;
  readonly spokesmen: Int32Array;
  readonly slots: number;
  readonly marks: Uint32Array;
}

function rankNamed(named: Rows, { ranks, spokesmen, slots, marks }: Naming): void {
  let [before, rank] = [-1, 0];
  for (let index = 0; index < named.length; index++) {
    const place = rowAt(named, index);
    const group = groupAt(ranks.groups, place);
    rank = group === before ? rank + 1 : 1;
    before = group;
    if ((spokesmen[group] as number) < 0 && rank <= slots) marks[place] = rank;
  }
}

interface Contest {
  readonly ranks: Ranks;
  readonly metrics: Metrics;
  readonly slots: number;
  readonly best: Count;
  readonly marks: Uint32Array;
}

/** Into `marks`, and what is said only of those of which nobody knows which end is better. */
function rankContests(named: Rows, { ranks, metrics, slots, best, marks }: Contest): readonly RuleResult[] {
  const { contest, modes, worse } = metrics;
  const { role } = ranks.columns;
  const isKnown = (place: number): boolean => (contest[place] as number) >= 0 && modes[contest[place] as number] !== null;
  const isOpen = (place: number): boolean => (contest[place] as number) >= 0 && modes[contest[place] as number] === null;
  eachInOrder(firstNamed(named, ranks, isKnown), ranks, metrics, slots, (place, rank) => {
    marks[place] = rank;
  });
  if (!modes.includes(null)) return [];
  const open = firstNamed(named, ranks, isOpen);
  const words: RuleResult[] = [];
  const taken = bytes(marks.length);
  for (const end of ['lowest', 'highest'] as const) {
    const its = counts(marks.length);
    eachInOrder(open.slice(), ranks, metrics, slots, (place, rank) => {
      if (taken[place] === 1 || worse[place] === Number.POSITIVE_INFINITY) return;
      taken[place] = 1;
      (role[place] === ROLES.best ? marks : its)[place] = rank;
    });
    words.push({ marks: its, reason: (rank, place) => bestReason(place, ranks, { rank, of: best, end }) });
    for (let index = 0; index < open.length; index++) {
      const place = rowAt(open, index);
      if (worse[place] !== Number.POSITIVE_INFINITY) worse[place] = 0 - (worse[place] as number);
    }
  }
  return words;
}

/** Of two equal ones: what is named best stays in any case, and is most often a copy of the other. Then the newer. */
function firstNamed(named: Rows, { groups: { rows }, columns: { role } }: Ranks, isIn: (place: number) => boolean): Rows {
  const first = rowsWhere(named, isIn);
  const others = rowsWhere(rows, (place) => isIn(place) && role[place] !== ROLES.best);
  if (first.length === 0) return others === rows ? everyRow(rows) : others;
  const both = counts(first.length + others.length);
  both.set(first);
  both.set(others, first.length);
  return both;
}

/** The best of each contest of each group first, as far as the rule counts. */
function eachInOrder(
  places: Rows,
  { groups }: Ranks,
  { contest, modes, worse }: Metrics,
  slots: number,
  act: (place: number, rank: number) => void,
): void {
  sortRows(places, worse);
  if (modes.length > 1)
    gather(
      places,
      Uint32Array.from(contest, (its) => Math.max(its, 0)),
      modes.length,
    );
  const starts = gather(places, groupsOf(groups.starts), groups.starts.length - 1);
  for (let group = 1; group < starts.length; group++) {
    const end = rowAt(starts, group);
    let [before, rank] = [NONE, 0];
    for (let index = rowAt(starts, group - 1); index < end; index++) {
      const place = rowAt(places, index);
      const its = contest[place] as number;
      rank = its === before ? rank + 1 : 1;
      before = its;
      if (rank <= slots) act(place, rank);
    }
  }
}

/** By place: the number of the group. */
function groupsOf(starts: Rows): Uint32Array {
  const groupOf = counts(starts.at(-1) ?? 0);
  for (let group = 1; group < starts.length; group++) groupOf.fill(group - 1, starts[group - 1], starts[group]);
  return groupOf;
}

/** What is kept because it has no number, or two. */
function unranked(ranks: Ranks, { contest }: Metrics, spokesmen: Int32Array): readonly RuleResult[] {
  const { candidates, listed, groups, columns } = ranks;
  const marks = bytes(contest.length);
  let areThere = false;
  for (let group = 0; group < spokesmen.length; group++) {
    if ((spokesmen[group] as number) < 0) continue;
    const end = rowAt(groups.starts, group + 1);
    for (let place = rowAt(groups.starts, group); place < end; place++) {
      const its = contest[place] as number;
      if (its >= 0 || (its === NONE && columns.role[place] !== ROLES.regular)) continue;
      marks[place] = its === CONTRADICTION ? 2 : 1;
      areThere = true;
    }
  }
  if (!areThere) return [];
  const standingAt = (place: number) => candidates[rowAt(listed, place)]?.standing;
  const reason = (_mark: number, place: number): Reason => {
    const standing = standingAt(place);
    if (standing?.known === 'contradiction') {
      return { code: 'contradictory-metric', metric: standing.metric, values: standing.values };
    }
    const spoken = standingAt(spokesmen[groupAt(groups, place)] as number);
    return {
      code: 'no-metric',
      metric: spoken === undefined ? null : spoken.known === 'value' ? spoken.metric.name : spoken.metric,
    };
  };
  return [{ marks, reason }];
}
