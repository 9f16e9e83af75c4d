// What `undo` shows a person: one line for each thing that comes back, or cannot; then what it comes to.

import { bytesOfItems } from '../../core/items/count-bytes.ts';
import { bytesText, counted, isoSecondsText, numberText } from '../../core/lib/amounts.ts';
import { escapeText, pathText } from '../../core/lib/escape.ts';
import { stateOf } from '../../core/plans/operation-result.ts';
import type { StepOutcome } from '../../core/types/operation.ts';
import type { Action } from '../../core/types/plan.ts';
import type { PathText } from '../../core/types/primitives.ts';
import type { UndoReport } from '../../core/types/reports.ts';
import { conflictText, outcomeText } from '../text/reason-text.ts';
import type { Style } from '../text/style.ts';

/** Lines shown on a terminal without --verbose. */
const LINES_SHOWN = 40;

interface Step {
  readonly action: Extract<Action, { readonly do: 'restore' | 'rename-back' | 'rewrite-back' | 'make-directory' }>;
  readonly outcome: StepOutcome | undefined;
}

export function undoText(
  report: UndoReport,
  view: { readonly style: Style; readonly width: number | null; readonly verbose: boolean },
): string {
  const { undoes, conflicts, project } = report;
  if (report.declined) return 'Nothing was changed.\n';
  if (undoes === null) return 'Nothing to undo: nothing lies in the trash that could be put back.\n';
  if (undoes.state === 'redone')
    return `Nothing to undo: ${escapeText(undoes.id)} was undone, and done again by a later operation: outputs undo takes that back.\n`;
  if (undoes.state === 'undone')
    return `Nothing to undo: ${escapeText(undoes.id)} was undone already, and nothing of it lies in the trash.\n`;
  const steps = stepsOf(report);
  const comes = steps.filter(({ outcome }) => isDone(outcome)).map((step) => lineOf(step, project.root, view.style));
  const fails = steps.filter(({ outcome }) => !isDone(outcome)).map((step) => lineOf(step, project.root, view.style));
  const stays = conflicts.map(
    ({ path, why }) => `${view.style.attention('left')}     ${pathText(path, project.root)}  ${conflictText(why)}`,
  );
  const shown = view.width === null || view.verbose ? comes : comes.slice(0, LINES_SHOWN);
  const more =
    comes.length > shown.length
      ? [view.style.faint(`… and ${numberText(comes.length - shown.length)} more (--verbose lists all)`)]
      : [];
  return [...shown, ...more, ...fails, ...stays, ...undoSummary(report, view.style)].map((line) => `${line}\n`).join('');
}

function stepsOf({ plan, operation }: UndoReport): readonly Step[] {
  return plan.actions.flatMap((action, index): Step[] =>
    isReturn(action) || action.do === 'make-directory' ? [{ action, outcome: operation?.outcomes[index] }] : [],
  );
}

type Return = Extract<Action, { readonly do: 'restore' | 'rename-back' | 'rewrite-back' }>;

function isReturn(action: Action): action is Return {
  return action.do === 'restore' || action.do === 'rename-back' || action.do === 'rewrite-back';
}

/** Absolute: where it is then. */
export function placeOfReturn(action: Return): PathText {
  return action.do === 'restore' ? action.to : action.back;
}

/** In a dry run there is no outcome, and everything counts as done. */
function isDone(outcome: StepOutcome | undefined): boolean {
  return outcome === undefined || outcome.result === 'done';
}

function lineOf({ action, outcome }: Step, base: string, style: Style): string {
  const path = pathText(action.do === 'make-directory' ? action.path : placeOfReturn(action), base);
  const isFolder = action.do === 'make-directory' || action.item.facts.type === 'directory';
  const shown = isFolder ? `${path}/` : path;
  if (outcome !== undefined && !isDone(outcome))
    return `${style.attention('left')}     ${shown}  ${outcomeText(outcome, 'put back')}`;
  return `${style.keep(WORDS[action.do])}  ${shown}`;
}

const WORDS: Readonly<Record<Step['action']['do'], string>> = {
  restore: 'restore',
  'rename-back': 'rename ',
  'rewrite-back': 'restore',
  'make-directory': 'make   ',
};

/** What it comes to: the deed, then what is left. */
export function undoSummary(report: UndoReport, style: Style): string[] {
  const { dryRun, operation, conflicts, undoes } = report;
  if (undoes === null) return [];
  const restores = stepsOf(report).flatMap(({ action, outcome }) => (isReturn(action) ? [{ action, outcome }] : []));
  const done = restores.filter(({ outcome }) => isDone(outcome));
  const left = restores.length - done.length + conflicts.length;
  const amount = `${counted(done.length, 'entry', 'entries')} (${bytesText(bytesOfItems(done.map(({ action }) => action.item)))})`;
  const what = `${escapeText(undoes.command ?? 'an operation')} of ${undoes.startedAt === null ? 'some time' : isoSecondsText(undoes.startedAt)}`;
  const first = dryRun ? `Would put back ${amount} from ${what}. Nothing was changed.` : `Put back ${amount} from ${what}.`;
  const isInterrupted = operation !== null && stateOf(operation) === 'interrupted';
  return [
    style.heading(done.length === 0 && !dryRun ? `Nothing was put back from ${what}.` : first),
    ...(left === 0
      ? []
      : [style.attention(`${counted(left, 'entry', 'entries')} could not be put back: the lines above say why.`)]),
    ...(isInterrupted ? [style.attention(`Interrupted. outputs undo ${escapeText(undoes.id)} goes on.`)] : []),
  ];
}
