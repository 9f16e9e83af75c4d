// `outputs undo`: puts back what an operation moved to the trash, and moves what one promoted there. Asks nothing: it removes nothing, and overwrites nothing.

import type { Command } from 'commander';
import { refusal } from '../../core/errors.ts';
import { escapeText } from '../../core/escape.ts';
import { chooseOperation, isUndoable } from '../../core/planning/choose-operation.ts';
import { historyOf } from '../../core/planning/history.ts';
import { planNothing, planUndo, type UndoPlan } from '../../core/planning/undo.ts';
import { allHistory, allOperations, leftAloneIn } from '../../core/project/all-operations.ts';
import { checkPlaces } from '../../core/project/check-places.ts';
import { locateMoves } from '../../core/project/locate-moves.ts';
import { promotedOperations } from '../../core/project/promotions.ts';
import { agesIn } from '../../core/project/trash-ages.ts';
import type { HistoryEntry, HistoryReport, Project, RemovalReport, UndoReport } from '../../core/types.ts';
import { numberText } from '../../render/amounts.ts';
import { carryOutPlan } from '../carry-out.ts';
import { addHelpNotes, type ChangeFlags, waitOption } from '../flags.ts';
import { holdingLock } from '../hold-lock.ts';
import { loadToChange } from '../load-to-change.ts';
import { recoverTrash, unfinishedWarnings } from '../recover-trash.ts';
import type { Session } from '../session.ts';
import { isPromotion, undoPromotion } from '../undo-promotion.ts';

interface UndoFlags extends Pick<ChangeFlags, 'dryRun' | 'wait'> {
  readonly operation?: string;
  readonly list?: true;
}

export function define(command: Command): void {
  command
    .argument('[operation]', 'its id as history prints it, or the beginning of it; the last one where none is given')
    .option('-n, --dry-run', 'show what would happen and change nothing')
    .option('--list', 'list what can be undone')
    .addOption(waitOption(command));
  addHelpNotes(command, {
    examples: [
      ['outputs undo', 'the last operation'],
      ['outputs undo --list', 'what can be undone, and until when'],
      ['outputs undo 20261123T0905 --dry-run', 'what would come back, and what could not'],
    ],
    exits: [0, 2, 3, 4, 5, 130],
  });
}

export async function run(flags: UndoFlags, session: Session): Promise<UndoReport | HistoryReport | RemovalReport> {
  const project = await loadToChange(session);
  checkPlaces(project, [], session.request);
  await session.context.saveMemory();
  if (flags.list) {
    const operations = historyIn(project, session).filter(isUndoable);
    return { report: 'history', project, onlyUndoable: true, operations, leftAlone: leftAloneIn(project) };
  }
  const wanted = chooseOperation(historyIn(project, session), flags.operation);
  const nothing = reportOf(project, flags, wanted, planNothing(project, session.now));
  if (wanted === null || !isUndoable(wanted)) return nothing;
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
    if (now === null || !isUndoable(now)) return { ...nothing, undoes: now };
    const planned = planFor(now, project, session);
    const report = reportOf(project, flags, now, planned);
    if (planned.plan.actions.length === 0) return report;
    const progress = (done: number, of: number) =>
      session.progress.say(() => `putting back: ${numberText(done)} of ${numberText(of)}`);
    return { ...report, operation: await carryOutPlan(planned.plan, session, { progress }) };
  });
}

function historyIn(project: Project, { context }: Session): readonly HistoryEntry[] {
  const promotions = { operations: promotedOperations(project), now: context.now() };
  const operations = allOperations(project);
  const ageOf = agesIn(project, operations, promotions.now);
  return historyOf(allHistory(project), operations, project.trashKeep, promotions, ageOf);
}

function reportOf(
  project: Project,
  { dryRun }: UndoFlags,
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
