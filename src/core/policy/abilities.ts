// Decides what the checkpoints of each run are good for, before and after a plan, and which of it the plan takes away.
// Where nobody knows, it counts as possible: a checkpoint whose optimizer state could not be looked for may have it.

import type { Abilities, Ability, AbilityChange, Checkpoint, Completeness, PathText } from '../types.ts';
import { byCodePoint } from './order.ts';

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
  const groups = new Map<string, [Usable, ...Usable[]]>();
  for (const each of all) {
    // NUL is in no name.
    const key = `${each.run}\0${each.checkpoint.model}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [each]);
    else group.push(each);
  }
  return [...groups.values()]
    .map((group) => changeIn(section, group))
    .sort((a, b) => byCodePoint(a.run, b.run) || byCodePoint(a.model, b.model));
}

function changeIn(section: string, group: readonly [Usable, ...Usable[]]): AbilityChange {
  const usable = group.filter(({ completeness }) => completeness !== 'incomplete').sort(newestFirst);
  const left = usable.filter(({ keep }) => keep);
  const distance = distanceIn(positionsOf(usable));
  const [before, after] = [abilitiesOf(usable, distance), abilitiesOf(left, distance)];
  const [{ checkpoint, run }] = group;
  return { section, model: checkpoint.model, run, before, after, lost: lostBetween(before, after, usable) };
}

function newestFirst(a: Usable, b: Usable): number {
  return b.order - a.order || byCodePoint(a.path, b.path);
}

function abilitiesOf(newest: readonly Usable[], distance: number | null): Abilities {
  const withOptimizer = newest.find(({ optimizer }) => optimizer !== false);
  const [resume] = withOptimizer === undefined ? newest : [withOptimizer];
  const best = newest.find(({ isBest }) => isBest);
  const final = newest.find(({ checkpoint }) => checkpoint.role === 'final');
  const exported = final ?? best ?? newest[0];
  return {
    resume: resume === undefined ? null : { path: resume.path, optimizer: optimizerOf(resume) },
    best: best?.path ?? null,
    export: exported?.path ?? null,
    average: consecutive(positionsOf(newest), distance),
  };
}

function optimizerOf({ optimizer }: Usable): 'present' | 'absent' | 'unknown' {
  return optimizer === undefined ? 'unknown' : optimizer ? 'present' : 'absent';
}

/** Of the regular ones of the newest generation: each step or epoch once, the highest first. */
function positionsOf(newest: readonly Usable[]): readonly number[] {
  const positions = new Set<number>();
  let generation: number | undefined;
  for (const { checkpoint, generation: its } of newest) {
    if (checkpoint.role !== 'regular') continue;
    generation ??= its;
    const position = checkpoint.step ?? checkpoint.epoch;
    if (position !== undefined && its === generation) positions.add(position);
  }
  return [...positions].sort((a, b) => b - a);
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
