// Keeps the newest regular checkpoints of a group, by number and not by time, those of its newest training first; and the last of each
// training.

import type { KeepRules } from '../../types.ts';
import type { Candidate, Clock } from '../candidate.ts';
import type { Keep, Ranks } from './rule.ts';
import { isWithin } from './slots.ts';

/**
 * Numbers are compared as numbers: sorted as text, 9 outlives 10 (transformers#27138). Equal ones (`epoch_010` and `epoch_10`) share
 * a slot. Those without a number are counted by themselves, by time. A file that is itself named last is the resume point, and stays.
 */
export function keepLast<T extends Candidate>(
  { byRole, generations }: Ranks<T>,
  { last = 0 }: KeepRules,
  _clock: Clock,
  keep: Keep<T>,
): void {
  for (const [index, candidate] of byRole.last.entries()) keep(candidate, { code: 'last', rank: index + 1, of: 'all' });
  for (const [index, candidate] of generations.unnumbered.entries()) {
    if (!isWithin(index + 1, last)) break;
    keep(candidate, { code: 'last', rank: index + 1, of: last });
  }
  let rank = 0;
  for (const training of [...generations.trainings].reverse()) {
    let before: number | undefined;
    for (const { candidate, number } of backwards(training)) {
      if (number !== before) rank++;
      before = number;
      if (!isWithin(rank, last)) return;
      keep(candidate, { code: 'last', rank, of: last });
    }
  }
}

/** Whatever the rules say, where a group holds more than one training: nobody can tell which of them is the one that counts. */
export function keepLastOfGenerations<T extends Candidate>(
  { generations: { trainings } }: Ranks<T>,
  _rules: KeepRules,
  _clock: Clock,
  keep: Keep<T>,
): void {
  if (trainings.length < 2) return;
  for (const [index, training] of trainings.entries()) {
    for (const { candidate, number } of backwards(training)) {
      if (number !== training.at(-1)?.number) break;
      keep(candidate, { code: 'last-of-generation', generation: index + 1, of: trainings.length });
    }
  }
}

/** Without a copy: of a million only the last few are looked at. */
function* backwards<T>(list: readonly T[]): Iterable<T> {
  for (let index = list.length; index > 0; index--) yield list[index - 1] as T;
}
