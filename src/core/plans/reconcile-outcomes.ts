// Decides what a plan says after it was carried out: what was to go and did not, is kept, and says why; what went and cannot come back
// as it should is told.

import type { Operation, StepOutcome, Swept } from '../types/operation.ts';
import type { Action, Plan, Verdict } from '../types/plan.ts';
import type { Warning } from '../types/primitives.ts';

/** An action the operation never came to counts as interrupted. */
export function reconcileOutcomes(plan: Plan, operation: Operation): Plan {
  const failures = new Map<string, StepOutcome>();
  for (const [index, action] of plan.actions.entries()) {
    const key = keyOf(action);
    const outcome = operation.outcomes[index] ?? { result: 'skipped', why: 'interrupted' };
    if (key !== null && hasStayed(outcome)) failures.set(key, outcome);
  }
  const verdicts = plan.verdicts.map((verdict) => settleVerdict(verdict, failures));
  const unread = (operation.swept ?? []).flatMap(({ problems }) => problems);
  return {
    ...plan,
    verdicts,
    problems: [...plan.problems, ...unread],
    warnings: [...plan.warnings, ...lossWarnings(operation)],
  };
}

function hasStayed({ result }: StepOutcome): boolean {
  return result === 'failed' || result === 'skipped';
}

/** What is not in the trash any more, and not at its place. */
export function lossWarnings({
  outcomes,
  swept,
  uncounted,
}: Pick<Operation, 'outcomes' | 'swept' | 'uncounted'>): readonly Warning[] {
  return [
    ...lostWarnings(outcomes),
    ...unfreedWarnings(outcomes),
    ...uncountedWarnings(swept ?? []),
    ...(uncounted === true ? [FREED_UNCOUNTED] : []),
  ];
}

export const FREED_UNCOUNTED: Warning = {
  text: 'a helper process ended before it had told all that it freed: more may be free than is counted',
};

function uncountedWarnings(swept: readonly Swept[]): readonly Warning[] {
  if (!swept.some(({ uncounted }) => uncounted)) return [];
  return [{ text: 'a helper process ended before it had told all that it did: more old logs may be gone than are counted' }];
}

function unfreedWarnings(outcomes: readonly StepOutcome[]): readonly Warning[] {
  const unfreed = outcomes.flatMap((outcome) => (outcome.result === 'unfreed' ? [outcome.why] : []));
  if (unfreed.length === 0) return [];
  const [what, their] =
    unfreed.length === 1 ? ['1 deleted entry has', 'its'] : [`${unfreed.length} deleted entries have`, 'their'];
  const why = [...new Set(unfreed)].join(', ');
  return [
    { text: `${what} left ${their} place, and not all of it is freed (${why}): the next command that changes something goes on` },
  ];
}

function lostWarnings(outcomes: readonly StepOutcome[]): readonly Warning[] {
  const lost = outcomes.filter(({ result }) => result === 'lost').length;
  if (lost === 0) return [];
  const [what, it] = lost === 1 ? ['1 entry that was moved is', 'it'] : [`${lost} entries that were moved are`, 'they'];
  return [{ text: `${what} no longer in the trash: somebody emptied it meanwhile, and ${it} cannot be brought back` }];
}

/** One part left behind is the whole entry left behind: half a checkpoint is none. */
function settleVerdict(verdict: Verdict, failures: ReadonlyMap<string, StepOutcome>): Verdict {
  const { section, parts } = verdict.entry;
  if (verdict.keep || section === null) return verdict;
  for (const part of parts) {
    const outcome = failures.get(partKey(section, part.path));
    if (outcome !== undefined) return { ...verdict, keep: true, reasons: [{ code: 'not-removed', outcome }] };
  }
  return verdict;
}

/** By section and path, not by identity: a plan that was saved and read back is made of other objects. */
function keyOf(action: Action): string | null {
  return 'item' in action ? partKey(action.section, action.item.path) : null;
}

function partKey(section: string, path: string): string {
  return `${section}\0${path}`;
}
