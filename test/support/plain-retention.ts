// The keep rules as they are told, rule by rule over the checkpoints themselves: slow, and what `applyRetention` has to come to exactly.

import type { LocalFields } from '../../src/core/lib/calendar.ts';
import { escapeText } from '../../src/core/lib/escape.ts';
import { formatDuration } from '../../src/core/lib/quantities.ts';
import type { Candidate, MetricRank, RetentionClock } from '../../src/core/retention/candidate.ts';
import { groupsOf } from '../../src/core/retention/groups.ts';
import type { Checkpoint, CheckpointRole } from '../../src/core/types/checkpoints.ts';
import type { Reason } from '../../src/core/types/plan.ts';
import type { Count, Duration, Instant, PathText, Warning } from '../../src/core/types/primitives.ts';
import { type Every, type GroupBy, type KeepRules, type MetricMode, PERIODS, type Period } from '../../src/core/types/project.ts';
import { calendarBefore, periodKey } from './plain-calendar.ts';

function orderedBy<T>(list: readonly T[], numberOf: (one: T) => number, tie: (a: T, b: T) => number = () => 0): readonly T[] {
  const { length } = list;
  const numbers = new Float64Array(length);
  const order = new Uint32Array(length);
  let [rising, falling] = [true, true];
  for (let index = 0; index < length; index++) {
    const number = numberOf(list[index] as T);
    numbers[index] = number;
    order[index] = index;
    if (index === 0) continue;
    const before = numbers[index - 1] as number;
    if (!(number > before)) rising = false;
    if (!(number < before)) falling = false;
  }
  if (rising) return list;
  if (falling) return [...list].reverse();
  order.sort((a, b) => {
    const x = numbers[a] as number;
    const y = numbers[b] as number;
    if (x < y) return -1;
    return x > y ? 1 : tie(list[a] as T, list[b] as T) || a - b;
  });
  const ordered: T[] = [];
  for (let index = 0; index < length; index++) ordered.push(list[order[index] as number] as T);
  return ordered;
}

function newestFirst<T extends Candidate>(candidates: readonly T[]): readonly T[] {
  return orderedBy(candidates, ({ modifiedAt }) => -Number(modifiedAt), byAge);
}

function byAge(a: Candidate, b: Candidate): number {
  if (a.modifiedAt !== b.modifiedAt) return a.modifiedAt > b.modifiedAt ? -1 : 1;
  return numberOf(b) - numberOf(a) || byUnits(a.path, b.path);
}

function numberOf({ checkpoint: { epoch, step } }: Candidate): number {
  return step ?? epoch ?? -1;
}

function byUnits(a: PathText, b: PathText): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

const TOLERANCE: Instant = 1_000_000_000n;

interface Numbered<T> {
  readonly candidate: T;
  readonly number: number;
}

interface Generations<T> {
  readonly unit: 'step' | 'epoch' | 'number';
  readonly trainings: readonly (readonly Numbered<T>[])[];
  readonly unnumbered: readonly T[];
}

function generationsOf<T extends Candidate>(newestFirst: readonly T[]): Generations<T> {
  const unit = unitOf(newestFirst);
  const numbered: Numbered<T>[] = [];
  const unnumbered: T[] = [];
  for (let index = newestFirst.length; index > 0; index--) {
    const candidate = newestFirst[index - 1] as T;
    const { step, epoch } = candidate.checkpoint;
    const number = unit === 'epoch' ? epoch : (step ?? epoch);
    if (number === undefined) unnumbered.push(candidate);
    else numbered.push({ candidate, number });
  }
  const trainings = splitWhereNumbersFall(numbered);
  for (const training of trainings) training.sort((a, b) => a.number - b.number);
  return { unit, trainings, unnumbered: unnumbered.reverse() };
}

function generationWarnings<T extends Candidate>(
  { name }: { readonly name: PathText },
  { trainings, unit }: Generations<T>,
): readonly Warning[] {
  if (trainings.length < 2) return [];
  const [before, after] = trainings.slice(-2).map((training) => training.map(({ number }) => number));
  const where = name === '.' ? 'this folder' : escapeText(name);
  const fall = `after ${unit} ${before?.at(-1)} the newest begins at ${unit} ${after?.[0]}`;
  return [{ text: `${trainings.length} training runs seem to share ${where}: ${fall}; the last of each stays` }];
}

function unitOf(candidates: readonly Candidate[]): Generations<never>['unit'] {
  let [steps, epochs] = [true, true];
  for (const {
    checkpoint: { step, epoch },
  } of candidates) {
    if (step === undefined && epoch !== undefined) steps = false;
    if (epoch === undefined && step !== undefined) epochs = false;
  }
  return steps ? 'step' : epochs ? 'epoch' : 'number';
}

