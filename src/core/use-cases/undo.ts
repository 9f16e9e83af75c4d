// Puts back what an operation moved to the trash, and moves what one promoted there. Removes nothing, overwrites nothing.

import { closedFolderWarnings } from '../guard/closed-folders.ts';
import { checkPlaces } from '../guard/read/check-places.ts';
import { numberText } from '../lib/amounts.ts';
import { refusal } from '../lib/errors.ts';
import { escapeText } from '../lib/escape.ts';
import { chooseOperation, isUndoable } from '../trash/choose-operation.ts';
import { nextUndo } from '../trash/next-undo.ts';
import { passOverRefusal } from '../trash/pass-over.ts';
import { planNothing, planUndo, type UndoPlan } from '../trash/plan-undo.ts';
import { locateMoves } from '../trash/read/locate-moves.ts';
import { allHistory, allOperations } from '../trash/read/read-all-trashes.ts';
import type { HistoryEntry } from '../types/operation.ts';
import type { Project } from '../types/project.ts';
import type { RemovalReport, UndoReport } from '../types/reports.ts';
import { historyIn } from './history.ts';
import type { ChangeOptions, Host } from './host.ts';
import type { OpenProject } from './open-project.ts';
import { recoverTrash, unfinishedWarnings } from './recover-trash.ts';
import { runPlan } from './run-plan.ts';
import { isPromotion, undoPromotion } from './undo-promotion.ts';
import { holdingLock } from './with-project-lock.ts';

export interface UndoOptions extends Pick<ChangeOptions, 'dryRun' | 'yes' | 'wait'> {
  /** Its id, or the beginning of it; else the last one that is not undone yet. */
  readonly operation?: string;
}

/** Throws a refusal where there is nothing to undo, and where what came last was deleted for good and nobody agrees to pass over it. */
export async function undo({ project, host }: OpenProject, flags: UndoOptions = {}): Promise<UndoReport | RemovalReport> {
  checkPlaces(project, [], host.request);
  await host.context.saveMemory();
  const chosen = await choose(flags, project, host);
  const { entry: wanted } = chosen;
  const nothing = reportOf(chosen.project, flags, wanted, planNothing(chosen.project, host.now));
  if (chosen.declined) return { ...nothing, declined: true };
  if (wanted === null || !isUndoable(wanted)) return nothing;
  return undoOperation(wanted, chosen.project, flags, host);
}

/** Of one that can be undone. */
export async function undoOperation(
  wanted: HistoryEntry,
  project: Project,
  flags: Pick<ChangeOptions, 'dryRun' | 'wait'>,
  host: Host,
): Promise<UndoReport | RemovalReport> {
  if (isPromotion(wanted, project)) return undoPromotion(wanted, project, flags, host);
  if (flags.dryRun) {
    const { plan, conflicts } = planFor(wanted, project, host);
    return reportOf(project, flags, wanted, {
      plan: { ...plan, warnings: [...plan.warnings, ...unfinishedWarnings(project)] },
      conflicts,
    });
  }
  return holdingLock({ command: 'undo', project, flags }, host, async () => {
    recoverTrash(project, host);
    // Somebody else may have undone it meanwhile, or the recovery finished what an earlier undo had begun.
    const now = chooseOperation(historyIn(project, host.context.now()), wanted.id);
    if (!isUndoable(now)) return reportOf(project, flags, now, planNothing(project, host.now));
    const planned = planFor(now, project, host);
    const report = reportOf(project, flags, now, planned);
    if (planned.plan.actions.length === 0) return report;
    const progress = (done: number, of: number) =>
      host.progress.say(() => `putting back: ${numberText(done)} of ${numberText(of)}`);
    const operation = await runPlan(planned.plan, host, { progress });
    const closed = closedFolderWarnings(planned.plan, operation, host.context.uid);
    return { ...report, plan: { ...report.plan, warnings: [...report.plan.warnings, ...closed] }, operation };
  });
}

interface Chosen {
  readonly project: Project;
  readonly entry: HistoryEntry | null;
  readonly declined: boolean;
}

async function choose(flags: UndoOptions, project: Project, host: Host): Promise<Chosen> {
  const history = historyIn(project, host.context.now());
  if (flags.operation !== undefined) return { project, entry: chooseOperation(history, flags.operation), declined: false };
  const isStuck = (entry: HistoryEntry) => planFor(entry, project, host).plan.actions.length === 0;
  const { entry, gone, stuck } = nextUndo(history, allHistory(project), isStuck);
  const passed = stuck.map(({ id }) => ({
    text: `nothing more of ${escapeText(id)} can be put back now: outputs undo ${escapeText(id)} says why`,
  }));
  const declined = gone !== null && !(await passOver(gone, entry, flags, host));
  return { project: { ...project, warnings: [...project.warnings, ...passed] }, entry, declined };
}

/** `--yes` does not answer this. */
function passOver(gone: HistoryEntry, before: HistoryEntry | null, flags: UndoOptions, host: Host): Promise<boolean> {
  if (before === null || flags.yes || flags.dryRun) throw passOverRefusal(gone, before, flags.dryRun === true);
  return host.confirm({ about: 'pass-over', gone, before });
}

function reportOf(
  project: Project,
  { dryRun }: Pick<UndoOptions, 'dryRun'>,
  undoes: HistoryEntry | null,
  { plan, conflicts }: UndoPlan,
): UndoReport {
  return { report: 'undo', dryRun: dryRun === true, project, undoes, plan, conflicts, operation: null };
}

function planFor({ id }: HistoryEntry, project: Project, { now, request }: Host): UndoPlan {
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
