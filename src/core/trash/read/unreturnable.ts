// Counts what of an operation in the trash has no way back, by the plan that undo would make now. Changes nothing.

import type { Instant, PathText } from '../../types/primitives.ts';
import type { Project } from '../../types/project.ts';
import type { OperationOnDisk } from '../item-location.ts';
import { planUndo } from '../plan-undo.ts';
import { locateMoves } from './locate-moves.ts';

/** Only of what would be freed: that is nothing of a journal that cannot be believed, and nothing that a journal does not list. */
export function unreturnable(project: Project, operation: OperationOnDisk, now: Instant, home: PathText | null): number {
  const located = locateMoves(project, operation, home);
  if (!located.ok) return 0;
  return planUndo(located.value, project, now).conflicts.filter(({ why }) => why !== 'missing' && why !== 'stray').length;
}

/**
 * How many of the things that lie in its part of the trash are not those of its journal: others took their numbers, or the project was
 * copied without its times (`cp -r`, `rsync -r`), so that nobody can tell them apart. To free such a part would end halfway, each time.
 */
export function unknownItems(project: Project, operation: OperationOnDisk, home: PathText | null): number {
  const located = locateMoves(project, operation, home);
  return located.ok ? located.value.moves.filter(({ is }) => is === 'stray').length : 0;
}