function splitWhereNumbersFall<T extends Candidate>(oldestFirst: readonly Numbered<T>[]): Numbered<T>[][] {
  const [first] = oldestFirst;
  if (first === undefined) return [];
  let [highest, training] = [first, [] as Numbered<T>[]];
  const trainings = [training];
  for (const next of oldestFirst) {
    if (next.number < highest.number && isLater(next.candidate, highest.candidate)) {
      training = [];
      trainings.push(training);
      highest = next;
    } else if (next.number >= highest.number) highest = next;
    training.push(next);
  }
  return trainings;
}

function isLater(a: Candidate, b: Candidate): boolean {
  return a.modifiedAt - b.modifiedAt > TOLERANCE;
}

interface Ranks<T> {
  readonly usable: readonly T[];
  readonly byRole: Readonly<Record<CheckpointRole, readonly T[]>>;
  readonly generations: Generations<T>;
}

type Keep<T> = (candidate: T, reason: Reason) => void;

type Rule = <T extends Candidate>(group: Ranks<T>, rules: KeepRules, clock: RetentionClock, keep: Keep<T>) => void;

function ranksOf<T extends Candidate>(members: readonly T[]): Ranks<T> {
  const usable: T[] = [];
  const byRole: Record<CheckpointRole, T[]> = { regular: [], best: [], last: [], final: [] };
  for (const candidate of newestFirst(members)) {
    if (candidate.completeness === 'incomplete') continue;
    usable.push(candidate);
    byRole[candidate.checkpoint.role].push(candidate);
  }
  return { usable, byRole, generations: generationsOf(byRole.regular) };
}

function isWithin(rank: number, count: Count): boolean {
  return count === 'all' || rank <= count;
}

function keepWithin<T extends Candidate>(
  { usable }: Ranks<T>,
  { within }: KeepRules,
  clock: RetentionClock,
  keep: Keep<T>,
): void {
  if (within === undefined || isZero(within)) return;
  const reason = { code: 'within', limit: formatDuration(within) } as const;
  const start = startOf(usable, within, clock);
  for (const candidate of usable) {
    if (!isAfter(candidate, start)) break;
    keep(candidate, reason);
  }
}

function isZero({ years, months, days, seconds }: Duration): boolean {
  return years === 0 && months === 0 && days === 0 && seconds === 0;
}

function startOf(usable: readonly Candidate[], span: Duration, { now, localTime }: RetentionClock): Instant | null {
  const latest = usable.find(({ modifiedAt }) => modifiedAt <= now);
  return latest === undefined ? null : calendarBefore(latest.modifiedAt, span, localTime);
}

function isAfter({ modifiedAt }: Candidate, start: Instant | null): boolean {
  return start === null || modifiedAt > start;
}

function keepBest<T extends Candidate>(
  { usable, byRole }: Ranks<T>,
  { best = 0 }: KeepRules,
  _clock: RetentionClock,
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
  readonly contests: ReadonlyMap<string, Contest<T>>;
  readonly unranked: readonly T[];
  readonly known: MetricRank | undefined;
}

const NOTHING_ASKED: Standings<never> = { contests: new Map(), unranked: [], known: undefined };

