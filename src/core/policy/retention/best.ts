// Keeps the best by metric, and everything that is named best: no rule can tell that such a one is not needed.
//
// What has no number is kept while others have one, because it may be the best of all (ART#117: without its history file everything
// but the last was deleted). What two sources contradict each other about is kept. NaN ranks behind every number (ray#23856), and so
// does an infinite value, which only a training that diverged writes. Where nobody knows whether less or more is better, both ends stay.

import type { Count, KeepRules, MetricMode } from '../../types.ts';
import type { Candidate, Clock, Standing } from '../candidate.ts';
import { orderedBy } from './order-by.ts';
import type { Keep, Ranks } from './rule.ts';
import { isWithin } from './slots.ts';

/** Where nobody says a number, the newest of what is named best counts as the best. */
export function keepBest<T extends Candidate>(
  { usable, byRole }: Ranks<T>,
  { best = 0 }: KeepRules,
  _clock: Clock,
  keep: Keep<T>,
): void {
  const { contests, unranked, known } = best === 0 ? NOTHING_ASKED : standingsOf(usable);
  const namedRanks = new Map(known === undefined ? ranked(byRole.best, best) : []);
  for (const { mode, members } of contests.values()) {
    const kept = new Set<T>();
    for (const direction of mode === null ? BOTH : [mode]) {
      const bestFirst = orderedBy(members, (each) => scoreOf(each, direction), namedFirst);
      for (const [candidate, rank] of ranked(bestFirst, best)) {
        if (mode === null && !isNumber(candidate)) break;
        if (kept.has(candidate)) continue;
        kept.add(candidate);
        if (candidate.checkpoint.role === 'best') namedRanks.set(candidate, rank);
        else keepAsBest(candidate, { rank, of: best, ...(mode === null && { end: ENDS[direction] }) }, keep);
      }
    }
  }
  for (const candidate of byRole.best) {
    const rank = namedRanks.get(candidate);
    keepAsBest(candidate, rank === undefined ? {} : { rank, of: best }, keep);
  }
  if (known === undefined) return;
  for (const candidate of unranked) {
    const { standing, checkpoint } = candidate;
    if (standing?.known === 'contradiction') {
      keep(candidate, { code: 'contradictory-metric', metric: standing.metric, values: standing.values });
    } else if (checkpoint.role === 'regular') {
      keep(candidate, { code: 'no-metric', metric: known.known === 'value' ? known.metric.name : known.metric });
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

function keepAsBest<T extends Candidate>(candidate: T, place: Place, keep: Keep<T>): void {
  const metric = candidate.standing?.known === 'value' ? candidate.standing.metric : undefined;
  keep(candidate, { code: 'best', ...place, ...(metric !== undefined && { metric }) });
}

interface Contest<T> {
  readonly mode: MetricMode | null;
  readonly members: readonly T[];
}

interface Standings<T> {
  /** By metric: values of different ones are not compared. */
  readonly contests: ReadonlyMap<string, Contest<T>>;
  readonly unranked: readonly T[];
  /** Of the newest that has one. */
  readonly known: Standing | undefined;
}

const NOTHING_ASKED: Standings<never> = { contests: new Map(), unranked: [], known: undefined };

function standingsOf<T extends Candidate>(newestFirst: readonly T[]): Standings<T> {
  const contests = new Map<string, Contest<T> & { readonly members: T[] }>();
  const unranked: T[] = [];
  let known: Standing | undefined;
  for (const candidate of newestFirst) {
    const { standing } = candidate;
    known ??= standing;
    if (standing?.known !== 'value') {
      unranked.push(candidate);
      continue;
    }
    const contest = `${standing.mode} ${standing.metric.name}`;
    const others = contests.get(contest);
    if (others === undefined) contests.set(contest, { mode: standing.mode, members: [candidate] });
    else others.members.push(candidate);
  }
  return { contests, unranked, known };
}

/** From 1, as far as the rule counts. */
function* ranked<T>(bestFirst: readonly T[], best: Count): Iterable<readonly [T, number]> {
  let rank = 0;
  for (const candidate of bestFirst) {
    if (!isWithin(++rank, best)) return;
    yield [candidate, rank];
  }
}

/** Of two equal ones: what is named best stays in any case, and is most often a copy of the other. Then the newer. */
function namedFirst(a: Candidate, b: Candidate): number {
  return Number(b.checkpoint.role === 'best') - Number(a.checkpoint.role === 'best');
}

/** The smaller the better. */
function scoreOf(candidate: Candidate, mode: MetricMode): number {
  const { standing } = candidate;
  if (standing?.known !== 'value' || !isNumber(candidate)) return Number.POSITIVE_INFINITY;
  return mode === 'min' ? standing.metric.value : -standing.metric.value;
}

function isNumber({ standing }: Candidate): boolean {
  return standing?.known === 'value' && Number.isFinite(standing.metric.value);
}
