// Keeps the newest regular checkpoints of a group, by number and not by time, those of its newest training first; and the last of each
// training.

import type { KeepRules } from '../../types/project.ts';
import { numberAt, ROLES, rowAt } from '../candidate-columns.ts';
import { counts } from '../columns/typed-arrays.ts';
import { trainingsOf } from '../training-sessions.ts';
import { groupAt, type Ranks, type RuleResult } from './rule-types.ts';
import { slotsOf } from './slots.ts';

/**
 * Numbers are compared as numbers: sorted as text, 9 outlives 10 (transformers#27138). Equal ones (`epoch_010` and `epoch_10`) share
 * a slot. Those without a number are counted by themselves, by time. A file that is itself named last is the resume point, and stays.
 */
export function keepLast(ranks: Ranks, { last = 0 }: KeepRules): readonly RuleResult[] {
  const { role } = ranks.columns;
  const areNamed = role.includes(ROLES.last);
  if (last === 0 && !areNamed) return [];
  const marks = counts(role.length);
  if (areNamed) rankNamed(ranks, marks);
  if (last !== 0) {
    rankUnnumbered(ranks, slotsOf(last), marks);
    rankNumbered(ranks, slotsOf(last), marks);
  }
  return [{ marks, reason: (rank, place) => ({ code: 'last', rank, of: role[place] === ROLES.last ? 'all' : last }) }];
}

function rankNamed({ columns: { role }, groups: { starts } }: Ranks, marks: Uint32Array): void {
  for (let group = 1; group < starts.length; group++) {
    const end = rowAt(starts, group);
    let rank = 0;
    for (let place = rowAt(starts, group - 1); place < end; place++) if (role[place] === ROLES.last) marks[place] = ++rank;
  }
}

function rankUnnumbered({ generations: { unnumbered } }: Ranks, slots: number, marks: Uint32Array): void {
  const { rows, starts } = unnumbered;
  for (let group = 1; group < starts.length; group++) {
    const start = rowAt(starts, group - 1);
    const end = Math.min(rowAt(starts, group), start + slots);
    for (let index = start; index < end; index++) marks[rowAt(rows, index)] = index - start + 1;
  }
}

function rankNumbered({ generations }: Ranks, slots: number, marks: Uint32Array): void {
  const { numberOf, numbered, starts, trainings } = generations;
  for (let group = 1; group < trainings.length; group++) {
    let rank = 0;
    for (let training = rowAt(trainings, group) - 1; rank <= slots && training >= rowAt(trainings, group - 1); training--) {
      const start = starts[training] as number;
      let before = Number.NaN;
      for (let index = (starts[training + 1] as number) - 1; index >= start; index--) {
        const place = rowAt(numbered, index);
        const number = numberAt(numberOf, place);
        if (number !== before && ++rank > slots) break;
        before = number;
        marks[place] = rank;
      }
    }
  }
}

/** Whatever the rules say, where a group holds more than one training: nobody can tell which of them is the one that counts. */
export function keepLastOfGenerations({ generations, groups }: Ranks): readonly RuleResult[] {
  const { numberOf, numbered, starts, trainings } = generations;
  let marks: Uint32Array | null = null;
  for (let group = 0; group + 1 < trainings.length; group++) {
    if (trainingsOf(generations, group) < 2) continue;
    marks ??= counts(numberOf.length);
    const first = rowAt(trainings, group);
    for (let training = first; training < rowAt(trainings, group + 1); training++) {
      const highest = (starts[training + 1] as number) - 1;
      const number = numberAt(numberOf, rowAt(numbered, highest));
      for (let index = highest; index >= (starts[training] as number); index--) {
        if (numberAt(numberOf, rowAt(numbered, index)) !== number) break;
        marks[rowAt(numbered, index)] = training - first + 1;
      }
    }
  }
  if (marks === null) return [];
  const countAt = (place: number): number => trainingsOf(generations, groupAt(groups, place));
  return [{ marks, reason: (generation, place) => ({ code: 'last-of-generation', generation, of: countAt(place) }) }];
}
