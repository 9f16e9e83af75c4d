// Decides who is asked, and asks. Reproducible kinds (cache, logs) go at once; losing anything else loses work.

import { refusal } from '../core/errors.ts';
import { isReproducible } from '../core/policy/kinds.ts';
import type { Plan, Project, Verdict } from '../core/types.ts';
import { deedsText } from '../render/summary.ts';
import type { Session } from './session.ts';

export function needsConsent(plan: Plan): boolean {
  return irreplaceable(plan).length > 0;
}

/** Shows the plan and asks; only a written yes is one. Throws a refusal where there is nobody to ask. */
export async function consentTo(plan: Plan, project: Project, session: Session): Promise<boolean> {
  if (!session.mayAsk()) {
    throw refusal(
      `this would ${deedsText(plan, 'move', 'delete')}, and there is nobody to ask; nothing was touched`,
      'add --yes to go ahead, or --dry-run to see the plan',
    );
  }
  await session.showPlan(plan, project);
  const warning = isForGood(plan) ? ' This cannot be undone.' : '';
  const answer = await session.ask(`${deedsText(plan, 'Move', 'Delete')}?${warning} [y/N] `);
  return answer !== null && /^\s*y(es)?\s*$/i.test(answer);
}

function irreplaceable(plan: Plan): readonly Verdict[] {
  return plan.verdicts.filter(({ keep, entry }) => !keep && !(entry.kind !== null && isReproducible(entry.kind)));
}

/** Where even what cannot be made again is deleted. */
function isForGood(plan: Plan): boolean {
  const kept = new Set(plan.actions.flatMap((action) => (action.do === 'trash' ? [action.section] : [])));
  return irreplaceable(plan).some(({ entry }) => entry.section !== null && !kept.has(entry.section));
}
