// Keeps every checkpoint whose epoch or step is a multiple of a number: milestones, for ever (OLMo#59).

import type { Reason } from '../../types/plan.ts';
import type { KeepRules } from '../../types/project.ts';
import { numberAt } from '../candidate-columns.ts';
import { bytes } from '../columns/typed-arrays.ts';
import type { Ranks, RuleResult } from './rule-types.ts';

const [STEPS, EPOCHS] = [1, 2];

/** 0 is a multiple of everything. */
export function keepEvery({ columns: { step, epoch } }: Ranks, { every }: KeepRules): readonly RuleResult[] {
  if (every === undefined) return [];
  const { count, unit } = every;
  const marks = bytes(step.length);
  for (let place = 0; place < marks.length; place++) {
    const isEpochs = unit === 'epochs' || (unit === 'any' && !Number.isNaN(numberAt(epoch, place)));
    if (numberAt(isEpochs ? epoch : step, place) % count === 0) marks[place] = isEpochs ? EPOCHS : STEPS;
  }
  const reasonIn = (its: 'epochs' | 'steps'): Reason => ({ code: 'every', every: count, unit: its });
  const reasons = { epochs: reasonIn('epochs'), steps: reasonIn('steps') };
  return [{ marks, reason: (mark) => reasons[mark === EPOCHS ? 'epochs' : 'steps'] }];
}
