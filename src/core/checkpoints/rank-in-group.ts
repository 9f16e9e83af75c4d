// Decides, for each checkpoint, how many of its group are newer and which training session it belongs to.
//
// By time, but the numbered ones of a session are in the order of their numbers: they share the places in time that they have together.

import type { Candidate } from '../retention/candidate.ts';
import { trainingSessionsOf } from '../retention/training-sessions.ts';

export interface Placed<T> {
  readonly candidate: T;
  /** Its step or epoch, as its group counts; undefined where it has none. Only of regular ones. */
  readonly number: number | undefined;
  /** From 0, the oldest session first; 0 where there is no number. */
  readonly session: number;
}

/** Expects one group by time, newest first, and returns it in its own order, newest first. */
export function placesInGroup<T extends Candidate>(newestFirst: readonly T[]): readonly Placed<T>[] {
  const { sessions } = trainingSessionsOf(newestFirst.filter(({ checkpoint }) => checkpoint.role === 'regular'));
  const numbered = sessions.flatMap((members, session) => members.map((member) => ({ ...member, session })));
  const hasNumber = new Set(numbered.map(({ candidate }) => candidate));
  // From the highest number of the newest session down.
  return newestFirst.map(
    (candidate) => (hasNumber.has(candidate) ? numbered.pop() : undefined) ?? { candidate, number: undefined, session: 0 },
  );
}
