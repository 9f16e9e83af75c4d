// What `promote` shows a person: what is made, of what, and how it is undone.

import { bytesOfItems } from '../../core/items/count-bytes.ts';
import { bytesText } from '../../core/lib/amounts.ts';
import { pathText } from '../../core/lib/escape.ts';
import { stateOf } from '../../core/plans/operation-result.ts';
import { cardNameOf, metadataNameOf } from '../../core/promotion/promotion-metadata.ts';
import type { StepOutcome } from '../../core/types/operation.ts';
import type { Action } from '../../core/types/plan.ts';
import type { PromoteReport } from '../../core/types/reports.ts';
import { outcomeText } from '../text/reason-text.ts';
import type { Style } from '../text/style.ts';

type Promote = Extract<Action, { readonly do: 'promote' }>;

export function promoteText(report: PromoteReport, style: Style): string {
  const { action, outcome } = promotionOf(report);
  const { root } = report.project;
  const made = outcome === undefined || outcome.result === 'done';
  const label = style.keep('make');
  const model = `${pathText(action.path, root)}${action.unitFolder === null ? '' : '/'}`;
  const lines = made
    ? [
        `${label}  ${model}  ${bytesText(bytesOfItems(action.parts))}`,
        `${label}  ${pathText(metadataNameOf(action.path), root)}`,
        action.card === null
          ? `${style.faint('keep')}  ${pathText(cardNameOf(action.path), root)}`
          : `${label}  ${pathText(cardNameOf(action.path), root)}`,
      ]
    : [`${style.attention('skip')}  ${model}  ${outcomeText(outcome, 'written')}`];
  return [...lines, style.heading(promotedText(report))].map((line) => `${line}\n`).join('');
}

/** `Promoted outputs/checkpoints/UNet_best.pth as UNet_best.pth.` */
export function promotedText(report: PromoteReport): string {
  const { action, outcome } = promotionOf(report);
  const { source, name, how } = action.record;
  const what = `${pathText(source, report.project.root)} as ${pathText(name, '')}${how === 'link' ? ', by a hard link' : ''}`;
  if (report.dryRun) return `Would promote ${what}. Nothing was changed.`;
  if (outcome?.result === 'done') return `Promoted ${what}. outputs undo takes it back.`;
  const isInterrupted = report.operation !== null && stateOf(report.operation) === 'interrupted';
  if (isInterrupted) return 'Interrupted: nothing was promoted, and nothing is left of it.';
  // Bind mounts of one device, somebody else's file (`protected_hardlinks`), a filesystem without links: only trying tells.
  const couldCopy = how === 'link' && outcome?.result === 'failed';
  return couldCopy ? 'Nothing was promoted. Leave out --link, and it is copied.' : 'Nothing was promoted.';
}

function promotionOf({ plan, operation }: PromoteReport): {
  readonly action: Promote;
  readonly outcome: StepOutcome | undefined;
} {
  const index = plan.actions.findIndex((action) => action.do === 'promote');
  const action = plan.actions[index];
  if (action?.do !== 'promote') throw new Error('a promotion that promotes nothing');
  return { action, outcome: operation?.outcomes[index] };
}
