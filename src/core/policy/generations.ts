// Decides how many trainings a group of checkpoints comes from: neither its numbers nor its times can be trusted alone.
//
// By number, a fresh run in a used folder loses what it has just saved (transformers#37260, #28862; unsloth-zoo#782). By time, the
// newest goes wherever times are not those of the saves: network file systems, copies, a git checkout (transformers#26961, #27138,
// #11769). Where both orders agree there is one training. Where the numbers fall back while time goes on, another one has begun: a
// fresh run, a restart from an earlier step. The last of each is kept, and a person is told.

import { escapeText } from '../escape.ts';
import type { Instant, Warning } from '../types.ts';
import type { Candidate } from './candidate.ts';
import type { Group } from './group.ts';

/** Times this close say nothing: 1 s is what some file systems store, and what a checkout of a whole folder takes (as in transformers). */
const TOLERANCE: Instant = 1_000_000_000n;

interface Numbered<T> {
  readonly candidate: T;
  readonly number: number;
}

export interface Generations<T> {
  /** What the numbers count; `number` where some say steps and others epochs only. */
  readonly unit: 'step' | 'epoch' | 'number';
  /** From the oldest training to the newest, each from its lowest number to its highest. None where nothing has a number. */
  readonly trainings: readonly (readonly Numbered<T>[])[];
  /** Newest first. */
  readonly unnumbered: readonly T[];
}

/** Expects `regular` ones, newest first (`retention/newest-first.ts`). */
export function generationsOf<T extends Candidate>(newestFirst: readonly T[]): Generations<T> {
  const unit = unitOf(newestFirst);
  const numbered: Numbered<T>[] = [];
  const unnumbered: T[] = [];
  for (let index = newestFirst.length; index > 0; index--) {
    const candidate = newestFirst[index - 1] as T;
    const { step, epoch } = candidate.checkpoint;
    const number = unit === 'epoch' ? epoch : (step ?? epoch);
    if (number === undefined) unnumbered.push(candidate);
    else numbered.push({ candidate, number });
  }
  const trainings = splitWhereNumbersFall(numbered);
  for (const training of trainings) training.sort((a, b) => a.number - b.number);
  return { unit, trainings, unnumbered: unnumbered.reverse() };
}

/** For a screen: what a person should know where several trainings share a folder. */
export function generationWarnings<T extends Candidate>(
  { name }: Pick<Group<T>, 'name'>,
  { trainings, unit }: Generations<T>,
): readonly Warning[] {
  if (trainings.length < 2) return [];
  const [before, after] = trainings.slice(-2).map((training) => training.map(({ number }) => number));
  const where = name === '.' ? 'this folder' : escapeText(name);
  const fall = `after ${unit} ${before?.at(-1)} the newest begins at ${unit} ${after?.[0]}`;
  return [{ text: `${trainings.length} training runs seem to share ${where}: ${fall}; the last of each stays` }];
}

/** Steps where all have them, or epochs where all have those: 300 steps are not more than 3 epochs. */
function unitOf(candidates: readonly Candidate[]): Generations<never>['unit'] {
  let [steps, epochs] = [true, true];
  for (const {
    checkpoint: { step, epoch },
  } of candidates) {
    if (step === undefined && epoch !== undefined) steps = false;
    if (epoch === undefined && step !== undefined) epochs = false;
  }
  return steps ? 'step' : epochs ? 'epoch' : 'number';
}

/** Expects the oldest first. An equal number is no fall: `epoch=9-v1.ckpt` is another save of epoch 9. */
function splitWhereNumbersFall<T extends Candidate>(oldestFirst: readonly Numbered<T>[]): Numbered<T>[][] {
  const [first] = oldestFirst;
  if (first === undefined) return [];
  let [highest, training] = [first, [] as Numbered<T>[]];
  const trainings = [training];
  for (const next of oldestFirst) {
    if (next.number < highest.number && isLater(next.candidate, highest.candidate)) {
      training = [];
      trainings.push(training);
      highest = next;
    } else if (next.number >= highest.number) highest = next;
    training.push(next);
  }
  return trainings;
}

function isLater(a: Candidate, b: Candidate): boolean {
  return a.modifiedAt - b.modifiedAt > TOLERANCE;
}
