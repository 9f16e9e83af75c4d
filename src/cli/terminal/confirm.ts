// Shows what would be done and asks. Only a written yes is one; where there is nobody to ask, that is a refusal.

import { type OutputsError, refusal } from '../../core/lib/errors.ts';
import { escapeText } from '../../core/lib/escape.ts';
import { isForGood } from '../../core/removal/needs-consent.ts';
import { goneText, operationText, passOverRefusal } from '../../core/trash/pass-over.ts';
import { trustCommand } from '../../core/trust/outside-places.ts';
import type { Plan } from '../../core/types/plan.ts';
import type { Question } from '../../core/use-cases/host.ts';
import { actionsText } from '../../render/blocks/removal-summary.ts';
import { fixedText } from '../../render/reports/check-fix.ts';
import { heldText } from '../../render/reports/empty-trash.ts';
import type { Session } from '../session.ts';

type Asking = Pick<Session, 'mayAsk' | 'ask' | 'showPlan' | 'showFix' | 'request'>;

/** Throws a refusal where there is nobody to ask. */
export async function confirm(question: Question, session: Asking): Promise<boolean> {
  if (!session.mayAsk()) throw unasked(question, session);
  return isYes(await session.ask(await shown(question, session)));
}

export function isYes(answer: string | null): boolean {
  return answer !== null && /^\s*y(es)?\s*$/i.test(answer);
}

async function shown(question: Question, session: Asking): Promise<string> {
  switch (question.about) {
    case 'removal': {
      const { plan, project } = question;
      await session.showPlan(plan, project);
      return `${actionsText(plan, 'Move', 'Delete')}?${isForGood(plan) ? ' This cannot be undone.' : ''} [y/N] `;
    }
    case 'renaming':
      await session.showFix(question.report);
      return 'Rename them? [y/N] ';
    case 'pass-over': {
      const { gone, before } = question;
      const what = goneText(gone);
      return `${what.charAt(0).toUpperCase()}${what.slice(1)}.\nUndo the one before it, ${operationText(before)}? [y/N] `;
    }
    case 'trash':
      return `Free ${heldText(question.held)} in the trash for good? This cannot be undone. [y/N] `;
    default:
      return question satisfies never;
  }
}

function unasked(question: Question, session: Asking): OutputsError {
  const seePlan = 'add --yes to go ahead, or --dry-run to see the plan';
  switch (question.about) {
    case 'removal':
      return nobody(actionsText(question.plan, 'move', 'delete'), `${seePlan}${whyAsked(question.plan, session)}`);
    case 'renaming': {
      const what = fixedText({ ...question.report, dryRun: true }).replace(/\. Nothing was changed\..*$/s, '');
      return refusal(
        `this ${what.charAt(0).toLowerCase()}${what.slice(1)}, and there is nobody to ask; nothing was touched`,
        seePlan,
      );
    }
    case 'pass-over':
      return passOverRefusal(question.gone, question.before, false);
    case 'trash':
      return nobody(
        `free ${heldText(question.held)} in the trash for good`,
        'add --yes to go ahead, or --dry-run to see what is there',
      );
    default:
      return question satisfies never;
  }
}

function nobody(what: string, hint: string): OutputsError {
  return refusal(`this would ${what}, and there is nobody to ask; nothing was touched`, hint);
}

/** For those who expected that it goes at once. */
function whyAsked({ verdicts }: Plan, { request }: Asking): string {
  const found = verdicts.find(({ keep, entry }) => !keep && entry.irreplaceable)?.entry;
  if (found === undefined) return '';
  const { section, kind } = found;
  return `; only the project's file calls \`${escapeText(section ?? '')}\` ${kind}, so it is treated like results until you run: ${trustCommand([], request)}`;
}
