// Decides how many training sessions a group of checkpoints comes from: neither its numbers nor its times can be trusted alone.
//
// By number, a fresh run in a used folder loses what it has just saved (transformers#37260, #28862; unsloth-zoo#782). By time, the
// newest goes wherever times are not those of the saves: network file systems, copies, a git checkout (transformers#26961, #27138,
// #11769). Where both orders agree there is one session. Where the numbers fall back while time goes on, another one has begun: a
// fresh run, a restart from an earlier step. The last of each is kept, and a person is told.

import { escapeText } from '../lib/escape.ts';
import type { Instant, PathText, Warning } from '../types/primitives.ts';
import type { Candidate } from './candidate.ts';

/** Times this close say nothing: 1 s is what some file systems store, and what a checkout of a whole folder takes (as in transformers). */
const TOLERANCE: Instant = 1_000_000_000n;

interface Numbered<T> {
  readonly candidate: T;
  readonly number: number;
}

export interface TrainingSessions<T> {
  /** What the numbers count. `number`: some checkpoints say steps and others epochs only. */
  readonly unit: 'step' | 'epoch' | 'number';
  /** The oldest session first, each from its lowest number to its highest. */
  readonly sessions: readonly (readonly Numbered<T>[])[];
  /** Newest first. */
  readonly unnumbered: readonly T[];
}

/** Expects the `regular` ones of one group, newest first (`newest-first.ts`). */
export function trainingSessionsOf<T extends Candidate>(newestFirst: readonly T[]): TrainingSessions<T> {
  const unit = unitOf(newestFirst);
  const numbered: Numbered<T>[] = [];
  const unnumbered: T[] = [];
  for (const candidate of newestFirst) {
    const { step, epoch } = candidate.checkpoint;
    const number = unit === 'epoch' ? epoch : (step ?? epoch);
    if (number === undefined) unnumbered.push(candidate);
    else numbered.push({ candidate, number });
  }
  const sessions = splitWhereNumbersFall(numbered.reverse());
  for (const session of sessions) session.sort((a, b) => a.number - b.number);
  return { unit, sessions, unnumbered };
}

/** For a screen: what a person should know where two sessions or more share a folder. `name` is the group's. */
export function sessionWarnings(name: PathText, { sessions, unit }: TrainingSessions<unknown>): readonly Warning[] {
  const [before, after] = [sessions.at(-2), sessions.at(-1)];
  if (before === undefined || after === undefined) return [];
  const where = name === '.' ? 'this folder' : escapeText(name);
  const fall = `after ${unit} ${before.at(-1)?.number} the newest begins at ${unit} ${after[0]?.number}`;
  return [{ text: `${sessions.length} training runs seem to share ${where}: ${fall}; the last of each stays` }];
}

/** Steps where all have them, or epochs where all have those: 300 steps are not more than 3 epochs. */
function unitOf(candidates: readonly Candidate[]): TrainingSessions<never>['unit'] {
  if (candidates.every(({ checkpoint: { step, epoch } }) => step !== undefined || epoch === undefined)) return 'step';
  return candidates.every(({ checkpoint: { step, epoch } }) => epoch !== undefined || step === undefined) ? 'epoch' : 'number';
}

function splitWhereNumbersFall<T extends Candidate>(oldestFirst: readonly Numbered<T>[]): Numbered<T>[][] {
  const [first] = oldestFirst;
  if (first === undefined) return [];
  let highest = first;
  let session: Numbered<T>[] = [];
  const sessions = [session];
  for (const next of oldestFirst) {
    // An equal number is no fall: `epoch=9-v1.ckpt` is another save of epoch 9.
    const falls = next.number < highest.number;
    if (falls && next.candidate.modifiedAt - highest.candidate.modifiedAt > TOLERANCE) {
      session = [];
      sessions.push(session);
      highest = next;
    } else if (!falls) highest = next;
    session.push(next);
  }
  return sessions;
}
