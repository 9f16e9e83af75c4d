// Keeps the best by metric, and everything that is named best: no rule can tell that such a one is not needed.
//
// What has no number is kept while others have one, because it may be the best of all (ART#117: without its history file everything
// but the last was deleted). What two sources contradict each other about is kept. NaN ranks behind every number (ray#23856), and so
// does an infinite value, which only a training that diverged writes. Where nobody knows whether less or more is better, both ends stay.

import type { Count } from '../../types/primitives.ts';
import type { KeepRules, MetricMode } from '../../types/project.ts';
import type { Candidate, MetricRank } from '../candidate.ts';
import type { RuleResult, UsableGroup } from './rule-types.ts';
import { isWithin } from './slots.ts';

/** Where nobody says a number, the newest of what is named best counts as the best. */
export function* keepBest<T extends Candidate>(
  { usable, byRole }: UsableGroup<T>,
  { best = 0 }: KeepRules,
): Iterable<RuleResult<T>> {
  const newest = best === 0 ? undefined : usable.find(({ metricRank }) => metricRank !== undefined)?.metricRank;
  const namedRanks = new Map<T, number>(newest === undefined ? ranked(byRole.best, best) : []);
  if (newest !== undefined) {
    for (const contest of contestsOf(usable)) {
      const kept = new Set<T>();
      for (const direction of contest.mode === null ? BOTH : [contest.mode]) {
        for (const [candidate, rank] of ranked(bestFirst(contest.members, direction), best)) {
          if (contest.mode === null && !hasNumber(candidate)) break;
          if (kept.has(candidate)) continue;
          kept.add(candidate);
          if (candidate.checkpoint.role === 'best') namedRanks.set(candidate, rank);
          else yield keptAsBest(candidate, { rank, of: best, ...(contest.mode === null && { end: ENDS[direction] }) });
        }
      }
    }
  }
  for (const candidate of byRole.best) {
    const rank = namedRanks.get(candidate);
    yield keptAsBest(candidate, rank === undefined ? {} : { rank, of: best });
  }
  if (newest !== undefined) yield* keepUnranked(usable, newest.known === 'value' ? newest.metric.name : newest.metric);
}

const BOTH = ['min', 'max'] as const;
const ENDS = { min: 'lowest', max: 'highest' } as const;

/** `metric`: what ranks the others. */
function* keepUnranked<T extends Candidate>(usable: readonly T[], metric: string): Iterable<RuleResult<T>> {
  for (const candidate of usable) {
    const { metricRank, checkpoint } = candidate;
    if (metricRank?.known === 'contradiction') {
      yield { candidate, reason: { code: 'contradictory-metric', metric: metricRank.metric, values: metricRank.values } };
    } else if (metricRank === undefined && checkpoint.role === 'regular') {
      yield { candidate, reason: { code: 'no-metric', metric } };
    }
  }
}

interface RankedPlace {
  readonly rank?: number;
  readonly of?: Count;
  readonly end?: 'lowest' | 'highest';
}

function keptAsBest<T extends Candidate>(candidate: T, place: RankedPlace): RuleResult<T> {
  const metric = rankedValue(candidate)?.metric;
  return { candidate, reason: { code: 'best', ...place, ...(metric !== undefined && { metric }) } };
}

/** Checkpoints that are compared with each other. */
interface Contest<T> {
  /** Null where nobody knows which end is better. */
  readonly mode: MetricMode | null;
  readonly members: readonly T[];
}

/** Values of different metrics are not compared. Members keep their order. */
function contestsOf<T extends Candidate>(usable: readonly T[]): Iterable<Contest<T>> {
  const contests = new Map<string, Contest<T> & { readonly members: T[] }>();
  for (const candidate of usable) {
    const value = rankedValue(candidate);
    if (value === undefined) continue;
    const key = `${value.mode} ${value.metric.name}`;
    const contest = contests.get(key);
    if (contest === undefined) contests.set(key, { mode: value.mode, members: [candidate] });
    else contest.members.push(candidate);
  }
  return contests.values();
}

/** Of two equal ones: what is named best stays in any case, and is most often a copy of the other. Then the newer. */
function bestFirst<T extends Candidate>(newestFirst: readonly T[], mode: MetricMode): readonly T[] {
  return newestFirst
    .map((candidate) => ({ candidate, score: scoreOf(candidate, mode), isNamed: candidate.checkpoint.role === 'best' }))
    .sort((a, b) => {
      if (a.score !== b.score) return a.score < b.score ? -1 : 1;
      return Number(b.isNamed) - Number(a.isNamed);
    })
    .map(({ candidate }) => candidate);
}

function* ranked<T>(bestFirst: readonly T[], best: Count): Iterable<readonly [T, number]> {
  let rank = 0;
  for (const candidate of bestFirst) {
    if (!isWithin(++rank, best)) return;
    yield [candidate, rank];
  }
}

/** The smaller, the better. */
function scoreOf(candidate: Candidate, mode: MetricMode): number {
  const value = rankedValue(candidate)?.metric.value;
  if (value === undefined || !Number.isFinite(value)) return Number.POSITIVE_INFINITY;
  return mode === 'min' ? value : -value;
}

function hasNumber(candidate: Candidate): boolean {
  return Number.isFinite(rankedValue(candidate)?.metric.value);
}

/** What ranks it, where that is one value. */
function rankedValue({ metricRank }: Candidate): Extract<MetricRank, { known: 'value' }> | undefined {
  return metricRank?.known === 'value' ? metricRank : undefined;
}
