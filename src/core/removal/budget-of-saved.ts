// Decides what is left of the budget of a saved plan: what that was to free, and what it still frees now.

import { allocated, apparent, freeingOf } from '../items/freeing.ts';
import type { BudgetOutcome, BudgetStep, Entry, Reason, Verdict } from '../types/plan.ts';

/** As `retention/budget.ts` counted it when the plan was made: first what rules remove, then copies, then step by step. */
export function budgetOfSaved(need: number, verdicts: readonly Verdict[]): BudgetOutcome {
  const going = verdicts.filter(({ keep }) => !keep).sort((a, b) => placeOf(a.reasons[0]) - placeOf(b.reasons[0]));
  const entries = going.map(({ entry }) => entry);
  const [onDisk, held] = [freeingOf(entries, allocated), freeingOf(entries, apparent)];
  const steps: BudgetStep[] = [];
  let freedByRules = 0;
  for (const { entry, reasons } of going) {
    const before = { bytes: held.freed(), allocatedBytes: onDisk.freed() };
    for (const freeing of [onDisk, held]) freeing.take(entry);
    const lost = lostWith(entry, reasons[0]);
    if (lost === null) freedByRules = onDisk.freed();
    else
      steps.push({
        path: entry.absolute,
        bytes: held.freed() - before.bytes,
        allocatedBytes: onDisk.freed() - before.allocatedBytes,
        ...lost,
      });
  }
  return { need, freedByRules, steps, freed: onDisk.freed(), shortBy: Math.max(need - onDisk.freed(), 0) };
}

function placeOf(why: Reason): number {
  return why.code === 'budget' ? why.step : why.code === 'duplicate' ? 0 : -1;
}

/** Null where a rule removes it. */
function lostWith(entry: Entry, why: Reason): Pick<BudgetStep, 'copyOf' | 'lost'> | null {
  if (why.code === 'duplicate') return { copyOf: why.of, lost: null };
  return why.code === 'budget' ? { lost: why.why === '' ? entry.absolute : why.why } : null;
}
