// `outputs undo`: puts back what an operation moved to the trash, and moves what one promoted there. Asks nothing: it removes nothing, and overwrites nothing.

import type { Command } from 'commander';
import { closedFolderWarnings } from '../../core/guard/closed-folders.ts';
import { checkPlaces } from '../../core/guard/read/check-places.ts';
import { bytesText, counted, isoSecondsText, numberText } from '../../core/lib/amounts.ts';
import { refusal } from '../../core/lib/errors.ts';
import { escapeText } from '../../core/lib/escape.ts';
import { promotedOperations } from '../../core/promotion/read/read-promotions.ts';
import { chooseOperation, isUndoable } from '../../core/trash/choose-operation.ts';
import { nextUndo } from '../../core/trash/next-undo.ts';
import { historyOf } from '../../core/trash/operation-history.ts';
import { planNothing, planUndo, type UndoPlan } from '../../core/trash/plan-undo.ts';
import { locateMoves } from '../../core/trash/read/locate-moves.ts';
import { allHistory, allOperations, leftAloneIn } from '../../core/trash/read/read-all-trashes.ts';
import { agesIn } from '../../core/trash/read/trash-ages.ts';
import type { HistoryEntry } from '../../core/types/operation.ts';
import type { Project } from '../../core/types/project.ts';
import type { HistoryReport, RemovalReport, UndoReport } from '../../core/types/reports.ts';
import { loadToChange } from '../../core/use-cases/load-project-for-writing.ts';
import type { ChangeOptions } from '../../core/use-cases/options.ts';
import { recoverTrash, unfinishedWarnings } from '../../core/use-cases/recover-trash.ts';
import { carryOutPlan } from '../../core/use-cases/run-plan.ts';
import { isPromotion, undoPromotion } from '../../core/use-cases/undo-promotion.ts';
import { holdingLock } from '../../core/use-cases/with-project-lock.ts';
import { commandLine } from '../../render/reports/history.ts';
import { addHelpNotes, waitOption } from '../arguments/shared-flags.ts';
import type { Session } from '../session.ts';

interface UndoFlags extends Pick<ChangeOptions, 'dryRun' | 'yes' | 'wait'> {
  readonly operation?: string;
  readonly list?: true;
}

export function define(command: Command): void {
  command
    .argument(
      '[operation]',
      'its id as history prints it, or the beginning of it; where none is given, the last one that is not undone yet',
    )
    .option('-n, --dry-run', 'show what would happen and change nothing')
    .option('-y, --yes', 'do not ask; what was deleted for good is not passed over')
    .option('--list', 'list what can be undone')
    .addOption(waitOption(command));
  addHelpNotes(command, {
    examples: [
      ['outputs undo', 'the last operation; again: the one before it'],
      ['outputs undo --list', 'what can be undone, and until when'],
      ['outputs undo 20261123T0905 --dry-run', 'what would come back, and what could not'],
      ['outputs unpin UNet_epoch_40.pth', 'undo passes over pins, which are lines of the config'],
    ],
    exits: [0, 2, 3, 4, 5, 130],
  });
}

export async function run(flags: UndoFlags, session: Session): Promise<UndoReport | HistoryReport | RemovalReport> {
  const project = await loadToChange(session, { dryRun: flags.dryRun || flags.list });
  checkPlaces(project, [], session.request);
  await session.context.saveMemory();
  if (flags.list) {
    const operations = historyIn(project, session).filter(isUndoable);
    return { report: 'history', project, onlyUndoable: true, operations, leftAlone: leftAloneIn(project) };
  }
  const chosen = await choose(flags, project, session);
  const { entry: wanted } = chosen;
  const nothing = reportOf(chosen.project, flags, wanted, planNothing(chosen.project, session.now));
  if (chosen.declined) return { ...nothing, declined: true };
  if (wanted === null || !isUndoable(wanted)) return nothing;
  return undoOperation(wanted, chosen.project, flags, session);
}

