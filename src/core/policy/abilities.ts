// Decides what the checkpoints of each run are good for, before and after a plan, and which of it the plan takes away.
// Where nobody knows, it counts as possible: a checkpoint whose optimizer state could not be looked for may have it.

import type { Abilities, Ability, AbilityChange, Checkpoint, Completeness, PathText } from '../types.ts';
import { BY_MODEL_AND_RUN, groupsOf } from './group.ts';
import { byCodePoint } from './order.ts';
import { orderedBy } from './retention/order-by.ts';

/** One checkpoint, as far as using it goes. */
export interface Usable {
  readonly path: PathText;
  readonly run: PathText;
  readonly checkpoint: Checkpoint;
  readonly completeness: Completeness;
  /** Whether the state of an optimizer is in it; absent where that is not known. */
  readonly optimizer?: boolean;
  /** The best of its group: by its name, by what points to it, or by rank. */
  readonly isBest: boolean;
  /** Greater for what was saved later, as `policy/generations.ts` orders its group. */
  readonly order: number;
  /** Which generation of its group it is of; averaging never crosses two. */
  readonly generation: number;
  /** What the plan does with it. */
  readonly keep: boolean;
}

/** By run and model, in the order of their names. Groups that lose nothing are in it too. */
export function abilityChanges(section: string, all: readonly Usable[]): readonly AbilityChange[] {
  return groupsOf(all, BY_MODEL_AND_RUN)
    .flatMap(({ members }) => changeIn(section, members))
    .sort((a, b) => byCodePoint(a.run, b.run) || byCodePoint(a.model, b.model));
}

function changeIn(section: string, group: readonly Usable[]): readonly AbilityChange[] {
  const [first] = group;
  if (first === undefined) return [];
  const { checkpoint, run } = first;
  const possible = group.filter(({ completeness }) => completeness !== 'incomplete');
  const usable = orderedBy(
    possible,
    ({ order }) => -order,
    (a, b) => byCodePoint(a.path, b.path),
  );
  const left = usable.filter(({ keep }) => keep);
  const positions = positionsOf(usable);
  const distance = distanceIn(positions);
  const before = abilitiesOf(usable, consecutive(positions, distance));
  const after = abilitiesOf(left, consecutive(positionsOf(left), distance));
  return [{ section, model: checkpoint.model, run, before, after, lost: lostBetween(before, after, usable) }];
}

/** `average`: how many can be averaged. */
function abilitiesOf(newest: readonly Usable[], average: number): Abilities {
  const withOptimizer = newest.find(({ optimizer }) => optimizer !== false);
  const [resume] = withOptimizer === undefined ? newest : [withOptimizer];
  const best = newest.find(({ isBest }) => isBest);
  const final = newest.find(({ checkpoint }) => checkpoint.role === 'final');
  const exported = final ?? best ?? newest[0];
  return {
    resume: resume === undefined ? null : { path: resume.path, optimizer: optimizerOf(resume) },
    best: best?.path ?? null,
    export: exported?.path ?? null,
    average,
  };
}

function optimizerOf({ optimizer }: Usable): 'present' | 'absent' | 'unknown' {
  return optimizer === undefined ? 'unknown' : optimizer ? 'present' : 'absent';
}

/** Of the regular ones of the newest generation: each step or epoch once, the highest first. */
function positionsOf(newest: readonly Usable[]): readonly number[] {
  const all: number[] = [];
  let generation: number | undefined;
  for (const { checkpoint, generation: its } of newest) {
    if (checkpoint.role !== 'regular') continue;
    generation ??= its;
    const position = checkpoint.step ?? checkpoint.epoch;
    if (position !== undefined && its === generation) all.push(position);
  }
  // A sort that asks nobody.
  const rising = Float64Array.from(all).sort();
  const positions: number[] = [];
  for (let at = rising.length - 1; at >= 0; at--) {
    const position = rising[at] as number;
    if (position !== rising[at + 1]) positions.push(position);
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

function lostBetween(before: Abilities, after: Abilities, all: readonly Usable[]): readonly Ability[] {
  const orderOf = (wanted: PathText): number => all.find(({ path }) => path === wanted)?.order ?? 0;
  const isWorse = (from: NonNullable<Abilities['resume']>, to: Abilities['resume']): boolean =>
    to === null || orderOf(to.path) < orderOf(from.path) || (to.optimizer === 'absent' && from.optimizer !== 'absent');
  return [
    ...(before.resume !== null && isWorse(before.resume, after.resume) ? (['resume'] as const) : []),
    ...(before.best !== null && after.best === null ? (['best'] as const) : []),
    ...(before.export !== null && after.export === null ? (['export'] as const) : []),
    ...(before.average >= 2 && after.average < 2 ? (['average'] as const) : []),
  ];
}
