// Decides what a budget gives up, when what the rules remove does not free enough: first copies of what stays, then what only a
// rule keeps, the one that the most newer ones of its group have overtaken first. Never what is protected, never more than needed.
// Why so strict: a sweeper that was 60 MiB over its budget chose 12.8 GiB (nano-ros#504).

import { allocated, apparent, type FreedSpace, freeingOf } from '../items/freeing.ts';
import { byCodePoint } from '../lib/code-point-order.ts';
import type { Checkpoint } from '../types/checkpoints.ts';
import type { Item } from '../types/items.ts';
import type { BudgetOutcome, BudgetStep, Reason } from '../types/plan.ts';
import type { PathText } from '../types/primitives.ts';

/** A checkpoint as rules and protections left it. */
export interface BudgetEntry {
  /** Unique. */
  readonly path: PathText;
  readonly parts: readonly Item[];
  readonly checkpoint: Checkpoint;
  /** What competes with each other, e.g. one model of one run. */
  readonly group: string;
  /** How many of its group are newer, as `retention/training-sessions.ts` orders them: 0 for the newest. */
  readonly newer: number;
  /** Whether a run could go on from it. */
  readonly complete: boolean;
  /** Its group can survive with this one alone: it is known to be complete, or no checkpoint of the group is. */
  readonly sound: boolean;
  /** What rules, protections and survivors said, with all their reasons. */
  readonly keep: boolean;
  readonly reasons: readonly Reason[];
}

export interface BudgetInput {
  readonly entries: readonly BudgetEntry[];
  /** Paths of entries with the same bytes, class by class (`checkpoints/read/find-duplicates.ts`). */
  readonly duplicates: readonly (readonly PathText[])[];
  /** Bytes to free on the disk. */
  readonly need: number;
}

/** What `--budget` asks to be freed of what a section holds. */
export function needForBudget(holds: number, atMost: number): number {
  return Math.max(holds - atMost, 0);
}

/** Of several budgets, each for a section of its own. */
export function budgetsTogether(outcomes: readonly BudgetOutcome[]): BudgetOutcome {
  const sum = (of: (outcome: BudgetOutcome) => number): number => outcomes.reduce((total, outcome) => total + of(outcome), 0);
  return {
    need: sum(({ need }) => need),
    freedByRules: sum(({ freedByRules }) => freedByRules),
    steps: outcomes.flatMap(({ steps }) => steps),
    freed: sum(({ freed }) => freed),
    shortBy: sum(({ shortBy }) => shortBy),
  };
}

/**
 * Everything that rules remove goes whatever the need; steps are what goes besides. Without one step of them the need would not be
 * met. Of each group a sound one stays, and its newest in any case.
 */
export function chooseForBudget({ entries, duplicates, need }: BudgetInput): BudgetOutcome {
  const freeing = freeingOf(entries, allocated);
  const stay = new Map<string, number>();
  for (const entry of entries) {
    if (!entry.keep) freeing.take(entry);
    else if (entry.sound) stay.set(entry.group, (stay.get(entry.group) ?? 0) + 1);
  }
  const freedByRules = freeing.freed();
  const order = inOrder(entries, duplicates);
  const chosen = new Set<BudgetEntry>();
  for (const entry of order) {
    if (freeing.freed() >= need) break;
    const left = stay.get(entry.group) ?? 0;
    if (entry.sound && left <= 1) continue;
    if (entry.sound) stay.set(entry.group, left - 1);
    chosen.add(entry);
    freeing.take(entry);
  }
  giveBackUnneeded(chosen, freeing, need);
  const steps = stepsOf(
    order.filter((entry) => chosen.has(entry)),
    entries,
    duplicates,
  );
  return { need, freedByRules, steps, freed: freeing.freed(), shortBy: Math.max(need - freeing.freed(), 0) };
}

/** What a rule keeps and nothing else. A code that is not listed protects, one that nobody has thought of yet too. */
const GIVES_WAY: ReadonlySet<Reason['code']> = new Set<Reason['code']>([
  'last',
  'best',
  'every',
  'hourly',
  'daily',
  'weekly',
  'monthly',
  'yearly',
  'within',
  'within-hourly',
  'within-daily',
  'within-weekly',
  'within-monthly',
  'within-yearly',
]);

/** Never the first of a ranking, nor one that was named best, nor the newest whole one of its group: from that a run goes on. */
function givesWay({ keep, reasons, newer, group }: BudgetEntry, newest: ReadonlyMap<string, number>): boolean {
  return keep && newer > (newest.get(group) ?? 0) && reasons.every((reason) => GIVES_WAY.has(reason.code) && !isFirst(reason));
}

function isFirst(reason: Reason): boolean {
  return (reason.code === 'best' || reason.code === 'last') && (reason.rank ?? 1) <= 1;
}