function standingsOf<T extends Candidate>(newestFirst: readonly T[]): Standings<T> {
  const contests = new Map<string, Contest<T> & { readonly members: T[] }>();
  const unranked: T[] = [];
  let known: MetricRank | undefined;
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

function* ranked<T>(bestFirst: readonly T[], best: Count): Iterable<readonly [T, number]> {
  let rank = 0;
  for (const candidate of bestFirst) {
    if (!isWithin(++rank, best)) return;
    yield [candidate, rank];
  }
}

function namedFirst(a: Candidate, b: Candidate): number {
  return Number(b.checkpoint.role === 'best') - Number(a.checkpoint.role === 'best');
}

function scoreOf(candidate: Candidate, mode: MetricMode): number {
  const { standing } = candidate;
  if (standing?.known !== 'value' || !isNumber(candidate)) return Number.POSITIVE_INFINITY;
  return mode === 'min' ? standing.metric.value : -standing.metric.value;
}

function isNumber({ standing }: Candidate): boolean {
  return standing?.known === 'value' && Number.isFinite(standing.metric.value);
}

function keepFinal<T extends Candidate>({ byRole }: Ranks<T>, _rules: KeepRules, _clock: RetentionClock, keep: Keep<T>): void {
  for (const candidate of byRole.final) keep(candidate, { code: 'final' });
}

function keepLast<T extends Candidate>(
  { byRole, generations }: Ranks<T>,
  { last = 0 }: KeepRules,
  _clock: RetentionClock,
  keep: Keep<T>,
): void {
  for (const [index, candidate] of byRole.last.entries()) keep(candidate, { code: 'last', rank: index + 1, of: 'all' });
  for (const [index, candidate] of generations.unnumbered.entries()) {
    if (!isWithin(index + 1, last)) break;
    keep(candidate, { code: 'last', rank: index + 1, of: last });
  }
  let rank = 0;
  for (const training of [...generations.trainings].reverse()) {
    let before: number | undefined;
    for (const { candidate, number } of backwards(training)) {
      if (number !== before) rank++;
      before = number;
      if (!isWithin(rank, last)) return;
      keep(candidate, { code: 'last', rank, of: last });
    }
  }
}

function keepLastOfGenerations<T extends Candidate>(
  { generations: { trainings } }: Ranks<T>,
  _rules: KeepRules,
  _clock: RetentionClock,
  keep: Keep<T>,
): void {
  if (trainings.length < 2) return;
  for (const [index, training] of trainings.entries()) {
    for (const { candidate, number } of backwards(training)) {
      if (number !== training.at(-1)?.number) break;
      keep(candidate, { code: 'last-of-generation', generation: index + 1, of: trainings.length });
    }
  }
}

function* backwards<T>(list: readonly T[]): Iterable<T> {
  for (let index = list.length; index > 0; index--) yield list[index - 1] as T;
}

interface Walk {
  readonly period: Period;
  readonly isOver: (candidate: Candidate) => boolean;
  readonly take: (oldest: boolean) => Reason;
  before: number | undefined;
}

function keepPeriods<T extends Candidate>(ranks: Ranks<T>, rules: KeepRules, clock: RetentionClock, keep: Keep<T>): void {
  const { regular } = ranks.byRole;
  let walks = walksOf(ranks, rules, clock);
  const oldest = regular.at(-1);
  for (const candidate of regular) {
    if (walks.some((walk) => walk.isOver(candidate))) walks = walks.filter((walk) => !walk.isOver(candidate));
    if (walks.length === 0) return;
    const fields: LocalFields = clock.localTime(candidate.modifiedAt);
    for (const walk of walks) {
      const key = periodKey(walk.period, fields);
      const isNew = key !== walk.before;
      walk.before = key;
      if (isNew || candidate === oldest) keep(candidate, walk.take(!isNew));
    }
  }
}

function walksOf(
  ranks: Ranks<Candidate>,
  { periods = {}, periodsWithin = {} }: KeepRules,
  clock: RetentionClock,
): readonly Walk[] {
  const counted = PERIODS.flatMap((period) => countedWalk(period, periods[period] ?? 0));
  const within = PERIODS.flatMap((period): readonly Walk[] => {
    const span = periodsWithin[period];
    if (span === undefined || isZero(span)) return [];
    const start = startOf(ranks.usable, span, clock);
    const reason = { code: `within-${period}`, limit: formatDuration(span) } as const;
    const take = (oldest: boolean): Reason => (oldest ? { ...reason, oldest } : reason);
    return [{ period, isOver: (candidate) => !isAfter(candidate, start), take, before: undefined }];
  });
  return [...counted, ...within];
}

function countedWalk(period: Period, of: Count): readonly Walk[] {
  if (of === 0) return [];
  let rank = 1;
  const take = (oldest: boolean): Reason => ({ code: period, rank: rank++, of, ...(oldest && { oldest }) });
  return [{ period, isOver: () => !isWithin(rank, of), take, before: undefined }];
}

function keepEvery<T extends Candidate>({ usable }: Ranks<T>, { every }: KeepRules, _clock: RetentionClock, keep: Keep<T>): void {
  if (every === undefined) return;
  for (const candidate of usable) {
    const { checkpoint } = candidate;
    const unit = countedUnit(checkpoint, every);
    const number = unit === 'epochs' ? checkpoint.epoch : checkpoint.step;
    if (number !== undefined && number % every.count === 0) keep(candidate, { code: 'every', every: every.count, unit });
  }
}

function countedUnit({ epoch }: Checkpoint, { unit }: Every): Extract<Reason, { code: 'every' }>['unit'] {
  if (unit !== 'any') return unit;
  return epoch === undefined ? 'steps' : 'epochs';
}

const RULES: readonly Rule[] = [keepBest, keepFinal, keepWithin, keepLast, keepPeriods, keepEvery, keepLastOfGenerations];

interface Retention<T> {
  readonly reasons: ReadonlyMap<T, readonly Reason[]>;
  readonly warnings: readonly Warning[];
}

export function plainRetention<T extends Candidate>(
  candidates: readonly T[],
  { rules, groupBy }: { readonly rules: KeepRules; readonly groupBy: GroupBy },
  clock: RetentionClock,
): Retention<T> {
  const reasons = new Map<T, Reason[]>();
  const warnings: Warning[] = [];
  const keep = (candidate: T, reason: Reason): void => {
    const others = reasons.get(candidate);
    if (others === undefined) reasons.set(candidate, [reason]);
    else others.push(reason);
  };
  for (const group of groupsOf(candidates, groupBy)) {
    const ranks = ranksOf(group.members);
    warnings.push(...generationWarnings(group, ranks.generations));
    for (const rule of RULES) rule(ranks, rules, clock, keep);
  }
  return { reasons, warnings };
}
