// Carries out a plan as one operation of this host: under a new id, stopped by its signals, told on its terminal.
// Called when the lock is ours and everything has been looked at again.

import type { Run } from '../apply/apply-plan.ts';
import type { Operation } from '../types/operation.ts';
import type { Plan } from '../types/plan.ts';
import type { Host } from './host.ts';

/** What one kind of plan needs besides. */
type More = Omit<Partial<Run>, 'id' | 'now' | 'who' | 'interrupted' | 'pause'>;

export async function runPlan(
  plan: Plan,
  { context, now, who, progress, noteSignals, signal }: Host,
  more: More = {},
): Promise<Operation> {
  const { executePlan } = await import('../apply/apply-plan.ts');
  noteSignals();
  return executePlan(plan, {
    ...more,
    id: context.newId(now),
    now: context.now,
    who: who(),
    interrupted: () => signal() !== null,
    pause: context.pause,
  }).finally(progress.clear);
}
