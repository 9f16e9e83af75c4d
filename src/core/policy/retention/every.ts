// Keeps every checkpoint whose epoch or step is a multiple of a number: milestones, for ever (OLMo#59).

import type { Checkpoint, Every, KeepRules, Reason } from '../../types.ts';
import type { Candidate, Clock } from '../candidate.ts';
import type { Keep, Ranks } from './rule.ts';

/** 0 is a multiple of everything. */
export function keepEvery<T extends Candidate>({ usable }: Ranks<T>, { every }: KeepRules, _clock: Clock, keep: Keep<T>): void {
  if (every === undefined) return;
  for (const candidate of usable) {
    const { checkpoint } = candidate;
    const unit = countedUnit(checkpoint, every);
    const number = unit === 'epochs' ? checkpoint.epoch : checkpoint.step;
    if (number !== undefined && number % every.count === 0) keep(candidate, { code: 'every', every: every.count, unit });
  }
}

function countedUnit({ epoch }: Checkpoint, { unit }: Every): Extract<Reason, { code: 'every' }>['unit'] {
  if (unit !== 'any') return unit;
  return epoch === undefined ? 'steps' : 'epochs';
}
