// Keeps every checkpoint whose epoch or step is a multiple of a number: milestones, for ever (OLMo#59).

import type { KeepRules } from '../../types/project.ts';
import type { Candidate, RetentionClock } from '../candidate.ts';
import type { RuleResult, UsableGroup } from './rule-types.ts';

/** 0 is a multiple of everything. */
export function* keepEvery<T extends Candidate>(
  { usable }: UsableGroup<T>,
  { every }: KeepRules,
  _clock: RetentionClock,
): Iterable<RuleResult<T>> {
  if (every === undefined) return;
  for (const candidate of usable) {
    const { epoch, step } = candidate.checkpoint;
    const unit = every.unit !== 'any' ? every.unit : epoch === undefined ? 'steps' : 'epochs';
    const number = unit === 'epochs' ? epoch : step;
    if (number !== undefined && number % every.count === 0)
      yield { candidate, reason: { code: 'every', every: every.count, unit } };
  }
}
