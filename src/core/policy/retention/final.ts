// Keeps what is named final. Its number counts nothing: none of them may go.

import type { KeepRules } from '../../types.ts';
import type { Clock } from '../candidate.ts';
import type { Keep, Ranks } from './rule.ts';

export function keepFinal({ byRole }: Ranks, _rules: KeepRules, _clock: Clock, keep: Keep): void {
  for (const row of byRole.final) keep(row, { code: 'final' });
}
