// Decides where each checkpoint stands among those of its group: how many are newer, and of which training it is.
//
// By time, but the numbered ones of a training are in the order of their numbers: they share the places in time that they have together.

import type { Candidate } from '../policy/candidate.ts';
import { generationsOf } from '../policy/generations.ts';
import { newestFirst } from '../policy/retention/newest-first.ts';

export interface GroupPlace {
  /** 0 for the newest. */
  readonly newer: number;
  /** From 0, the oldest training first; 0 where there is no number. */
  readonly generation: number;
}

export function placesIn<T extends Candidate>(group: readonly T[]): ReadonlyMap<T, GroupPlace> {
  const ordered = newestFirst(group);
  const { trainings } = generationsOf(ordered.filter(({ checkpoint }) => checkpoint.role === 'regular'));
  const numbered = [...trainings.entries()]
    .reverse()
    .flatMap(([generation, training]) => [...training].reverse().map(({ candidate }) => ({ candidate, generation })));
  const byNumber = new Set(numbered.map(({ candidate }) => candidate));
  const places = new Map<T, GroupPlace>();
  let next = 0;
  for (const [newer, candidate] of ordered.entries()) {
    if (!byNumber.has(candidate)) places.set(candidate, { newer, generation: 0 });
    else {
      const its = numbered[next++];
      if (its !== undefined) places.set(its.candidate, { newer, generation: its.generation });
    }
  }
  return places;
}
