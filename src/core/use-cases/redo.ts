// Does again what the last undo took back, as a plan through the same guards. What is not the same any more stays.

import type { RecordedPlan } from '../journal/journal-format.ts';
import { planOf } from '../plans/assemble-plan.ts';
import { commandToRedo, planRedo, renamedAgain, sectionsToRedo } from '../removal/plan-redo.ts';
import { isRenewal } from '../trash/item-location.ts';
import { historyOf } from '../trash/operation-history.ts';
import { allHistory, allOperations } from '../trash/read/read-all-trashes.ts';
import { redoJournal } from '../trash/read/redo-journal.ts';
import { redoChain, type Undone } from '../trash/redo-chain.ts';
import { recordRedone } from '../trash/write/redo-files.ts';
import type { HistoryEntry, Operation } from '../types/operation.ts';
import type { Project } from '../types/project.ts';
import type { CheckFixReport, RemovalReport, UndoReport } from '../types/reports.ts';
import { collectEvidence } from './examine-checkpoints.ts';
import { fixNames } from './fix-names.ts';
import type { ChangeOptions, Host } from './host.ts';
import type { OpenProject } from './open-project.ts';
import { executeRemoval } from './run-removal.ts';
import { scanAndCollect } from './scan-sections.ts';
import { undoOperation } from './undo.ts';

export type RedoOptions = Omit<ChangeOptions, 'plan'>;

export async function redo(
  { project, host }: OpenProject,
  flags: RedoOptions = {},
): Promise<RemovalReport | CheckFixReport | UndoReport> {
  const [next] = redoChain(allHistory(project));
  if (next === undefined) return nothing(project, host, NOTHING_UNDONE);
  const promotion = heldBy(next, project);
  if (promotion !== null) return undoOperation(promotion, project, flags, host);
  const journal = redoJournal(project, next.id);
  if (journal === null) return nothing(project, host, `what ${next.id} did is not written down any more, or cannot be believed`);
  const redone = (operation: Operation | null) =>
    recordRedone(project.outputs, { op: next.id, by: operation?.id ?? null, at: host.context.now() });
  const report = journal.moves.some(isRenewal)
    ? await fixNames(flags, host, { again: (actions) => renamedAgain(journal, actions), done: redone })
    : await moveAgain(journal, project, flags, host, redone);
  // Nothing of it is as it was: the next redo is about the one after it.
  if (report.operation === null && !report.declined && !report.dryRun) redone(null);
  return report;
}

function moveAgain(
  journal: RecordedPlan,
  project: Project,
  flags: RedoOptions,
  host: Host,
  done: (operation: Operation) => void,
): Promise<RemovalReport> {
  const sections = sectionsToRedo(journal, project);
  const prunes = commandToRedo(journal).startsWith('prune');
  const plan = async () => {
    const look = await scanAndCollect(project, sections, host);
    const evidence = prunes ? await collectEvidence(project, look.scans, host) : new Map();
    return planRedo(journal, { project, ...look, evidence, now: host.now });
  };
  return executeRemoval({ command: 'redo', project, sections, flags, plan, done }, host);
}

/** The operation that undid a promotion, if its model is still in the trash: putting the model back redoes the promotion. */
function heldBy({ by }: Undone, project: Project): HistoryEntry | null {
  const entries = historyOf(allHistory(project), allOperations(project), project.trashKeep);
  return entries.find(({ id, command, undoableUntil }) => id === by && command === 'undo' && undoableUntil !== null) ?? null;
}

const NOTHING_UNDONE = 'nothing was undone, or something was done since';

function nothing(project: Project, { now }: Host, why: string): RemovalReport {
  const plan = planOf({
    ...{ command: 'redo', madeAt: now, outputs: project.outputs, sections: [], verdicts: [], actions: [], problems: [] },
    warnings: [...project.warnings, { text: `nothing to redo: ${why}` }],
  });
  return { report: 'removal', command: 'redo', dryRun: false, project, plan, operation: null, declined: false };
}
