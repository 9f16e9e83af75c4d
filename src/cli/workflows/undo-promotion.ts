// Takes a promotion back: what it made goes to the trash, where nobody has changed it. That is an operation of its own, and can be undone.

import { openPath, withRoot } from '../../core/disk/directory.ts';
import { stateOf } from '../../core/plans/operation-result.ts';
import { type PromotionFound, planUndoPromotion } from '../../core/promotion/plan-undo-promotion.ts';
import { promotedOperations, promotionsIn } from '../../core/promotion/read/read-promotions.ts';
import { recordUndone } from '../../core/promotion/write/record-undone.ts';
import type { Scan } from '../../core/types/items.ts';
import type { HistoryEntry } from '../../core/types/operation.ts';
import type { Duration } from '../../core/types/primitives.ts';
import type { Project } from '../../core/types/project.ts';
import type { RemovalReport } from '../../core/types/reports.ts';
import { compareWithPromotion } from '../../core/verify/check-promoted.ts';
import { bytesText } from '../../render/text/amounts.ts';
import type { Session } from '../session.ts';
import { executeRemoval } from './run-removal.ts';
import { scanAndCollect } from './scan-sections.ts';

/** By what lies there: the history alone is advice. */
export function isPromotion({ id, command }: HistoryEntry, project: Project): boolean {
  return command === 'promote' && promotedOperations(project).has(id);
}

export async function undoPromotion(
  { id }: HistoryEntry,
  project: Project,
  flags: { readonly dryRun?: true; readonly wait?: Duration },
  session: Session,
): Promise<RemovalReport> {
  const sections = project.sections.filter(({ kind }) => kind === 'models');
  const makePlan = async () => {
    const { scans, surroundings } = await scanAndCollect(project, sections, session);
    const found = scans.flatMap((scan) => foundIn(scan, id, session));
    return planUndoPromotion({ project, found, surroundings, now: session.now });
  };
  const removal = { command: 'undo', project, sections, flags: { ...flags, yes: true as const }, plan: makePlan };
  const report = await executeRemoval(removal, session);
  const { operation } = report;
  if (operation !== null && stateOf(operation) === 'done' && !promotedOperations(project).has(id))
    recordUndone(project.outputs, { op: id, by: operation.id, at: session.context.now() });
  return report;
}

function foundIn(scan: Scan, id: string, { progress }: Session): readonly PromotionFound[] {
  if (scan.directory === null) return [];
  return withRoot((root) => {
    const folder = openPath(root, scan.realPath);
    return promotionsIn(folder, scan.items).flatMap(({ model, metadata, read, isAsWritten, card, item }): PromotionFound[] => {
      if (!read.ok || read.value.operation !== id || item === null) return [];
      const onBytes = (bytes: number) => progress.say(() => `comparing the model: ${bytesText(bytes)}`);
      const { damage } = compareWithPromotion(folder, model, read.value, { deep: true, onBytes });
      return [{ promotion: read.value, scan, metadata, isAsWritten, card, model: item, damage }];
    });
  });
}
