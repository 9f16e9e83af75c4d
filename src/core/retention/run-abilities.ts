// Decides what the checkpoints of each run are good for, before and after a plan, and which of it the plan takes away.
// Where nobody knows, it counts as possible: a checkpoint whose optimizer state could not be looked for may have it.

import { byCodePoint } from '../lib/code-point-order.ts';
import type { Capabilities, Capability, CapabilityChange } from '../types/plan.ts';
import type { PathText } from '../types/primitives.ts';
import type { Candidate } from './candidate.ts';

/** A checkpoint, as far as using it goes. */
export interface CapableCheckpoint extends Pick<Candidate, 'path' | 'run' | 'checkpoint' | 'completeness'> {
  /** Its step or epoch, as its group counts; undefined where it has none. Only of regular ones. */
  readonly number: number | undefined;
  /** Which training session of its group it is of: averaging never crosses two. */
  readonly session: number;
  /** Whether the state of an optimizer is in it; undefined where that is not known. */
  readonly optimizer: boolean | undefined;
  /** Whether the plan keeps it. */
  readonly kept: boolean;
  /** Whether one that is kept is the best of its group by what points to it, or by rank: what goes is not known to be. */
  readonly isKeptAsBest: boolean;
}

/**
 * In the order of the names of run and model. Groups that lose nothing are in it too. `groups`: by run and model, none of them empty;
 * in each, what was saved later comes first, as `checkpoints/rank-in-group.ts` orders them.
 */
export function capabilityChanges(
  section: string,
  groups: readonly (readonly CapableCheckpoint[])[],
): readonly CapabilityChange[] {
  return groups
    .flatMap((group) => group.slice(0, 1).map((first) => changeIn(section, first, group)))
    .sort((a, b) => byCodePoint(a.run, b.run) || byCodePoint(a.model, b.model));
}

/** Checkpoints are newest first everywhere. */
function changeIn(
  section: string,
  { checkpoint, run }: CapableCheckpoint,
  group: readonly CapableCheckpoint[],
): CapabilityChange {
  const usable = group.filter(({ completeness }) => completeness !== 'incomplete');
  const left = usable.filter(({ kept }) => kept);
  const { average, distance } = savesOf(usable, null);
  const before = capabilitiesOf(usable, average);
  const after = capabilitiesOf(left, savesOf(left, distance).average);
  return { section, model: checkpoint.model, run, before, after, lost: lostBetween(before, after, usable) };
}

/** `average`: how many can be averaged. */
function capabilitiesOf(newest: readonly CapableCheckpoint[], average: number): Capabilities {
  const resume = newest.find(({ optimizer }) => optimizer !== false) ?? newest[0];
  const best = newest.find(({ checkpoint, kept, isKeptAsBest }) => checkpoint.role === 'best' || (kept && isKeptAsBest));
  const final = newest.find(({ checkpoint }) => checkpoint.role === 'final');
  return {
    resume: resume === undefined ? null : { path: resume.path, optimizer: optimizerText(resume) },
    best: best?.path ?? null,
    export: (final ?? best ?? newest[0])?.path ?? null,
    average,
  };
}

function optimizerText({ optimizer }: CapableCheckpoint): 'present' | 'absent' | 'unknown' {
  return optimizer === undefined ? 'unknown' : optimizer ? 'present' : 'absent';
}

interface Saves {
  /** How many steps or epochs of the newest session follow each other, from its highest on, with nothing missing between them. */
  readonly average: number;
  /** How far the two highest are from each other: how often the run saves by now. Null where there are no two. */
  readonly distance: number | null;
}

/** `atMost`: the distance that counts as nothing missing; null: that of the two highest. */
function savesOf(newest: readonly CapableCheckpoint[], atMost: number | null): Saves {
  let distance = atMost;
  let average = 0;
  let newestSession = 0;
  let before = Number.NaN;
  for (const { number, session } of newest) {
    if (number === undefined) continue;
    if (average === 0) newestSession = session;
    // Two files can be of one step.
    if (session !== newestSession || number === before) continue;
    if (average > 0) {
      distance ??= before - number;
      if (before - number > distance) break;
    }
    average++;
    before = number;
  }
  return { average, distance };
}

function lostBetween(before: Capabilities, after: Capabilities, usable: readonly CapableCheckpoint[]): readonly Capability[] {
  const placeOf = (wanted: PathText): number => usable.findIndex(({ path }) => path === wanted);
  const isWorse = (from: NonNullable<Capabilities['resume']>, to: Capabilities['resume']): boolean =>
    to === null || placeOf(to.path) > placeOf(from.path) || (to.optimizer === 'absent' && from.optimizer !== 'absent');
  return [
    ...(before.resume !== null && isWorse(before.resume, after.resume) ? (['resume'] as const) : []),
    ...(before.best !== null && after.best === null ? (['best'] as const) : []),
    ...(before.export !== null && after.export === null ? (['export'] as const) : []),
    ...(before.average >= 2 && after.average < 2 ? (['average'] as const) : []),
  ];
}
