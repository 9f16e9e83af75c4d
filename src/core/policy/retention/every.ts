// Keeps every checkpoint whose epoch or step is a multiple of a number: milestones, for ever (OLMo#59).

import type { KeepRules, Reason } from '../../types.ts';
import type { Clock } from '../candidate.ts';
import { numberAt, rowAt } from '../candidate-columns.ts';
import type { Keep, Ranks } from './rule.ts';

/** 0 is a multiple of everything. */
export function keepEvery({ usable, columns }: Ranks, { every }: KeepRules, _clock: Clock, keep: Keep): void {
  if (every === undefined) return;
  const { count, unit } = every;
  const reasonIn = (its: 'epochs' | 'steps'): Reason => ({ code: 'every', every: count, unit: its });
  const reasons = { epochs: reasonIn('epochs'), steps: reasonIn('steps') };
  for (let index = 0; index < usable.length; index++) {
    const row = rowAt(usable, index);
    const its = unit !== 'any' ? unit : Number.isNaN(numberAt(columns.epoch, row)) ? 'steps' : 'epochs';
    const number = numberAt(its === 'epochs' ? columns.epoch : columns.step, row);
    if (number % count === 0) keep(row, reasons[its]);
  }
}
