// Decides the order by time: newest first, and what comes first where two times are equal, so that the order of the input never counts.

import type { PathText } from '../types/primitives.ts';
import type { Candidate } from './candidate.ts';

/** Returns a sorted copy. Equal times: the higher number first, as the later of the two; then by path. */
export function newestFirst<T extends Candidate>(candidates: readonly T[]): readonly T[] {
  return [...candidates].sort(compareAge);
}

function compareAge(a: Candidate, b: Candidate): number {
  if (a.modifiedAt !== b.modifiedAt) return a.modifiedAt > b.modifiedAt ? -1 : 1;
  return numberOf(b) - numberOf(a) || compareUnits(a.path, b.path);
}

function numberOf({ checkpoint: { epoch, step } }: Candidate): number {
  return step ?? epoch ?? -1;
}

function compareUnits(a: PathText, b: PathText): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
