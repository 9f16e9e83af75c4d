// `outputs redo`: does again what the last `undo` took back, as a plan through the same guards. What is not the same any more stays.

import type { Command } from 'commander';
import type { RecordedPlan } from '../../core/journal/journal-format.ts';
import { planOf } from '../../core/plans/assemble-plan.ts';
import { commandToRedo, planRedo, renamedAgain, sectionsToRedo } from '../../core/removal/plan-redo.ts';
import { isRenewal } from '../../core/trash/item-location.ts';
import { historyOf } from '../../core/trash/operation-history.ts';
import { allHistory, allOperations } from '../../core/trash/read/read-all-trashes.ts';
import { redoJournal } from '../../core/trash/read/redo-journal.ts';
import { redoChain, type Undone } from '../../core/trash/redo-chain.ts';
import { recordRedone } from '../../core/trash/write/redo-files.ts';
import type { HistoryEntry, Operation } from '../../core/types/operation.ts';
import type { Project } from '../../core/types/project.ts';
import type { CheckFixReport, RemovalReport, UndoReport } from '../../core/types/reports.ts';
import { collectEvidence } from '../../core/use-cases/examine-checkpoints.ts';
import { fixNames } from '../../core/use-cases/fix-names.ts';
import { loadToChange } from '../../core/use-cases/load-project-for-writing.ts';
import type { ChangeOptions } from '../../core/use-cases/options.ts';
import { executeRemoval } from '../../core/use-cases/run-removal.ts';
import { scanAndCollect } from '../../core/use-cases/scan-sections.ts';
import { addChangeFlags, addHelpNotes } from '../arguments/shared-flags.ts';
import type { Session } from '../session.ts';
import { undoOperation } from './undo.ts';

type RedoFlags = Omit<ChangeOptions, 'plan'>;

export function define(command: Command): void {
  addChangeFlags(command);
  addHelpNotes(command, {
    examples: [
      ['outputs redo', 'what the last undo took back; again: what the one before it did'],
      ['outputs redo --dry-run', 'what would go again, and what stays because it has changed'],
    ],
    exits: [0, 2, 3, 4, 5, 130],
  });
}

export async function run(flags: RedoFlags, session: Session): Promise<RemovalReport | CheckFixReport | UndoReport> {
  const project = await loadToChange(session, flags);
  const [next] = redoChain(allHistory(project));
  if (next === undefined) return nothing(project, session, NOTHING_UNDONE);
  const promotion = heldBy(next, project);
  if (promotion !== null) return undoOperation(promotion, project, flags, session);
  const journal = redoJournal(project, next.id);
  if (journal === null)
    return nothing(project, session, `what ${next.id} did is not written down any more, or cannot be believed`);
  const redone = (operation: Operation | null) =>
    recordRedone(project.outputs, { op: next.id, by: operation?.id ?? null, at: session.context.now() });
  const report = journal.moves.some(isRenewal)
    ? await fixNames(flags, session, { again: (actions) => renamedAgain(journal, actions), done: redone })
    : await moveAgain(journal, project, flags, session, redone);
  // Nothing of it is as it was: the next redo is about the one after it.
  if (report.operation === null && !report.declined && !report.dryRun) redone(null);
  return report;
}

function moveAgain(
  journal: RecordedPlan,
  project: Project,
  flags: RedoFlags,
  session: Session,
  done: (operation: Operation) => void,
): Promise<RemovalReport> {
  const sections = sectionsToRedo(journal, project);
  const prunes = commandToRedo(journal).startsWith('prune');
  const plan = async () => {
    const look = await scanAndCollect(project, sections, session);
    const evidence = prunes ? await collectEvidence(project, look.scans, session) : new Map();
    return planRedo(journal, { project, ...look, evidence, now: session.now });
  };
  return executeRemoval({ command: 'redo', project, sections, flags, plan, done }, session);
}

/** The operation that undid a promotion, if its model is still in the trash: putting the model back redoes the promotion. */
function heldBy({ by }: Undone, project: Project): HistoryEntry | null {
  const entries = historyOf(allHistory(project), allOperations(project), project.trashKeep);
  return entries.find(({ id, command, undoableUntil }) => id === by && command === 'undo' && undoableUntil !== null) ?? null;
}

const NOTHING_UNDONE = 'nothing was undone, or something was done since';

function nothing(project: Project, { now }: Session, why: string): RemovalReport {
  const plan = planOf({
    ...{ command: 'redo', madeAt: now, outputs: project.outputs, sections: [], verdicts: [], actions: [], problems: [] },
    warnings: [...project.warnings, { text: `nothing to redo: ${why}` }],
  });
  return { report: 'removal', command: 'redo', dryRun: false, project, plan, operation: null, declined: false };
}
