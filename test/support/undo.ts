// Looks at the trash and undoes, as the command does, without the command.

import { recover } from '../../src/core/apply/recover-operations.ts';
import type { LocatedOperation } from '../../src/core/trash/item-location.ts';
import { planUndo, type UndoPlan } from '../../src/core/trash/plan-undo.ts';
import { locateMoves } from '../../src/core/trash/read/locate-moves.ts';
import { readOperations } from '../../src/core/trash/read/read-operations.ts';
import { unsettledOf } from '../../src/core/trash/unsettled-operations.ts';
import type { Operation } from '../../src/core/types/operation.ts';
import type { Project } from '../../src/core/types/project.ts';
import { apply } from './plan.ts';

export function locate(project: Project, id = 'op'): LocatedOperation {
  const operation = readOperations(project.outputs).find((each) => each.id === id);
  if (operation === undefined) throw new Error(`no operation ${id}`);
  const located = locateMoves(project, operation, null);
  if (!located.ok) throw new Error(located.why);
  return located.value;
}

export function planUndoOf(project: Project, id = 'op'): UndoPlan {
  return planUndo(locate(project, id), project, 0n);
}

/** What could not be put back comes with it. */
export async function undo(project: Project, id = 'op'): Promise<Operation & Pick<UndoPlan, 'conflicts'>> {
  const { plan, conflicts } = planUndoOf(project, id);
  return { ...(await apply(plan, { id: 'undo' })), conflicts };
}

export function recoverAll(project: Project): void {
  const unsettled = unsettledOf(readOperations(project.outputs));
  const located = unsettled.flatMap((operation) => {
    const found = locateMoves(project, operation, null);
    return found.ok ? [found.value] : [];
  });
  recover(project.outputs, located, 0n);
}