/** The least missed first: copies, then regular ones, then those that rank among the best, the worst of them first. */
function inOrder(entries: readonly BudgetEntry[], duplicates: BudgetInput['duplicates']): readonly BudgetEntry[] {
  const newest = new Map<string, number>();
  for (const { group, newer, complete, keep } of entries)
    if (complete && keep) newest.set(group, Math.min(newer, newest.get(group) ?? newer));
  const candidates = entries.filter((entry) => givesWay(entry, newest)).sort(byWorth);
  const copies = copiesAmong(candidates, entries, duplicates);
  return [...candidates.filter((entry) => copies.has(entry)), ...candidates.filter((entry) => !copies.has(entry))];
}

function byWorth(a: BudgetEntry, b: BudgetEntry): number {
  return rankOf(b) - rankOf(a) || b.newer - a.newer || byCodePoint(a.path, b.path);
}

/** Regular ones are no rank at all, so they go before every ranked one. */
function rankOf({ reasons }: BudgetEntry): number {
  const ranks = reasons.flatMap((reason) => (reason.code === 'best' ? [reason.rank ?? 1] : []));
  return ranks.length === 0 ? Number.MAX_SAFE_INTEGER : Math.min(...ranks);
}

/** Of each class all that give way, but for the last in the order where none of the class stays in any case. */
function copiesAmong(
  candidates: readonly BudgetEntry[],
  entries: readonly BudgetEntry[],
  duplicates: BudgetInput['duplicates'],
): ReadonlySet<BudgetEntry> {
  const kept = new Set(entries.filter(({ keep }) => keep).map(({ path }) => path));
  const candidate = new Map(candidates.map((entry, at) => [entry.path, { entry, at }]));
  const copies = new Set<BudgetEntry>();
  for (const paths of duplicates) {
    const staying = paths.filter((path) => kept.has(path));
    const giving = staying.flatMap((path) => candidate.get(path) ?? []).sort((a, b) => a.at - b.at);
    const spared = giving.length === staying.length ? giving.slice(0, -1) : giving;
    for (const { entry } of spared) copies.add(entry);
  }
  return copies;
}

/** The largest first, and of equal ones what would be missed most. Again until nothing more fits: names of one inode cost nothing in the end. */
function giveBackUnneeded(chosen: Set<BudgetEntry>, freeing: FreedSpace<BudgetEntry>, need: number): void {
  for (let isDone = false; !isDone; ) {
    isDone = true;
    const costs = [...chosen].reverse().map((entry) => ({ entry, cost: freeing.costOf(entry) }));
    for (const { entry } of costs.sort((a, b) => b.cost - a.cost)) {
      const cost = freeing.costOf(entry);
      // Where the need cannot be met at all, what frees nothing is still not needed.
      if (cost > 0 && freeing.freed() - cost < need) continue;
      freeing.giveBack(entry);
      chosen.delete(entry);
      isDone = false;
    }
  }
}

function stepsOf(
  chosen: readonly BudgetEntry[],
  entries: readonly BudgetEntry[],
  duplicates: BudgetInput['duplicates'],
): readonly BudgetStep[] {
  const gone = new Set([...chosen, ...entries.filter(({ keep }) => !keep)].map(({ path }) => path));
  const copies = new Map(
    duplicates.flatMap((paths) => {
      const stays = paths.find((path) => !gone.has(path));
      return stays === undefined ? [] : paths.map((path) => [path, stays] as const);
    }),
  );
  const [onDisk, held] = [freeingOf(entries, allocated), freeingOf(entries, apparent)];
  const both = (entry: BudgetEntry): Pick<BudgetStep, 'bytes' | 'allocatedBytes'> => {
    const before = { bytes: held.freed(), allocatedBytes: onDisk.freed() };
    for (const freeing of [onDisk, held]) freeing.take(entry);
    return { bytes: held.freed() - before.bytes, allocatedBytes: onDisk.freed() - before.allocatedBytes };
  };
  for (const entry of entries) if (!entry.keep) both(entry);
  return chosen.map((entry) => {
    const copyOf = copies.get(entry.path);
    const step = { path: entry.path, ...both(entry) };
    return copyOf === undefined ? { ...step, lost: lostWith(entry) } : { ...step, copyOf, lost: null };
  });
}

/** `epoch 12 of UNet`, `step 500`, `best of UNet`; the path where its name says nothing. Not escaped. */
function lostWith({ checkpoint: { model, role, epoch, step }, path }: BudgetEntry): string {
  const what = epoch !== undefined ? `epoch ${epoch}` : step !== undefined ? `step ${step}` : role === 'regular' ? null : role;
  if (what === null) return path;
  return model === '' ? what : `${what} of ${model}`;
}
