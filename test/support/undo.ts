// Looks at the trash and undoes, as the command does, without the command.

import { recover } from '../../src/core/effects/recover.ts';
import { unsettledOf } from '../../src/core/planning/recovery.ts';
import { planUndo, type UndoPlan } from '../../src/core/planning/undo.ts';
import type { LocatedOperation } from '../../src/core/policy/whereabouts.ts';
import { locateMoves } from '../../src/core/project/locate-moves.ts';
import { readOperations } from '../../src/core/project/operations.ts';
import type { Operation, Project } from '../../src/core/types.ts';
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
