// What every command that changes something does first, under the lock: looks after runs that came to no end.

import { recover } from '../../core/apply/recover-operations.ts';
import { OutputsError } from '../../core/lib/errors.ts';
import { baseOf, type LocatedOperation } from '../../core/trash/item-location.ts';
import { locateMoves } from '../../core/trash/read/locate-moves.ts';
import { allOperations } from '../../core/trash/read/read-all-trashes.ts';
import { interruptedWarnings, unsettledOf } from '../../core/trash/unsettled-operations.ts';
import type { PathText, Warning } from '../../core/types/primitives.ts';
import type { Project } from '../../core/types/project.ts';
import type { Session } from '../session.ts';

/** What a person should hear of it, once: the next command finds it settled. */
export function recoverTrash(project: Project, { context, request }: Session): readonly Warning[] {
  const located = interruptedIn(project, request.home);
  for (const base of new Set(located.map(({ operation }) => baseOf(operation)))) {
    const lyingThere = located.filter(({ operation }) => baseOf(operation) === base);
    recover(base, lyingThere, context.now());
  }
  return interruptedWarnings(located);
}

/** The same for commands that change nothing. Of a trash that they cannot read `trashAsItIs` warns. */
export function unfinishedWarnings(project: Project): readonly Warning[] {
  try {
    return interruptedWarnings(interruptedIn(project, null));
  } catch (error) {
    if (error instanceof OutputsError) return [];
    throw error;
  }
}

/** Without journals that cannot be believed: `expire-trash.ts` warns of those. */
function interruptedIn(project: Project, home: PathText | null): readonly LocatedOperation[] {
  return unsettledOf(allOperations(project)).flatMap((operation) => {
    const located = locateMoves(project, operation, home);
    return located.ok ? [located.value] : [];
  });
}
