// Takes a promotion back: what it made goes to the trash, where nobody has changed it. That is an operation of its own, and can be undone.

import { openPath, withRoot } from '../disk/directory.ts';
import { bytesText } from '../lib/amounts.ts';
import { stateOf } from '../plans/operation-result.ts';
import { type PromotionFound, planUndoPromotion } from '../promotion/plan-undo-promotion.ts';
import { promotedOperations, promotionsIn } from '../promotion/read/read-promotions.ts';
import { recordUndone } from '../promotion/write/record-undone.ts';
import type { Scan } from '../types/items.ts';
import type { HistoryEntry } from '../types/operation.ts';
import type { Duration } from '../types/primitives.ts';
import type { Project } from '../types/project.ts';
import type { RemovalReport } from '../types/reports.ts';
import { compareWithPromotion } from '../verify/check-promoted.ts';
import type { Host } from './host.ts';
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
  host: Host,
): Promise<RemovalReport> {
  const sections = project.sections.filter(({ kind }) => kind === 'models');
  const makePlan = async () => {
    const { scans, surroundings } = await scanAndCollect(project, sections, host);
    const found = scans.flatMap((scan) => foundIn(scan, id, host));
    return planUndoPromotion({ project, found, surroundings, now: host.now });
  };
  const removal = { command: 'undo', project, sections, flags: { ...flags, yes: true as const }, plan: makePlan };
  const report = await executeRemoval(removal, host);
  const { operation } = report;
  if (operation !== null && stateOf(operation) === 'done' && !promotedOperations(project).has(id))
    recordUndone(project.outputs, { op: id, by: operation.id, at: host.context.now() });
  return report;
}

function foundIn(scan: Scan, id: string, { progress }: Host): readonly PromotionFound[] {
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
