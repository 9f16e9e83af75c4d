// What `check --fix` shows a person: each file with its new name, what is made to say it, what stays and why; then what it comes to.

import { severityOf } from '../../core/conventions/rules/severity.ts';
import { counted, numberText } from '../../core/lib/amounts.ts';
import { escapeText, pathText } from '../../core/lib/escape.ts';
import { nameOf, pathIn } from '../../core/lib/paths.ts';
import { stateOf } from '../../core/plans/operation-result.ts';
import type { StepOutcome } from '../../core/types/operation.ts';
import type { RenameAction } from '../../core/types/plan.ts';
import type { PathText } from '../../core/types/primitives.ts';
import type { CheckFixReport, FixObstacle, FixStay } from '../../core/types/reports.ts';
import { leastText, trashLines } from '../blocks/trash-summary.ts';
import { outcomeText, reasonText } from '../text/reason-text.ts';
import type { Style } from '../text/style.ts';
import { type Cell, type Column, tableLines } from '../text/table.ts';

interface View {
  readonly style: Style;
  readonly width: number | null;
  readonly verbose: boolean;
}

export interface FixStep {
  readonly action: RenameAction;
  /** Absolute. */
  readonly path: PathText;
  /** Undefined in a dry run. */
  readonly outcome: StepOutcome | undefined;
}

const COLUMNS: readonly Column[] = [
  { title: '', align: 'left' },
  { title: 'FILE', align: 'left', shrinks: true },
  { title: 'BECOMES', align: 'left', wraps: true },
];
/** Rows of one kind on a terminal without --verbose. */
const ROWS_SHOWN = 40;

export function stepsOf({ plan, operation }: CheckFixReport): readonly FixStep[] {
  const paths = new Map(plan.sections.map(({ name, path }) => [name, path]));
  return plan.actions.flatMap((action, n): FixStep[] => {
    if (action.do !== 'rename' && action.do !== 'rewrite') return [];
    return [{ action, path: pathIn(paths.get(action.section) ?? '', action.item.path), outcome: operation?.outcomes[n] }];
  });
}

/** `planShown`: the table stood above the question, so only what happened otherwise is news. */
export function checkFixText(report: CheckFixReport, view: View, planShown: boolean): string {
  const table = planShown ? tableOf(report, view, (step) => !isDone(step), false) : fixTable(report, view);
  return (
    table +
    summaryOf(report, view.style)
      .map((line) => `${line}\n`)
      .join('')
  );
}

export function fixTable(report: CheckFixReport, view: View): string {
  return tableOf(report, view, () => true, true);
}

function tableOf(report: CheckFixReport, view: View, isShown: (step: FixStep) => boolean, withStays: boolean): string {
  const { style, width, verbose } = view;
  const { root } = report.project;
  const steps = stepsOf(report)
    .filter(isShown)
    .map((step) => rowOf(step, report, style));
  const stays = withStays ? report.stays.map((stay) => stayRow(stay, root, style)) : [];
  const most = width === null || verbose ? Number.POSITIVE_INFINITY : ROWS_SHOWN;
  const rows = [...steps.slice(0, most), ...stays.slice(0, most)];
  if (rows.length === 0) return '';
  const left = steps.length + stays.length - rows.length;
  const more = left === 0 ? [] : [style.faint(`… and ${numberText(left)} more (--verbose lists all)`)];
  return [...tableLines(COLUMNS, rows, width, style.faint), ...more, ''].map((line) => `${line}\n`).join('');
}

function rowOf(step: FixStep, { project: { root } }: CheckFixReport, style: Style): readonly Cell[] {
  const { action, path, outcome } = step;
  const file = { text: pathText(path, root) };
  if (outcome !== undefined && !isDone(step))
    return [{ text: 'left', paint: style.attention }, file, { text: outcomeText(outcome, 'renamed') }];
  if (action.do === 'rename') return [{ text: 'rename', paint: style.keep }, file, { text: escapeText(nameOf(action.to)) }];
  const says = 'link' in action.says ? `a link to ${escapeText(action.says.link)}` : 'says the new name';
  return [{ text: 'rewrite', paint: style.attention }, file, { text: says }];
}

