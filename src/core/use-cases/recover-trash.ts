// What every command that changes something does first, under the lock: looks after runs that came to no end.

import { recover } from '../apply/recover-operations.ts';
import { OutputsError } from '../lib/errors.ts';
import { baseOf, type LocatedOperation } from '../trash/item-location.ts';
import { locateMoves } from '../trash/read/locate-moves.ts';
import { allOperations } from '../trash/read/read-all-trashes.ts';
import { interruptedWarnings, unsettledOf } from '../trash/unsettled-operations.ts';
import type { PathText, Warning } from '../types/primitives.ts';
import type { Project } from '../types/project.ts';
import type { Host } from './host.ts';

/** What a person should hear of it, once: the next command finds it settled. */
export function recoverTrash(project: Project, { context, request }: Host): readonly Warning[] {
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
