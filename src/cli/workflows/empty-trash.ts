// `outputs clean --trash` with no section: frees everything in the trash for good. Asks first, since it holds what cannot be made again.

import { checkPlaces } from '../../core/guard/read/check-places.ts';
import { refusal } from '../../core/lib/errors.ts';
import type { OperationOnDisk } from '../../core/trash/item-location.ts';
import { allOperations, leftAloneIn } from '../../core/trash/read/read-all-trashes.ts';
import { agesIn } from '../../core/trash/read/trash-ages.ts';
import { heldOperations } from '../../core/trash/read/trash-usage.ts';
import { wayBack } from '../../core/trash/read/way-back.ts';
import type { HeldOperation, Purged } from '../../core/types/operation.ts';
import type { Project } from '../../core/types/project.ts';
import type { EmptyTrashReport } from '../../core/types/reports.ts';
import { heldText } from '../../render/reports/empty-trash.ts';
import type { ChangeFlags } from '../arguments/shared-flags.ts';
import type { Session } from '../session.ts';
import { countWarnings, purgeAll, trashAsItIs } from './expire-trash.ts';
import { holdingLock } from './with-project-lock.ts';

export async function emptyTrash(project: Project, flags: ChangeFlags, session: Session): Promise<EmptyTrashReport> {
  checkPlaces(project, [], session.request);
  const dryRun = flags.dryRun === true;
  const found = allOperations(project);
  const held = heldOperations(found, agesIn(project, found, session.now));
  const leftAlone = leftAloneIn(project);
  const report = { report: 'empty-trash', dryRun, project, held, purged: null, declined: false, leftAlone } as const;
  if (dryRun || found.length === 0) return { ...report, trash: trashAsItIs(project, session.context.now()) };
  if (flags.yes !== true && held.length > 0 && !(await consent(held, session))) {
    return { ...report, declined: true, trash: trashAsItIs(project, session.context.now()) };
  }
  return holdingLock({ command: 'clean', project, flags }, session, async () => {
    session.noteSignals();
    // What came into the trash while somebody was reading was not asked about.
    const asked = new Set(found.map(({ path }) => path));
    const now = allOperations(project).filter(({ path }) => asked.has(path));
    const isKnown = (operation: OperationOnDisk): boolean =>
      wayBack(project, operation, session.now, session.request.home).unknown === 0;
    const purged = [...(await purgeAll(now.filter(isKnown), session)), ...now.filter((each) => !isKnown(each)).map(untouched)];
    const trash = trashAsItIs(project, session.context.now());
    return { ...report, purged, trash: { ...trash, warnings: [...trash.warnings, ...countWarnings(purged)] } };
  });
}

/** It would be begun, and end halfway. */
function untouched({ id, path }: OperationOnDisk): Purged {
  return { operation: id, freedBytes: 0, allocatedBytes: 0, left: { result: 'skipped', why: 'changed' }, path };
}

async function consent(held: readonly HeldOperation[], session: Session): Promise<boolean> {
  if (!session.mayAsk()) {
    throw refusal(
      `this would free ${heldText(held)} in the trash for good, and there is nobody to ask; nothing was touched`,
      'add --yes to go ahead, or --dry-run to see what is there',
    );
  }
  const answer = await session.ask(`Free ${heldText(held)} in the trash for good? This cannot be undone. [y/N] `);
  return answer !== null && /^\s*y(es)?\s*$/i.test(answer);
}
