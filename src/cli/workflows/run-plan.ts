// Carries out a plan as one operation of this session: under a new id, stopped by its signals, told on its terminal.
// Called when the lock is ours and everything has been looked at again.

import type { Run } from '../../core/apply/apply-plan.ts';
import type { Operation } from '../../core/types/operation.ts';
import type { Plan } from '../../core/types/plan.ts';
import type { Session } from '../session.ts';

/** What one kind of plan needs besides. */
type More = Omit<Partial<Run>, 'id' | 'now' | 'who' | 'interrupted' | 'pause'>;

export async function carryOutPlan(
  plan: Plan,
  { context, now, who, progress, noteSignals, signal }: Session,
  more: More = {},
): Promise<Operation> {
  const { applyPlan } = await import('../../core/apply/apply-plan.ts');
  noteSignals();
  return applyPlan(plan, {
    ...more,
    id: context.newId(now),
    now: context.now,
    who: who(),
    interrupted: () => signal() !== null,
    pause: context.pause,
  }).finally(progress.clear);
}
