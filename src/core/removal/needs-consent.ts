// Decides what a person is asked about. Caches and old logs go at once; losing anything else loses work.

import { goesUnasked, isUnderAnHour } from '../items/section-kinds.ts';
import { formatDuration } from '../lib/quantities.ts';
import type { Plan, Verdict } from '../types/plan.ts';

export function needsConsent(plan: Plan): boolean {
  const sweepsYoung = plan.actions.some(
    (action) => action.do === 'sweep' && isUnderAnHour(formatDuration(action.rule.olderThan)),
  );
  return sweepsYoung || plan.verdicts.some(isAskedAbout);
}

/** Whether even what somebody must be asked about is deleted for good. */
export function isForGood(plan: Plan): boolean {
  const kept = new Set(plan.actions.flatMap((action) => (action.do === 'trash' ? [action.section] : [])));
  return plan.verdicts.filter(isAskedAbout).some(({ entry }) => entry.section !== null && !kept.has(entry.section));
}

function isAskedAbout({ keep, entry, reasons }: Verdict): boolean {
  return !keep && !goesUnasked(entry, reasons[0]);
}
