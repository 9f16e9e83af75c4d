// Keeps what is named final. Its number counts nothing: none of them may go.

import type { Candidate } from '../candidate.ts';
import type { RuleResult, UsableGroup } from './rule-types.ts';

export function* keepFinal<T extends Candidate>({ byRole }: UsableGroup<T>): Iterable<RuleResult<T>> {
  for (const candidate of byRole.final) yield { candidate, reason: { code: 'final' } };
}
