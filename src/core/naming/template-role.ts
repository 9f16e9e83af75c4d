// Decides by its words in which role a checkpoint is that follows a name template.

import type { CheckpointRole } from '../types/checkpoints.ts';
import { wordsOf } from './checkpoint-from-name.ts';
import type { Template } from './template.ts';

/** Null where a template says neither a role nor a number, so that nothing follows from it. */
export function roleIn({ pieces, fields }: Template): CheckpointRole | null {
  const words = pieces.filter((piece) => typeof piece === 'string').flatMap(wordsOf);
  const role = (['best', 'final', 'last'] as const).find((word) => words.includes(word));
  return role ?? (fields.some((field) => field.kind === 'number') ? 'regular' : null);
}
