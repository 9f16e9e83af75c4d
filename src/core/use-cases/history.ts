// Every operation, and until when it can be undone. Reads; changes nothing.

import { checkPlaces } from '../guard/read/check-places.ts';
import { promotedOperations } from '../promotion/read/read-promotions.ts';
import { isUndoable } from '../trash/choose-operation.ts';
import { historyOf } from '../trash/operation-history.ts';
import { allHistory, allOperations, leftAloneIn } from '../trash/read/read-all-trashes.ts';
import { agesIn } from '../trash/read/trash-ages.ts';
import type { HistoryEntry } from '../types/operation.ts';
import type { Instant } from '../types/primitives.ts';
import type { Project } from '../types/project.ts';
import type { HistoryReport } from '../types/reports.ts';
import type { OpenProject } from './open-project.ts';

/** Newest first. */
export function history({ project, host }: OpenProject): HistoryReport {
  return reportOf(project, historyIn(project, host.now), false);
}

/** Only what can be undone. Throws a refusal where a place is not safe. */
export function undoable({ project, host }: OpenProject): HistoryReport {
  checkPlaces(project, [], host.request);
  return reportOf(project, historyIn(project, host.context.now()).filter(isUndoable), true);
}

/** As of `now`. */
export function historyIn(project: Project, now: Instant): readonly HistoryEntry[] {
  const promotions = { operations: promotedOperations(project), now };
  const found = allOperations(project);
  return historyOf(allHistory(project), found, project.trashKeep, promotions, agesIn(project, found, now));
}

function reportOf(project: Project, operations: readonly HistoryEntry[], onlyUndoable: boolean): HistoryReport {
  return { report: 'history', project, onlyUndoable, operations, leftAlone: leftAloneIn(project) };
}
