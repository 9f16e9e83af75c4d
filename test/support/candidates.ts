// Builds what retention decides on, checkpoints with a name, a number and an age, and asks it.

import type { Candidate, Clock } from '../../src/core/policy/candidate.ts';
import { BY_MODEL_AND_RUN } from '../../src/core/policy/group.ts';
import { lineUp } from '../../src/core/policy/lineup.ts';
import { UTC } from '../../src/core/policy/local-time.ts';
import { folderOf } from '../../src/core/policy/path-parts.ts';
import { applyRetention } from '../../src/core/policy/retention.ts';
import type { Checkpoint, GroupBy, Instant, KeepRules, MetricMode, PathText, Reason } from '../../src/core/types.ts';
import { ago, DAY, NOW } from './items.ts';

export const CLOCK: Clock = { now: NOW, localTime: UTC };

export interface Given extends Partial<Omit<Candidate, 'path' | 'checkpoint' | 'modifiedAt'>> {
  readonly model?: string;
  readonly role?: Checkpoint['role'];
  readonly epoch?: number;
  readonly step?: number;
  /** Seconds before NOW; a day without. */
  readonly age?: number;
  readonly at?: Instant;
  readonly loss?: number;
  readonly mode?: MetricMode;
}

export function candidate(path: PathText, given: Given = {}): Candidate {
  const { model = 'm', role = 'regular', epoch, step, age = DAY, at = ago(age), loss, mode = 'min', ...rest } = given;
  return {
    path,
    run: folderOf(path),
    checkpoint: { model, role, ...(epoch !== undefined && { epoch }), ...(step !== undefined && { step }) },
    modifiedAt: at,
    completeness: 'complete',
    ...(loss !== undefined && { standing: { known: 'value', metric: { name: 'val_loss', value: loss }, mode } }),
    ...rest,
  };
}

/** Saved one after the other, the last of them just before NOW, a minute between each two. */
export function saved(...checkpoints: readonly (readonly [path: PathText, given: Given])[]): readonly Candidate[] {
  return checkpoints.map(([path, given], index) => candidate(path, { age: 60 * (checkpoints.length - index), ...given }));
}

export function reasons(
  candidates: readonly Candidate[],
  rules: KeepRules,
  groupBy: GroupBy = BY_MODEL_AND_RUN,
  clock: Clock = CLOCK,
): Readonly<Record<string, readonly Reason[]>> {
  return Object.fromEntries(
    [...applyRetention(lineUp(candidates, groupBy), rules, clock).reasons].map(([{ path }, why]) => [path, why]),
  );
}

/** Sorted paths. */
export function kept(
  candidates: readonly Candidate[],
  rules: KeepRules,
  groupBy: GroupBy = BY_MODEL_AND_RUN,
  clock: Clock = CLOCK,
): readonly PathText[] {
  return Object.keys(reasons(candidates, rules, groupBy, clock)).sort();
}
