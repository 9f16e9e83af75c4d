// Keeps the best by metric, and everything that is named best: no rule can tell that such a one is not needed.
//
// What has no number is kept while others have one, because it may be the best of all (ART#117: without its history file everything
// but the last was deleted). What two sources contradict each other about is kept. NaN ranks behind every number (ray#23856), and so
// does an infinite value, which only a training that diverged writes. Where nobody knows whether less or more is better, both ends stay.

import type { Count, KeepRules, MetricMode, Reason } from '../../types.ts';
import type { Clock, Standing } from '../candidate.ts';
import { ROLES, type Rows, rowAt, rowsWhere } from '../candidate-columns.ts';
import { sortRows } from '../sort-rows.ts';
import { isNumber } from './metrics.ts';
import type { Keep, Ranks } from './rule.ts';
import { isWithin } from './slots.ts';

/** Where nobody says a number, the newest of what is named best counts as the best. */
export function keepBest(ranks: Ranks, { best = 0 }: KeepRules, _clock: Clock, keep: Keep): void {
  const { contests, unranked, known } = best === 0 ? NOTHING_ASKED : standingsOf(ranks);
  const named = ranks.byRole.best;
  const namedRanks = new Map(known === undefined ? ranked(named, best) : []);
  for (const { mode, members } of contests) {
    const kept = new Set<number>();
    for (const direction of mode === null ? BOTH : [mode]) {
      for (const [row, rank] of ranked(bestFirst(members, direction, ranks), best)) {
        if (mode === null && !isNumber(standingOf(row, ranks))) break;
        if (mode === null && kept.has(row)) continue;
        if (mode === null) kept.add(row);
        if (isNamedBest(row, ranks)) namedRanks.set(row, rank);
        else keep(row, bestReason(row, { rank, of: best, ...(mode === null && { end: ENDS[direction] }) }, ranks));
      }
    }
  }
  for (let index = 0; index < named.length; index++) {
    const row = rowAt(named, index);
    const rank = namedRanks.get(row);
    keep(row, bestReason(row, rank === undefined ? {} : { rank, of: best }, ranks));
  }
  if (known === undefined) return;
  for (const row of unranked) {
    const standing = standingOf(row, ranks);
    if (standing?.known === 'contradiction') {
      keep(row, { code: 'contradictory-metric', metric: standing.metric, values: standing.values });
    } else if (ranks.columns.role[row] === ROLES.regular) {
      keep(row, { code: 'no-metric', metric: known.known === 'value' ? known.metric.name : known.metric });
    }
  }
}

const BOTH = ['min', 'max'] as const;
const ENDS = { min: 'lowest', max: 'highest' } as const;

interface Place {
  readonly rank?: number;
  readonly of?: Count;
  readonly end?: 'lowest' | 'highest';
}

function bestReason(row: number, place: Place, ranks: Ranks): Reason {
  const standing = standingOf(row, ranks);
  const metric = standing?.known === 'value' ? standing.metric : undefined;
  return { code: 'best', ...place, ...(metric !== undefined && { metric }) };
}

interface Contest {
  readonly mode: MetricMode | null;
  readonly members: Rows;
}

interface Standings {
  /** By metric: values of different ones are not compared. */
  readonly contests: readonly Contest[];
  readonly unranked: Rows | readonly number[];
  /** Of the newest that has one. */
  readonly known: Standing | undefined;
}

const NOTHING_ASKED: Standings = { contests: [], unranked: [], known: undefined };

function standingsOf(ranks: Ranks): Standings {
  const { usable, metrics } = ranks;
  if (metrics === null) return { ...NOTHING_ASKED, unranked: usable };
  const contests = new Map<number, number[]>();
  const unranked: number[] = [];
  let known: Standing | undefined;
  let [last, neighbours]: [number, number[]] = [-1, []];
  for (let index = 0; index < usable.length; index++) {
    const row = rowAt(usable, index);
    const contest = metrics.contest[row] as number;
    if (known === undefined) known = standingOf(row, ranks);
    if (contest < 0) {
      unranked.push(row);
      continue;
    }
    if (contest !== last) {
      [last, neighbours] = [contest, contests.get(contest) ?? []];
      contests.set(contest, neighbours);
    }
    neighbours.push(row);
  }
  const each = [...contests].map(([contest, rows]) => ({
    mode: metrics.modes[contest] ?? null,
    members: rows.length === usable.length ? usable : Uint32Array.from(rows),
  }));
  return { contests: each, unranked, known };
}

/** Of two equal ones: what is named best stays in any case, and is most often a copy of the other. Then the newer. */
function bestFirst(newestFirst: Rows, mode: MetricMode, ranks: Ranks): Rows {
  const { metrics, byRole } = ranks;
  const rows = newestFirst.slice();
  if (byRole.best.length > 0) {
    const named = rowsWhere(newestFirst, (row) => isNamedBest(row, ranks));
    rows.set(named);
    rows.set(
      rowsWhere(newestFirst, (row) => !isNamedBest(row, ranks)),
      named.length,
    );
  }
  if (metrics !== null) sortRows(rows, metrics.worse[mode]);
  return rows;
}

/** From 1, as far as the rule counts. */
function* ranked(bestFirst: Rows, best: Count): Iterable<readonly [number, number]> {
  for (let rank = 1; rank <= bestFirst.length && isWithin(rank, best); rank++) yield [rowAt(bestFirst, rank - 1), rank];
}

function isNamedBest(row: number, { columns }: Ranks): boolean {
  return columns.role[row] === ROLES.best;
}

function standingOf(row: number, { candidates }: Ranks): Standing | undefined {
  return candidates[row]?.standing;
}
