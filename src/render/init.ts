// What `init` shows a person: one line for each thing made, then what it comes to.

import type { Action, InitReport, StepOutcome } from '../core/types.ts';
import { counted } from './amounts.ts';
import type { Style } from './style.ts';
import { outcomeText, pathText } from './words.ts';

export function initText({ plan, project, operation, dryRun }: InitReport, style: Style): string {
  if (plan.actions.length === 0) return 'Nothing to do: everything is in place.\n';
  const steps = plan.actions.map((action, index) => ({ action, outcome: operation?.outcomes[index] }));
  const lines = steps.map(({ action, outcome }) => {
    const path = pathText('path' in action ? action.path : action.item.path, project.root);
    return lineOf(action, path, outcome, style);
  });
  const done = steps.filter(({ outcome }) => isDone(outcome)).map(({ action }) => action);
  const summary = dryRun ? `Would make ${amountOf(done)}. Nothing was changed.` : `Made ${amountOf(done)}.`;
  return [...lines, style.heading(summary)].map((line) => `${line}\n`).join('');
}

/** In a dry run there is no outcome, and everything counts as done. */
function isDone(outcome: StepOutcome | undefined): boolean {
  return outcome === undefined || outcome.result === 'done';
}

function lineOf(action: Action, path: string, outcome: StepOutcome | undefined, style: Style): string {
  const shown = action.do === 'make-directory' ? `${path}/` : path;
  if (outcome !== undefined && !isDone(outcome))
    return `${style.attention('skip')}  ${shown}  ${outcomeText(outcome, 'written')}`;
  return `${style.keep(action.do === 'replace-file' ? 'edit' : 'make')}  ${shown}`;
}

/** `8 folders, 3 files, 1 edit`; an edit is of a file that was there already. */
function amountOf(done: readonly Action[]): string {
  const count = (what: Action['do']): number => done.filter((action) => action.do === what).length;
  const [folders, files, edits] = [count('make-directory'), count('create-file'), count('replace-file')];
  const amounts = [
    ...(folders > 0 ? [counted(folders, 'folder')] : []),
    ...(files > 0 ? [counted(files, 'file')] : []),
    ...(edits > 0 ? [counted(edits, 'edit')] : []),
  ];
  return amounts.join(', ') || 'nothing';
}