function stayRow(stay: FixStay, root: PathText, style: Style): readonly Cell[] {
  return [{ text: 'stays', paint: style.faint }, { text: pathText(stay.path, root) }, { text: stayText(stay, root) }];
}

/** Why it keeps its name: a clause. Paths are told relative to `root`, the project. */
export function stayText({ why, about }: FixStay, root: PathText): string {
  const subject = about === undefined ? '' : `${pathText(about, root)}: `;
  return subject + obstacleText(why, root);
}

function obstacleText(why: FixObstacle, root: PathText): string {
  switch (why.code) {
    case 'no-name':
      return 'no correct name is near, or it is taken';
    case 'other-section':
      return `belongs in ${escapeText(why.section)}: files are renamed, and moved nowhere`;
    case 'name-taken':
      return `${pathText(why.by, root)} has that name`;
    case 'same-name':
      return `${pathText(why.by, root)} would get the same name`;
    case 'part-of':
      return `a part of ${pathText(why.by, root)}, which cannot be renamed whole`;
    case 'promoted':
      return `${pathText(why.by, root)} says that it was promoted`;
    case 'fixed-pointer':
      return `${pathText(why.by, root)} names it and cannot be rewritten: ${escapeText(why.why)}`;
    case 'still-wrong':
      return 'under that name it would be found fault with, too';
    case 'pointed-at':
      return `${pathText(why.by, root)} leads to it, and lies in no section`;
    case 'pinned':
    case 'in-use':
    case 'tracked':
    case 'sticky':
    case 'recent':
    case 'future':
    case 'incomplete':
    case 'referenced':
    case 'unread-pointer':
    case 'unreadable':
      return reasonText(why, root);
    default:
      return why satisfies never;
  }
}

function isDone({ outcome }: FixStep): boolean {
  return outcome === undefined || outcome.result === 'done';
}

/** `Renamed 3 files and rewrote 2 that name them.` */
export function fixedText(report: CheckFixReport): string {
  const steps = stepsOf(report).filter(isDone);
  const renamed = steps.filter(({ action }) => action.do === 'rename').length;
  const rewritten = steps.length - renamed;
  if (renamed === 0) return report.plan.actions.length === 0 ? 'Nothing to rename.' : 'Nothing was renamed.';
  const names = renamed === 1 ? 'it' : 'them';
  const what = (rename: string, rewrite: string): string =>
    `${rename} ${counted(renamed, 'file')}${rewritten === 0 ? '' : ` and ${rewrite} ${numberText(rewritten)} that name${rewritten === 1 ? 's' : ''} ${names}`}`;
  if (report.dryRun) return `Would ${what('rename', 'rewrite')}. Nothing was changed. Plan ${report.plan.id}.`;
  return `${what('Renamed', 'rewrote')}.`;
}

function summaryOf(report: CheckFixReport, style: Style): string[] {
  if (report.declined) return ['Nothing was changed.'];
  const { operation, dryRun, left, stays, project } = report;
  const steps = stepsOf(report);
  const notDone = steps.filter((step) => !isDone(step)).length;
  const grave = left.filter(({ rule }) => severityOf(rule) !== 'note').length;
  const isInterrupted = operation !== null && stateOf(operation) === 'interrupted';
  return [
    style.heading(fixedText(report)),
    ...(notDone === 0 ? [] : [style.attention(`Not renamed, although planned: ${counted(notDone, 'file')}. The list says why.`)]),
    ...(isInterrupted ? [style.attention('Interrupted. Run the same command again to go on.')] : []),
    ...(grave === 0
      ? []
      : [
          `${counted(grave, 'finding')} ${dryRun ? 'would be left' : grave === 1 ? 'is left' : 'are left'}${stays.length === 0 ? '' : '; the list says which names stay and why'}. outputs check tells of all.`,
        ]),
    ...(operation === null || steps.every((step) => !isDone(step))
      ? []
      : [`The old names again: outputs undo${leastText(operation, project)}`]),
    ...trashLines(report.trash, project),
  ];
}
