// Decides which complete checkpoints the keep rules keep, and by which rule. Pure: the clock is an argument.
//
// Rules are a union: an entry stays if any of them says so, and a rule more never keeps less. Each rule looks at one group,
// a model in a folder, and names what it keeps. To add a rule: write it below and put it into RULES, whose order is the order
// in which reasons are listed. What must stay whatever the rules say is `protect.ts`; that something is left is `survivors.ts`.

import type { Checkpoint, Count, Instant, KeepRules, PathText, Reason } from '../types.ts';
import { byCodePoint } from './order.ts';
import { folderOf } from './path-parts.ts';
import { formatDuration, olderThan } from './quantity.ts';

export interface Candidate {
  /** Relative to the section. */
  readonly path: PathText;
  readonly checkpoint: Checkpoint;
  readonly modifiedAt: Instant;
}

type Rule = <T extends Candidate>(group: readonly T[], rules: KeepRules, now: Instant) => Iterable<readonly [T, Reason]>;

const RULES: readonly Rule[] = [keepBest, keepFinal, keepLast, keepEvery, keepWithin];

/** The reasons to keep, for each candidate that has any. The order of the candidates makes no difference. */
export function applyRetention<T extends Candidate>(
  candidates: readonly T[],
  rules: KeepRules,
  now: Instant,
): ReadonlyMap<T, readonly Reason[]> {
  const kept = new Map<T, Reason[]>();
  for (const group of groupsOf(candidates).values()) {
    for (const rule of RULES) {
      for (const [candidate, reason] of rule(group, rules, now)) {
        const reasons = kept.get(candidate);
        if (reasons === undefined) kept.set(candidate, [reason]);
        else reasons.push(reason);
      }
    }
  }
  return kept;
}

/** By folder and model: checkpoints of two runs in two folders never compete. */
export function groupsOf<T extends Pick<Candidate, 'path' | 'checkpoint'>>(
  candidates: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const candidate of candidates) {
    // NUL is in no name, so no folder and model run together into another pair.
    const key = `${folderOf(candidate.path)}\0${candidate.checkpoint.model}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [candidate]);
    else group.push(candidate);
  }
  return groups;
}

/** All of them, always: no rule can tell that a best one is not needed. The rule's count only ranks them, newest first. */
function* keepBest<T extends Candidate>(group: readonly T[], { best }: KeepRules): Iterable<readonly [T, Reason]> {
  for (const [index, candidate] of newestFirst(group, 'best').entries()) {
    const rank = index + 1;
    yield [candidate, best !== undefined && isWithin(rank, best) ? { code: 'best', rank, of: best } : { code: 'best' }];
  }
}

function* keepFinal<T extends Candidate>(group: readonly T[]): Iterable<readonly [T, Reason]> {
  for (const candidate of group) if (candidate.checkpoint.role === 'final') yield [candidate, { code: 'final' }];
}

/**
 * The highest epochs of the regular ones, compared as numbers: sorted as text, 9 outlives 10 (transformers#27138). Equal epochs
 * (`epoch_010` and `epoch_10`) share a slot. A file that is itself named last is the resume point, and stays.
 */
function* keepLast<T extends Candidate>(group: readonly T[], { last = 0 }: KeepRules): Iterable<readonly [T, Reason]> {
  for (const [index, candidate] of newestFirst(group, 'last').entries())
    yield [candidate, { code: 'last', rank: index + 1, of: 'all' }];
  const regular = group.filter(({ checkpoint }) => checkpoint.role === 'regular');
  const epochs = [...new Set(regular.map(({ checkpoint }) => checkpoint.epoch ?? -1))].sort((a, b) => b - a);
  const ranks = new Map(epochs.map((epoch, index) => [epoch, index + 1]));
  for (const candidate of regular) {
    const rank = ranks.get(candidate.checkpoint.epoch ?? -1) ?? 1;
    if (isWithin(rank, last)) yield [candidate, { code: 'last', rank, of: last }];
  }
}

function* keepEvery<T extends Candidate>(group: readonly T[], { every }: KeepRules): Iterable<readonly [T, Reason]> {
  if (every === undefined) return;
  for (const candidate of group) {
    const { epoch } = candidate.checkpoint;
    if (epoch !== undefined && epoch % every === 0) yield [candidate, { code: 'every', every }];
  }
}

function* keepWithin<T extends Candidate>(
  group: readonly T[],
  { within }: KeepRules,
  now: Instant,
): Iterable<readonly [T, Reason]> {
  if (within === undefined) return;
  const limit = formatDuration(within);
  for (const candidate of group) if (!olderThan(candidate.modifiedAt, now, within)) yield [candidate, { code: 'within', limit }];
}

function newestFirst<T extends Candidate>(group: readonly T[], role: Checkpoint['role']): readonly T[] {
  return group.filter(({ checkpoint }) => checkpoint.role === role).sort(byAge);
}

function byAge(a: Candidate, b: Candidate): number {
  if (a.modifiedAt !== b.modifiedAt) return a.modifiedAt > b.modifiedAt ? -1 : 1;
  return byCodePoint(a.path, b.path);
}

function isWithin(rank: number, count: Count): boolean {
  return count === 'all' || rank <= count;
}
