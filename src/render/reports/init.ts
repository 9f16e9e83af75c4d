// What `init` shows a person: one line for each thing made, then what it comes to.

import { counted } from '../../core/lib/amounts.ts';
import { pathText } from '../../core/lib/escape.ts';
import type { StepOutcome } from '../../core/types/operation.ts';
import type { Action, Plan } from '../../core/types/plan.ts';
import type { InitReport } from '../../core/types/reports.ts';
import { trashLines } from '../blocks/trash-summary.ts';
import { outcomeText } from '../text/reason-text.ts';
import type { Style } from '../text/style.ts';

export function initText(report: InitReport, style: Style): string {
  const { plan, project, trash } = report;
  const held = trashLines(trash, project);
  if (plan.actions.length === 0) return [nothingText(plan), ...held].map((line) => `${line}\n`).join('');
  const lines = stepsOf(report).map(({ action, outcome }) => {
    const path = pathText(
      'path' in action ? action.path : 'item' in action ? action.item.path : action.rule.section.path,
      project.root,
    );
    return lineOf(action, path, outcome, style);
  });
  return [...lines, style.heading(madeText(report)), ...held].map((line) => `${line}\n`).join('');
}

/** Beside a warning nobody knows here whether all is in place. */
function nothingText({ warnings }: Plan): string {
  return warnings.length === 0 ? 'Nothing to do: everything is in place.' : 'Nothing to do, but see the warnings.';
}

/** `Made 8 folders, 3 files, 1 edit.` */
export function madeText(report: InitReport): string {
  const done = stepsOf(report).filter(({ outcome }) => isDone(outcome));
  const amount = amountOf(done.map(({ action }) => action));
  return report.dryRun ? `Would make ${amount}. Nothing was changed.` : `Made ${amount}.`;
}

function stepsOf({ plan, operation }: InitReport) {
  return plan.actions.map((action, index) => ({ action, outcome: operation?.outcomes[index] }));
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
