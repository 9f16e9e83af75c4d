// Decides what rules look at: the complete checkpoints of a group, by role and by training session.

import type { CheckpointRole } from '../types/checkpoints.ts';
import type { Candidate } from './candidate.ts';
import type { UsableGroup } from './rules/rule-types.ts';
import { trainingSessionsOf } from './training-sessions.ts';

/** Expects one group, newest first. */
export function usableGroup<T extends Candidate>(newestFirst: readonly T[]): UsableGroup<T> {
  const usable = newestFirst.filter(({ completeness }) => completeness !== 'incomplete');
  const byRole: Record<CheckpointRole, T[]> = { regular: [], best: [], last: [], final: [] };
  for (const candidate of usable) byRole[candidate.checkpoint.role].push(candidate);
  return { usable, byRole, sessions: trainingSessionsOf(byRole.regular) };
}
