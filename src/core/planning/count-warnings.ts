// Decides whether a count of best or final checkpoints asked for less than stays: no number lets a named one go.

import { groupsOf } from '../policy/retention.ts';
import type { Checkpoint, KeepRules, PathText, Warning } from '../types.ts';

interface Named {
  /** Relative to the section. */
  readonly path: PathText;
  readonly checkpoint: Checkpoint;
}

export function countWarnings(found: readonly Named[], rules: KeepRules): readonly Warning[] {
  return (['best', 'final'] as const).flatMap((role) => {
    const asked = rules[role] ?? 'all';
    const most = mostOf(found.filter(({ checkpoint }) => checkpoint.role === role));
    if (asked === 'all' || most <= asked) return [];
    const stay = most === 1 ? 'stays' : 'stay';
    const why = 'named best and final checkpoints always stay; the number counts ranked ones once metrics are known';
    return [{ text: `${role}: ${asked} asked for, and ${most} of one model ${stay}: ${why}` }];
  });
}

/** How many the largest group has. */
function mostOf(found: readonly Named[]): number {
  let most = 0;
  for (const group of groupsOf(found).values()) most = Math.max(most, group.length);
  return most;
}
