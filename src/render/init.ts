// What `init` shows a person: one line for each thing made, then what it comes to.

import type { Action, InitReport, StepOutcome } from '../core/types.ts';
import { counted } from './amounts.ts';
import type { Style } from './style.ts';
import { outcomeText, pathText } from './words.ts';

export function initText(report: InitReport, style: Style): string {
  const { plan, project, operation, dryRun } = report;
  if (plan.actions.length === 0) return 'Nothing to do: everything is in place.\n';
  const lines = plan.actions.map((action, index) => {
    const outcome = operation?.outcomes[index];
    const path = pathText('path' in action ? action.path : action.item.path, project.root);
    return lineOf(action, path, outcome, style);
  });
  const done = operation === null ? plan.actions.length : operation.outcomes.filter(({ result }) => result === 'done').length;
  const summary = dryRun
    ? `Would make or change ${counted(done, 'thing')}. Nothing was changed.`
    : `Made or changed ${counted(done, 'thing')}.`;
  return [...lines, style.heading(summary)].map((line) => `${line}\n`).join('');
}

function lineOf(action: Action, path: string, outcome: StepOutcome | undefined, style: Style): string {
  const [verb, shown] =
    action.do === 'make-directory' ? ['create', `${path}/`] : [action.do === 'replace-file' ? 'change' : 'create', path];
  if (outcome === undefined || outcome.result === 'done') return `${style.keep(verb)}  ${shown}`;
  return `${style.attention('left')}    ${shown}  ${outcomeText(outcome, 'written')}`;
}
