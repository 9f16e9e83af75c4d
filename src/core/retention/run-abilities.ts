// Decides what the checkpoints of each run are good for, before and after a plan, and which of it the plan takes away.
// Where nobody knows, it counts as possible: a checkpoint whose optimizer state could not be looked for may have it.

import { byCodePoint } from '../lib/code-point-order.ts';
import type { Capabilities, Capability, CapabilityChange } from '../types/plan.ts';
import type { PathText } from '../types/primitives.ts';
import type { Candidate } from './candidate.ts';
import { type Columns, type Grouped, numberAt, ROLES, type Rows, rowAt, rowsWith } from './candidate-columns.ts';

/** The checkpoints of a section, as far as using them goes: what is asked of each, by its row. */
export interface Usables {
  readonly checkpointAt: (row: number) => Pick<Candidate, 'path' | 'run' | 'checkpoint'>;
  readonly columns: Columns;
  /** By run and model: what was saved later comes before what was saved earlier, as `retention/training-sessions.ts` orders its group. */
  readonly groups: Grouped;
  /** Its step or epoch, as its group counts; NaN where it has none. Only of regular ones. */
  readonly numberOf: Float64Array;
  /** Which generation of its group each is of; averaging never crosses two. In one, the highest number comes first. */
  readonly generation: Uint32Array;
  /** Whether the state of an optimizer is in it; undefined where that is not known. */
  readonly optimizer: (row: number) => boolean | undefined;
  /** 1 for what the plan keeps. */
  readonly kept: Uint8Array;
  /** Whether one that is kept is the best of its group by what points to it, or by rank: what goes is not known to be. */
  readonly isKeptAsBest: (row: number) => boolean;
}

/** By run and model, in the order of their names. Groups that lose nothing are in it too. */
export function abilityChanges(section: string, all: Usables): readonly CapabilityChange[] {
  const { rows, starts } = all.groups;
  const changes: CapabilityChange[] = [];
  for (let group = 0; group + 1 < starts.length; group++)
    changes.push(changeIn(section, rows.subarray(rowAt(starts, group), rowAt(starts, group + 1)), all));
  return changes.sort((a, b) => byCodePoint(a.run, b.run) || byCodePoint(a.model, b.model));
}

/** Rows are newest first everywhere. There is at least one. */
function changeIn(section: string, group: Rows, all: Usables): CapabilityChange {
  const { checkpoint, run } = all.checkpointAt(rowAt(group, 0));
  const usable = rowsWith(group, all.columns.usable, 1);
  const left = rowsWith(usable, all.kept, 1);
  const { average, distance } = savesOf(usable, all, null);
  const before = abilitiesOf(usable, all, average);
  const after = abilitiesOf(left, all, savesOf(left, all, distance).average);
  return { section, model: checkpoint.model, run, before, after, lost: lostBetween(before, after, usable, all) };
}

/** `average`: how many can be averaged. */
function abilitiesOf(newest: Rows, all: Usables, average: number): Capabilities {
  const pathOf = (row: number | undefined): PathText | null => (row === undefined ? null : all.checkpointAt(row).path);
  const resume = newest.find((row) => all.optimizer(row) !== false) ?? newest[0];
  const best = firstBest(newest, all);
  const { role } = all.columns;
  const final = role.includes(ROLES.final) ? newest.find((row) => role[row] === ROLES.final) : undefined;
  return {
    resume: resume === undefined ? null : { path: all.checkpointAt(resume).path, optimizer: said(all.optimizer(resume)) },
    best: pathOf(best),
    export: pathOf(final ?? best ?? newest[0]),
    average,
  };
}

function firstBest(newest: Rows, { columns, kept, isKeptAsBest }: Usables): number | undefined {
  for (let index = 0; index < newest.length; index++) {
    const row = rowAt(newest, index);
    if (columns.role[row] === ROLES.best || (kept[row] === 1 && isKeptAsBest(row))) return row;
  }
  return undefined;
}

function said(optimizer: boolean | undefined): 'present' | 'absent' | 'unknown' {
  return optimizer === undefined ? 'unknown' : optimizer ? 'present' : 'absent';
}

interface Saves {
  /** How many steps or epochs of the newest generation follow each other, from its highest on, with nothing missing between them. */
  readonly average: number;
  /** How far the two highest are from each other: how often the run saves by now. Null where there are no two. */
  readonly distance: number | null;
}

/** `atMost`: the distance that counts as nothing missing; null: that of the two highest. */
function savesOf(newest: Rows, { columns, numberOf, generation }: Usables, atMost: number | null): Saves {
  let distance = atMost;
  let average = 0;
  let training = 0;
  let before = Number.NaN;
  for (let index = 0; index < newest.length; index++) {
    const row = rowAt(newest, index);
    const number = numberAt(numberOf, row);
    if (columns.role[row] !== ROLES.regular || Number.isNaN(number)) continue;
    if (average === 0) training = generation[row] as number;
    // Two files can be of one step.
    if (generation[row] !== training || number === before) continue;
    if (average > 0) {
      distance ??= before - number;
      if (before - number > distance) break;
    }
    average++;
    before = number;
  }
  return { average, distance };
}

function lostBetween(before: Capabilities, after: Capabilities, usable: Rows, all: Usables): readonly Capability[] {
  const placeOf = (wanted: PathText): number => usable.findIndex((row) => all.checkpointAt(row).path === wanted);
  const isWorse = (from: NonNullable<Capabilities['resume']>, to: Capabilities['resume']): boolean =>
    to === null || placeOf(to.path) > placeOf(from.path) || (to.optimizer === 'absent' && from.optimizer !== 'absent');
  return [
    ...(before.resume !== null && isWorse(before.resume, after.resume) ? (['resume'] as const) : []),
    ...(before.best !== null && after.best === null ? (['best'] as const) : []),
    ...(before.export !== null && after.export === null ? (['export'] as const) : []),
    ...(before.average >= 2 && after.average < 2 ? (['average'] as const) : []),
  ];
}
