// The last lines of a removal: what happened (or would), how much, and what the trash still holds. Counts come from the settled verdicts.

import { amountOf } from '../../core/items/count-bytes.ts';
import { bytesText, counted, sizeText } from '../../core/lib/amounts.ts';
import { escapeText, pathText } from '../../core/lib/escape.ts';
import { stateOf } from '../../core/plans/operation-result.ts';
import { isBeingFreed } from '../../core/trash/item-location.ts';
import type { Operation } from '../../core/types/operation.ts';
import type { Plan, Verdict } from '../../core/types/plan.ts';
import type { RemovalReport } from '../../core/types/reports.ts';
import { countedEntries } from '../text/reason-text.ts';
import type { Style } from '../text/style.ts';
import { measuredLines } from './budget.ts';
import { leastText, trashLines } from './trash-summary.ts';

export function removalSummary(report: RemovalReport, style: Style): string[] {
  if (report.declined) return ['Nothing was changed.'];
  const removed = report.plan.verdicts.filter(({ keep }) => !keep);
  const { operation } = report;
  const trash = trashLines(report.trash, report.project);
  if (removed.length === 0 && operation === null)
    return [nothingLine(report), ...inUseLines(report, style), ...leftLines(report, style), ...savedLines(report), ...trash];
  return [
    ...(removed.length === 0 ? ['Nothing was removed.'] : [style.heading(deedLine(report))]),
    ...inUseLines(report, style),
    ...leftLines(report, style),
    ...measuredLines(report.measured, style),
    ...(operation === null ? savedLines(report) : heldLines(report, operation)),
    ...trash,
  ];
}

function nothingLine({ command, plan, dryRun }: RemovalReport): string {
  if (plan.verdicts.some(({ reasons }) => reasons[0].code === 'not-removed')) return 'Nothing was removed.';
  const { verdicts, problems } = plan;
  if (command === 'redo' && verdicts.length === 0) return 'Nothing to redo.';
  const found = [
    ...(verdicts.length > 0 ? [`${amountText(verdicts)} kept`] : []),
    // Never "nothing is there" of what nobody could look into.
    ...(problems.length > 0 ? [`${counted(problems.length, 'place')} could not be read`] : []),
  ];
  return `Nothing to remove${dryRun ? ' (dry run)' : ''}: ${found.join('; ') || 'nothing is there'}.`;
}

/** `Would move 3 checkpoints (3 files, 1.2 GB) to the trash. Nothing was changed. Plan 0123456789ab.` */
function deedLine({ plan, dryRun, operation }: RemovalReport): string {
  if (dryRun) return `Would ${actionsText(plan, 'move', 'delete')}. Nothing was changed. Plan ${plan.id}.`;
  const freed = operation !== null && operation.freedBytes > 0 ? `; ${bytesText(operation.onDisk.freed)} freed` : '';
  return `${actionsText(plan, 'Moved', 'Deleted')}${freed}.`;
}

function savedLines({ savedAs }: RemovalReport): string[] {
  return savedAs === undefined ? [] : [`Saved in ${escapeText(savedAs)}. To carry it out: outputs apply ${escapeText(savedAs)}`];
}

/** `move 3 checkpoints (…) to the trash and delete 5 logs (…)`: what goes where, for a question, a forecast and a report. */
export function actionsText(plan: Plan, move: string, remove: string): string {
  const trashing = new Set(plan.actions.flatMap((action) => (action.do === 'trash' ? [action.section] : [])));
  const isMoved = ({ entry }: Verdict) => entry.section !== null && trashing.has(entry.section);
  const kept = plan.verdicts.filter(({ keep }) => keep);
  const removed = plan.verdicts.filter(({ keep }) => !keep);
  const moved = removed.filter(isMoved);
  const deleted = removed.filter((verdict) => !isMoved(verdict));
  if (moved.length === 0) return `${remove} ${amountText(deleted, kept)}`;
  const moving = `${move} ${amountText(moved, kept)} to the trash`;
  return deleted.length === 0 ? moving : `${moving} and ${remove.toLowerCase()} ${amountText(deleted, kept)}`;
}

/** `3 checkpoints (3 files, 1.2 GB)`. An inode that an entry in `besides` holds too is not counted. */
function amountText(verdicts: readonly Verdict[], besides: readonly Verdict[] = []): string {
  const files = verdicts.reduce((sum, { entry }) => sum + entry.files, 0);
  return `${countedEntries(verdicts)} (${counted(files, 'file')}, ${sizeText(amountOf(verdicts, besides))})`;
}

/** More than these are counted. */
const IN_USE_SHOWN = 5;

/** Which programs keep entries of a cache, so that somebody who wanted it empty knows what to end. */
function inUseLines({ plan, project }: RemovalReport, style: Style): string[] {
  const lines = new Set<string>();
  for (const { keep, entry, reasons } of plan.verdicts) {
    const inUse = reasons.find((reason) => reason.code === 'in-use');
    if (!keep || entry.kind !== 'cache' || inUse === undefined) continue;
    const { process, pid, path = entry.absolute } = inUse;
    lines.add(`Kept: ${escapeText(process)} (pid ${pid}) has ${pathText(path, project.root)} open.`);
  }
  const shown = [...lines].slice(0, IN_USE_SHOWN);
  const more = lines.size - shown.length;
  return [
    ...shown,
    ...(more > 0 ? [`Kept: ${counted(more, 'more entry', 'more entries')} in use (--verbose lists all).`] : []),
  ].map(style.attention);
}

function leftLines({ plan, operation }: RemovalReport, style: Style): string[] {
  const left = plan.verdicts.filter(({ reasons }) => reasons.some(({ code }) => code === 'not-removed'));
  const lines = left.length === 0 ? [] : [`Not removed, although planned: ${amountText(left)}. The list says why.`];
  const isInterrupted = operation !== null && stateOf(operation) === 'interrupted';
  return [...lines, ...(isInterrupted ? ['Interrupted. Run the same command again to go on.'] : [])].map(style.attention);
}

function heldLines({ command, plan, project }: RemovalReport, operation: Operation): string[] {
  if (operation.trash === null || isBeingFreed(operation.trash)) return [];
  const held = `${bytesText(operation.onDisk.held)} in ${pathText(operation.trash, project.root)}${leastText(operation, project)}`;
  return [
    plan.actions.every((action) => action.do === 'trash')
      ? `Bring it back: outputs ${command === 'undo' ? 'redo' : 'undo'}`
      : 'Bring back what was moved: outputs undo (what was deleted is gone for good)',
    `The trash frees no space: ${held}. To free all of the trash now: outputs clean --trash`,
  ];
}
