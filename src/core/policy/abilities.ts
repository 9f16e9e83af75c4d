// Decides what the checkpoints of each run are good for, before and after a plan, and which of it the plan takes away.
// Where nobody knows, it counts as possible: a checkpoint whose optimizer state could not be looked for may have it.

import type { Abilities, Ability, AbilityChange, PathText } from '../types.ts';
import type { Candidate } from './candidate.ts';
import {
  type Columns,
  everyRow,
  type Grouped,
  numberAt,
  ROLES,
  type Rows,
  rowAt,
  rowsWith,
  stepOrEpoch,
} from './candidate-columns.ts';
import { doubles } from './number-columns.ts';
import { byCodePoint } from './order.ts';
import { sortRows } from './sort-rows.ts';

/** The checkpoints of a section, as far as using them goes: what is asked of each, by its row. */
export interface Usables {
  readonly checkpointAt: (row: number) => Pick<Candidate, 'path' | 'run' | 'checkpoint'>;
  readonly columns: Columns;
  /** By run and model: what was saved later comes before what was saved earlier, as `policy/generations.ts` orders its group. */
  readonly groups: Grouped;
  /** Which generation of its group each is of; averaging never crosses two. */
  readonly generation: Uint32Array;
  /** Whether the state of an optimizer is in it; undefined where that is not known. */
  readonly optimizer: (row: number) => boolean | undefined;
  /** The best of its group: by its name, by what points to it, or by rank. */
  readonly isBest: (row: number) => boolean;
  /** 1 for what the plan keeps. */
  readonly kept: Uint8Array;
}

/** By run and model, in the order of their names. Groups that lose nothing are in it too. */
export function abilityChanges(section: string, all: Usables): readonly AbilityChange[] {
  const { rows, starts } = all.groups;
  const changes: AbilityChange[] = [];
  for (let group = 0; group + 1 < starts.length; group++)
    changes.push(changeIn(section, rows.subarray(rowAt(starts, group), rowAt(starts, group + 1)), all));
  return changes.sort((a, b) => byCodePoint(a.run, b.run) || byCodePoint(a.model, b.model));
}

/** Rows are newest first everywhere. There is at least one. */
function changeIn(section: string, group: Rows, all: Usables): AbilityChange {
  const { checkpoint, run } = all.checkpointAt(rowAt(group, 0));
  const usable = rowsWith(group, all.columns.usable, 1);
  const left = rowsWith(usable, all.kept, 1);
  const positions = positionsOf(usable, all);
  const distance = distanceIn(positions);
  const before = abilitiesOf(usable, all, consecutive(positions, distance));
  const after = abilitiesOf(left, all, consecutive(positionsOf(left, all), distance));
  return { section, model: checkpoint.model, run, before, after, lost: lostBetween(before, after, usable, all) };
}

/** `average`: how many can be averaged. */
function abilitiesOf(newest: Rows, all: Usables, average: number): Abilities {
  const pathOf = (row: number | undefined): PathText | null => (row === undefined ? null : all.checkpointAt(row).path);
  const resume = newest.find((row) => all.optimizer(row) !== false) ?? newest[0];
  const best = newest.find(all.isBest);
  const final = newest.find((row) => all.columns.role[row] === ROLES.final);
  return {
    resume: resume === undefined ? null : { path: all.checkpointAt(resume).path, optimizer: said(all.optimizer(resume)) },
    best: pathOf(best),
    export: pathOf(final ?? best ?? newest[0]),
    average,
  };
}

function said(optimizer: boolean | undefined): 'present' | 'absent' | 'unknown' {
  return optimizer === undefined ? 'unknown' : optimizer ? 'present' : 'absent';
}

/** Of the regular ones of the newest generation: each step or epoch once, the highest first. */
function positionsOf(newest: Rows, all: Usables): readonly number[] {
  const found = doubles(newest.length);
  let count = 0;
  let generation: number | undefined;
  for (let index = 0; index < newest.length; index++) {
    const row = rowAt(newest, index);
    if (all.columns.role[row] !== ROLES.regular) continue;
    generation ??= all.generation[row];
    const position = stepOrEpoch(all.columns, row);
    if (!Number.isNaN(position) && all.generation[row] === generation) found[count++] = position;
  }
  const rows = everyRow({ length: count });
  sortRows(rows, found);
  const positions: number[] = [];
  for (let index = count - 1; index >= 0; index--) {
    const position = numberAt(found, rowAt(rows, index));
    if (position !== positions.at(-1)) positions.push(position);
  }
  return positions;
}

/** How far the two newest are from each other: how often the run saves by now. */
function distanceIn([first, second]: readonly number[]): number | null {
  return first === undefined || second === undefined ? null : first - second;
}

function consecutive(positions: readonly number[], distance: number | null): number {
  if (positions.length === 0) return 0;
  const gap = positions.findIndex((position, at) => at > 0 && (positions[at - 1] ?? 0) - position > (distance ?? 0));
  return gap === -1 ? positions.length : gap;
}

function lostBetween(before: Abilities, after: Abilities, usable: Rows, all: Usables): readonly Ability[] {
  const placeOf = (wanted: PathText): number => usable.findIndex((row) => all.checkpointAt(row).path === wanted);
  const isWorse = (from: NonNullable<Abilities['resume']>, to: Abilities['resume']): boolean =>
    to === null || placeOf(to.path) > placeOf(from.path) || (to.optimizer === 'absent' && from.optimizer !== 'absent');
  return [
    ...(before.resume !== null && isWorse(before.resume, after.resume) ? (['resume'] as const) : []),
    ...(before.best !== null && after.best === null ? (['best'] as const) : []),
    ...(before.export !== null && after.export === null ? (['export'] as const) : []),
    ...(before.average >= 2 && after.average < 2 ? (['average'] as const) : []),
  ];
}
