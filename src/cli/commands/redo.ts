// `outputs redo`: does again what the last `undo` took back, as a plan through the same guards. What is not the same any more stays.

import type { Command } from 'commander';
import { recordRedone } from '../../core/effects/redo-files.ts';
import { historyOf } from '../../core/planning/history.ts';
import { planOf } from '../../core/planning/plan.ts';
import { commandToRedo, isRenamedAgain, planRedo, sectionsToRedo } from '../../core/planning/redo.ts';
import { redoChain, type Undone } from '../../core/planning/redo-chain.ts';
import type { RecordedPlan } from '../../core/policy/journal-format.ts';
import { isRenewal } from '../../core/policy/whereabouts.ts';
import { allHistory, allOperations } from '../../core/project/all-operations.ts';
import { redoJournal } from '../../core/project/redo-journal.ts';
import type { CheckFixReport, HistoryEntry, Operation, Project, RemovalReport, UndoReport } from '../../core/types.ts';
import { examine } from '../examine.ts';
import { fixNames } from '../fix-names.ts';
import { addChangeFlags, addHelpNotes, type ChangeFlags } from '../flags.ts';
import { loadToChange } from '../load-to-change.ts';
import { lookAt } from '../look.ts';
import { carryOut } from '../removal.ts';
import type { Session } from '../session.ts';
import { undoOperation } from './undo.ts';

type RedoFlags = Omit<ChangeFlags, 'plan'>;

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
    ? await fixNames(flags, session, { isAgain: isRenamedAgain(journal), done: redone })
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
    const look = await lookAt(project, sections, session);
    const evidence = prunes ? await examine(project, look.scans, session) : new Map();
    return planRedo(journal, { project, ...look, evidence, now: session.now });
  };
  return carryOut({ command: 'redo', project, sections, flags, plan, done }, session);
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
