// Decides who is asked, and asks. Caches and old logs go at once; losing anything else loses work.

import { goesUnasked, isUnderAnHour } from '../../core/items/section-kinds.ts';
import { refusal } from '../../core/lib/errors.ts';
import { escapeText } from '../../core/lib/escape.ts';
import { formatDuration } from '../../core/lib/quantities.ts';
import { trustCommand } from '../../core/trust/outside-places.ts';
import type { Plan, Verdict } from '../../core/types/plan.ts';
import type { Project } from '../../core/types/project.ts';
import { actionsText } from '../../render/blocks/removal-summary.ts';
import type { Session } from '../session.ts';

export function needsConsent(plan: Plan): boolean {
  const sweepsYoung = plan.actions.some(
    (action) => action.do === 'sweep' && isUnderAnHour(formatDuration(action.rule.olderThan)),
  );
  return sweepsYoung || plan.verdicts.some(isAskedAbout);
}

/** Shows the plan and asks; only a written yes is one. Throws a refusal where there is nobody to ask. */
export async function consentTo(plan: Plan, project: Project, session: Session): Promise<boolean> {
  if (!session.mayAsk()) {
    throw refusal(
      `this would ${actionsText(plan, 'move', 'delete')}, and there is nobody to ask; nothing was touched`,
      `add --yes to go ahead, or --dry-run to see the plan${whyAsked(plan, session)}`,
    );
  }
  await session.showPlan(plan, project);
  const warning = isForGood(plan) ? ' This cannot be undone.' : '';
  const answer = await session.ask(`${actionsText(plan, 'Move', 'Delete')}?${warning} [y/N] `);
  return answer !== null && /^\s*y(es)?\s*$/i.test(answer);
}

function isAskedAbout({ keep, entry, reasons }: Verdict): boolean {
  return !keep && !goesUnasked(entry, reasons[0]);
}

/** For those who expected that it goes at once. */
function whyAsked({ verdicts }: Plan, { request }: Session): string {
  const found = verdicts.find(({ keep, entry }) => !keep && entry.irreplaceable)?.entry;
  if (found === undefined) return '';
  const { section, kind } = found;
  return `; only the project's file calls \`${escapeText(section ?? '')}\` ${kind}, so it is treated like results until you run: ${trustCommand([], request)}`;
}

/** Where even what somebody must be asked about is deleted. */
function isForGood(plan: Plan): boolean {
  const kept = new Set(plan.actions.flatMap((action) => (action.do === 'trash' ? [action.section] : [])));
  return plan.verdicts.filter(isAskedAbout).some(({ entry }) => entry.section !== null && !kept.has(entry.section));
}
