// Decides where each checkpoint stands among those of its group: how many are newer, and of which training it is.
//
// By time, but the numbered ones of a training are in the order of their numbers: they share the places in time that they have together.

import type { Candidate } from '../policy/candidate.ts';
import { generationsOf } from '../policy/generations.ts';
import type { Group } from '../policy/group.ts';
import { newestFirst } from '../policy/retention/newest-first.ts';
import type { PathText } from '../types.ts';

export interface GroupPlace {
  /** 0 for the newest. */
  readonly newer: number;
  /** From 0, the oldest training first; 0 where there is no number. */
  readonly generation: number;
}

/** By path. */
export function placesIn(groups: readonly Group<Candidate>[]): ReadonlyMap<PathText, GroupPlace> {
  const places = new Map<PathText, GroupPlace>();
  for (const { members } of groups) addPlaces(members, places);
  return places;
}

function addPlaces(group: readonly Candidate[], places: Map<PathText, GroupPlace>): void {
  const ordered = newestFirst(group);
  const { trainings, unnumbered } = generationsOf(ordered.filter(({ checkpoint }) => checkpoint.role === 'regular'));
  const withoutNumber = new Set(unnumbered);
  let generation = trainings.length - 1;
  let left = trainings[generation]?.length ?? 0;
  let newer = 0;
  for (const candidate of ordered) {
    if (candidate.checkpoint.role !== 'regular' || withoutNumber.has(candidate)) {
      places.set(candidate.path, { newer: newer++, generation: 0 });
      continue;
    }
    if (left === 0) left = trainings[--generation]?.length ?? 0;
    const its = trainings[generation]?.[--left];
    if (its !== undefined) places.set(its.candidate.path, { newer: newer++, generation });
  }
}
