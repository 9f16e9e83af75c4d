// Decides what the rules would have left at each past save, had they run after every one of them, and where that ends otherwise than
// running them once now.
//
// Both end in the same set for last, best, every, within, and the counted rules of periods, alone or together, as long as one training
// goes on, every checkpoint has its number, and times are days and hours without a change of clocks. A test proves it. It may differ for
// - periods within a time: what is the oldest left counts as the oldest, so pruning after every save keeps more, never less;
// - within months or years: a month before 31 March is 3 March, a month before 1 April is 1 March (restic's calendar, Go's AddDate);
// - within days, where clocks are put back: then the time on the wall goes back too;
// - generations: two that the numbers show now may no longer be told apart once the first of them was pruned;
// - best, where some have no number: such a one stays only once another has one.
// Files that a later save replaced are not seen, and a number that was read later counts from the start: a disk holds no past.

import { byCodePoint } from '../lib/code-point-order.ts';
import type { Reason } from '../types/plan.ts';
import type { Instant, PathText } from '../types/primitives.ts';
import type { GroupBy, KeepRules } from '../types/project.ts';
import type { Replay, ReplayDifference, ReplayedSave } from '../types/reports.ts';
import { applyRetention } from './apply-rules.ts';
import type { Candidate, RetentionClock } from './candidate.ts';
import { groupsOf } from './groups.ts';
import { keepAtLeastOne } from './keep-at-least-one.ts';
import { newestFirst } from './newest-first.ts';
import { orderedCandidates } from './order-candidates.ts';

interface Policy {
  readonly rules: KeepRules;
  readonly groupBy: GroupBy;
}

/** Each save is a pruning of all that is left: 10,000 of them, all kept, take minutes. What came before is pruned once. */
const MOST_SAVES = 1000;

/** Incomplete ones, and those dated in the future, are left out. */
export function replay(candidates: readonly Candidate[], policy: Policy, clock: RetentionClock): Replay {
  const past = candidates.filter(({ modifiedAt, completeness }) => modifiedAt <= clock.now && completeness !== 'incomplete');
  const groups = groupsOf(past, policy.groupBy).map(({ name, members }) => {
    const each = pruneAfterEach(name, members, policy, clock);
    const once = pruned(members, policy, clock);
    return { each, once };
  });
  return {
    saves: groups.flatMap(({ each }) => each.saves).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
    earlier: sum(groups.map(({ each }) => each.earlier)),
    leftByOnce: sum(groups.map(({ once }) => once.size)),
    leftByEach: sum(groups.map(({ each }) => each.left.size)),
    differences: groups.flatMap(({ each, once }) => differencesOf(each, once)).sort((a, b) => byCodePoint(a.path, b.path)),
  };
}

type Left = ReadonlyMap<Candidate, readonly Reason['code'][]>;

interface PrunedAfterEach {
  readonly saves: readonly ReplayedSave[];
  readonly earlier: number;
  readonly left: Left;
  readonly removedAt: ReadonlyMap<Candidate, Instant>;
}

function pruneAfterEach(group: PathText, members: readonly Candidate[], policy: Policy, clock: RetentionClock): PrunedAfterEach {
  const saves: ReplayedSave[] = [];
  const removedAt = new Map<Candidate, Instant>();
  const all = savesOf(members);
  const before = all.slice(0, -MOST_SAVES);
  const start = before.at(-1);
  let left: Left =
    start === undefined
      ? new Map()
      : pruned(
          before.flatMap((save) => save.members),
          policy,
          { ...clock, now: start.at },
        );
  for (const saved of all.slice(-MOST_SAVES)) {
    const { at } = saved;
    const there = [...left.keys(), ...saved.members];
    left = pruned(there, policy, { ...clock, now: at });
    const removed = there.filter((one) => !left.has(one));
    for (const one of removed) removedAt.set(one, at);
    saves.push({ at, group, saved: pathsOf(saved.members), removed: pathsOf(removed), left: left.size });
  }
  return { saves, earlier: before.length, left, removedAt };
}

interface Save {
  readonly at: Instant;
  readonly members: readonly Candidate[];
}

/** What has one time was there at once. */
function savesOf(members: readonly Candidate[]): readonly Save[] {
  const saves: { readonly at: Instant; readonly members: Candidate[] }[] = [];
  for (const one of [...newestFirst(members)].reverse()) {
    const before = saves.at(-1);
    if (before?.at === one.modifiedAt) before.members.push(one);
    else saves.push({ at: one.modifiedAt, members: [one] });
  }
  return saves;
}

/** What is left of one group. */
function pruned(members: readonly Candidate[], { rules, groupBy }: Policy, clock: RetentionClock): Left {
  const contenders = members.map((candidate) => ({ ...candidate, candidate, settled: true }));
  const groups = orderedCandidates(contenders, groupBy);
  const { reasons } = applyRetention(groups, rules, clock);
  const survivors = keepAtLeastOne(groups, (contender) => reasons.has(contender));
  const left = new Map<Candidate, readonly Reason['code'][]>();
  for (const contender of contenders) {
    const codes =
      reasons.get(contender)?.map(({ code }) => code) ?? (survivors.has(contender) ? (['survivor'] as const) : undefined);
    if (codes !== undefined) left.set(contender.candidate, codes);
  }
  return left;
}

function differencesOf({ left, removedAt }: PrunedAfterEach, once: Left): readonly ReplayDifference[] {
  const onlyOnce = [...once]
    .filter(([one]) => !left.has(one))
    .map(([one, codes]): ReplayDifference => {
      const at = removedAt.get(one);
      return { path: one.path, keptBy: 'once', codes, ...(at !== undefined && { removedAt: at }) };
    });
  const onlyEach = [...left]
    .filter(([one]) => !once.has(one))
    .map(([{ path }, codes]): ReplayDifference => ({ path, keptBy: 'each', codes }));
  return [...onlyOnce, ...onlyEach];
}

function pathsOf(candidates: readonly Candidate[]): readonly PathText[] {
  return candidates.map(({ path }) => path).sort(byCodePoint);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
