// `outputs clean --trash` with no section: frees everything in the trash for good. Asks first, since it holds what cannot be made again.

import { refusal } from '../core/errors.ts';
import { allOperations, leftAloneIn } from '../core/project/all-operations.ts';
import { checkPlaces } from '../core/project/check-places.ts';
import { agesIn } from '../core/project/trash-ages.ts';
import { heldOperations } from '../core/project/trash-holdings.ts';
import type { EmptyTrashReport, HeldOperation, Project } from '../core/types.ts';
import { heldText } from '../render/empty-trash.ts';
import type { ChangeFlags } from './flags.ts';
import { holdingLock } from './hold-lock.ts';
import type { Session } from './session.ts';
import { countWarnings, purgeAll, trashAsItIs } from './trash-care.ts';

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
    const purged = await purgeAll(now, session);
    const trash = trashAsItIs(project, session.context.now());
    return { ...report, purged, trash: { ...trash, warnings: [...trash.warnings, ...countWarnings(purged)] } };
  });
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
