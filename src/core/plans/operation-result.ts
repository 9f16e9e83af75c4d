// Decides what an operation came to, from how its actions ended. The exit code and the JSON `state` both follow it.

import type { Operation, StepOutcome } from '../types/operation.ts';

/** `partial`: something planned was left or failed. `interrupted`: a signal stopped it between two actions. */
export type OperationState = 'done' | 'partial' | 'interrupted';

export function stateOf(operation: Pick<Operation, 'outcomes'>): OperationState {
  if (operation.outcomes.some(isInterrupted)) return 'interrupted';
  return operation.outcomes.every(isSuccess) ? 'done' : 'partial';
}

/** What somebody else had already removed counts as done. */
function isSuccess(outcome: StepOutcome): boolean {
  return outcome.result === 'done' || outcome.result === 'gone';
}

function isInterrupted(outcome: StepOutcome): boolean {
  return (outcome.result === 'skipped' || outcome.result === 'unfreed') && outcome.why === 'interrupted';
}