/** Of one that can be undone. */
export async function undoOperation(
  wanted: HistoryEntry,
  project: Project,
  flags: Pick<ChangeOptions, 'dryRun' | 'wait'>,
  session: Session,
): Promise<UndoReport | RemovalReport> {
  if (isPromotion(wanted, project)) return undoPromotion(wanted, project, flags, session);
  if (flags.dryRun) {
    const { plan, conflicts } = planFor(wanted, project, session);
    return reportOf(project, flags, wanted, {
      plan: { ...plan, warnings: [...plan.warnings, ...unfinishedWarnings(project)] },
      conflicts,
    });
  }
  return holdingLock({ command: 'undo', project, flags }, session, async () => {
    recoverTrash(project, session);
    // Somebody else may have undone it meanwhile, or the recovery finished what an earlier undo had begun.
    const now = chooseOperation(historyIn(project, session), wanted.id);
    if (!isUndoable(now)) return reportOf(project, flags, now, planNothing(project, session.now));
    const planned = planFor(now, project, session);
    const report = reportOf(project, flags, now, planned);
    if (planned.plan.actions.length === 0) return report;
    const progress = (done: number, of: number) =>
      session.progress.say(() => `putting back: ${numberText(done)} of ${numberText(of)}`);
    const operation = await carryOutPlan(planned.plan, session, { progress });
    const closed = closedFolderWarnings(planned.plan, operation, session.context.uid);
    return { ...report, plan: { ...report.plan, warnings: [...report.plan.warnings, ...closed] }, operation };
  });
}

function historyIn(project: Project, { context }: Session): readonly HistoryEntry[] {
  const promotions = { operations: promotedOperations(project), now: context.now() };
  const operations = allOperations(project);
  const ageOf = agesIn(project, operations, promotions.now);
  return historyOf(allHistory(project), operations, project.trashKeep, promotions, ageOf);
}

interface Chosen {
  readonly project: Project;
  readonly entry: HistoryEntry | null;
  readonly declined: boolean;
}

async function choose(flags: UndoFlags, project: Project, session: Session): Promise<Chosen> {
  const history = historyIn(project, session);
  if (flags.operation !== undefined) return { project, entry: chooseOperation(history, flags.operation), declined: false };
  const isStuck = (entry: HistoryEntry) => planFor(entry, project, session).plan.actions.length === 0;
  const { entry, gone, stuck } = nextUndo(history, allHistory(project), isStuck);
  const passed = stuck.map(({ id }) => ({
    text: `nothing more of ${escapeText(id)} can be put back now: outputs undo ${escapeText(id)} says why`,
  }));
  const declined = gone !== null && !(await passOver(gone, entry, flags, session));
  return { project: { ...project, warnings: [...project.warnings, ...passed] }, entry, declined };
}

/** Somebody who has just deleted something for good means that, and not what was done before. So `--yes` does not answer this. */
async function passOver(gone: HistoryEntry, before: HistoryEntry | null, flags: UndoFlags, session: Session): Promise<boolean> {
  const what = `the last operation cannot be undone, and what it removed is gone for good: ${operationText(gone)}`;
  if (before === null) throw refusal(what, 'there is no operation before it that can be undone');
  const instead = `outputs undo ${escapeText(before.id)}${flags.dryRun ? ' --dry-run' : ''}`;
  if (flags.yes || flags.dryRun || !session.mayAsk())
    throw refusal(what, `to undo the one before it, ${operationText(before)}: ${instead}`);
  const answer = await session.ask(
    `${what.charAt(0).toUpperCase()}${what.slice(1)}.\nUndo the one before it, ${operationText(before)}? [y/N] `,
  );
  return answer !== null && /^\s*y(es)?\s*$/i.test(answer);
}

/** `outputs clean --cache at 2026-11-30T09:05:00Z, 12 entries (3.4 GB)`. */
function operationText(entry: HistoryEntry): string {
  const { startedAt, entries, bytes } = entry;
  const when = startedAt === null ? '' : ` at ${isoSecondsText(startedAt)}`;
  const size = bytes === null ? '' : ` (${bytesText(bytes)})`;
  return `${commandLine(entry)}${when}${entries === null ? '' : `, ${counted(entries, 'entry', 'entries')}${size}`}`;
}

function reportOf(
  project: Project,
  { dryRun }: Pick<UndoFlags, 'dryRun'>,
  undoes: HistoryEntry | null,
  { plan, conflicts }: UndoPlan,
): UndoReport {
  return { report: 'undo', dryRun: dryRun === true, project, undoes, plan, conflicts, operation: null };
}

function planFor({ id }: HistoryEntry, project: Project, { now, request }: Session): UndoPlan {
  const operation = allOperations(project).find((each) => each.id === id);
  if (operation === undefined) throw refusal(`${escapeText(id)} is no longer in the trash`);
  const located = locateMoves(project, operation, request.home);
  if (!located.ok) {
    throw refusal(
      `the journal of ${escapeText(id)} ${located.why}; nothing was touched`,
      `it lies in ${escapeText(operation.path)}`,
    );
  }
  return planUndo(located.value, project, now);
}
