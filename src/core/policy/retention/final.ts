// Keeps what is named final. Its number counts nothing: none of them may go.

import type { KeepRules } from '../../types.ts';
import type { Candidate, Clock } from '../candidate.ts';
import type { Keep, Ranks } from './rule.ts';

export function keepFinal<T extends Candidate>({ byRole }: Ranks<T>, _rules: KeepRules, _clock: Clock, keep: Keep<T>): void {
  for (const candidate of byRole.final) keep(candidate, { code: 'final' });
}
