// `outputs clean --trash` with no section: frees everything in the trash for good. Asks first, since it holds what cannot be made again.

import { checkPlaces } from '../guard/read/check-places.ts';
import type { OperationOnDisk } from '../trash/item-location.ts';
import { allOperations, leftAloneIn } from '../trash/read/read-all-trashes.ts';
import { agesIn } from '../trash/read/trash-ages.ts';
import { heldOperations } from '../trash/read/trash-usage.ts';
import { wayBack } from '../trash/read/way-back.ts';
import type { Purged } from '../types/operation.ts';
import type { Project } from '../types/project.ts';
import type { EmptyTrashReport } from '../types/reports.ts';
import { countWarnings, purgeAll, trashAsItIs } from './expire-trash.ts';
import type { ChangeOptions, Host } from './host.ts';
import { holdingLock } from './with-project-lock.ts';

export async function emptyTrash(project: Project, flags: ChangeOptions, host: Host): Promise<EmptyTrashReport> {
  checkPlaces(project, [], host.request);
  const dryRun = flags.dryRun === true;
  const found = allOperations(project);
  const held = heldOperations(found, agesIn(project, found, host.now));
  const leftAlone = leftAloneIn(project);
  const report = { report: 'empty-trash', dryRun, project, held, purged: null, declined: false, leftAlone } as const;
  if (dryRun || found.length === 0) return { ...report, trash: trashAsItIs(project, host.context.now()) };
  if (flags.yes !== true && held.length > 0 && !(await host.confirm({ about: 'trash', held }))) {
    return { ...report, declined: true, trash: trashAsItIs(project, host.context.now()) };
  }
  return holdingLock({ command: 'clean', project, flags }, host, async () => {
    host.noteSignals();
    // What came into the trash while somebody was reading was not asked about.
    const asked = new Set(found.map(({ path }) => path));
    const now = allOperations(project).filter(({ path }) => asked.has(path));
    const isKnown = (operation: OperationOnDisk): boolean =>
      wayBack(project, operation, host.now, host.request.home).unknown === 0;
    const purged = [...(await purgeAll(now.filter(isKnown), host)), ...now.filter((each) => !isKnown(each)).map(untouched)];
    const trash = trashAsItIs(project, host.context.now());
    return { ...report, purged, trash: { ...trash, warnings: [...trash.warnings, ...countWarnings(purged)] } };
  });
}

/** It would be begun, and end halfway. */
function untouched({ id, path }: OperationOnDisk): Purged {
  return { operation: id, freedBytes: 0, allocatedBytes: 0, left: { result: 'skipped', why: 'changed' }, path };
}
