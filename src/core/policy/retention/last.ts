// Keeps the newest regular checkpoints of a group, by number and not by time, those of its newest training first; and the last of each
// training.

import type { KeepRules } from '../../types.ts';
import type { Clock } from '../candidate.ts';
import { numberAt, rowAt } from '../candidate-columns.ts';
import { endOf } from '../generations.ts';
import type { Keep, Ranks } from './rule.ts';
import { isWithin } from './slots.ts';

/**
 * Numbers are compared as numbers: sorted as text, 9 outlives 10 (transformers#27138). Equal ones (`epoch_010` and `epoch_10`) share
 * a slot. Those without a number are counted by themselves, by time. A file that is itself named last is the resume point, and stays.
 */
export function keepLast({ byRole, generations }: Ranks, { last = 0 }: KeepRules, _clock: Clock, keep: Keep): void {
  const { numbered, numberOf, starts, unnumbered } = generations;
  for (let index = 0; index < byRole.last.length; index++)
    keep(rowAt(byRole.last, index), { code: 'last', rank: index + 1, of: 'all' });
  for (let index = 0; index < unnumbered.length && isWithin(index + 1, last); index++)
    keep(rowAt(unnumbered, index), { code: 'last', rank: index + 1, of: last });
  let rank = 0;
  for (let training = starts.length - 1; training >= 0; training--) {
    const start = starts[training] as number;
    let before: number | undefined;
    for (let index = endOf(generations, training) - 1; index >= start; index--) {
      const row = rowAt(numbered, index);
      const number = numberAt(numberOf, row);
      if (number !== before) rank++;
      before = number;
      if (!isWithin(rank, last)) return;
      keep(row, { code: 'last', rank, of: last });
    }
  }
}

/** Whatever the rules say, where a group holds more than one training: nobody can tell which of them is the one that counts. */
export function keepLastOfGenerations({ generations }: Ranks, _rules: KeepRules, _clock: Clock, keep: Keep): void {
  const { numbered, numberOf, starts } = generations;
  if (starts.length < 2) return;
  for (const [training, start] of starts.entries()) {
    const highest = endOf(generations, training) - 1;
    const number = numberAt(numberOf, rowAt(numbered, highest));
    for (let index = highest; index >= start && numberAt(numberOf, rowAt(numbered, index)) === number; index--)
      keep(rowAt(numbered, index), { code: 'last-of-generation', generation: training + 1, of: starts.length });
  }
}
