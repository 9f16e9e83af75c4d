// Counts what of an operation in the trash has no way back, by the plan that undo would make now. Changes nothing.

import type { Instant, PathText } from '../../types/primitives.ts';
import type { Project } from '../../types/project.ts';
import type { OperationOnDisk } from '../item-location.ts';
import { planUndo } from '../plan-undo.ts';
import { locateMoves } from './locate-moves.ts';

export interface WayBack {
  /** Entries that undo could not bring back, though they lie in the trash. */
  readonly unreturnable: number;
  /**
   * Things in its part of the trash that are not those of its journal: others took their numbers, or the project was copied without its
   * times (`cp -r`, `rsync -r`), so that nobody can tell them apart. Freeing such a part would end halfway, each time.
   */
  readonly unknown: number;
}

/** Of a journal that cannot be believed nothing is known, and nothing is ever freed: zero of both. */
export function wayBack(project: Project, operation: OperationOnDisk, now: Instant, home: PathText | null): WayBack {
  const located = locateMoves(project, operation, home);
  if (!located.ok) return { unreturnable: 0, unknown: 0 };
  const { conflicts } = planUndo(located.value, project, now);
  return {
    unreturnable: conflicts.filter(({ why }) => why !== 'missing' && why !== 'stray').length,
    unknown: located.value.moves.filter(({ is }) => is === 'stray').length,
  };
}
