// Keeps what is named final. Its number counts nothing: none of them may go.

import { ROLES } from '../candidate-columns.ts';
import type { Ranks, RuleResult } from './rule-types.ts';

export function keepFinal({ columns: { role } }: Ranks): readonly RuleResult[] {
  if (!role.includes(ROLES.final)) return [];
  return [{ marks: role.map((its) => (its === ROLES.final ? 1 : 0)), reason: () => ({ code: 'final' }) }];
}
