// Builds what retention decides on, checkpoints with a name, a number and an age, and asks it.

import { UTC } from '../../src/core/lib/calendar.ts';
import { folderOf } from '../../src/core/lib/paths.ts';
import { applyRetention } from '../../src/core/retention/apply-rules.ts';
import type { Candidate, RetentionClock } from '../../src/core/retention/candidate.ts';
import { BY_MODEL_AND_RUN } from '../../src/core/retention/groups.ts';
import { orderedCandidates } from '../../src/core/retention/order-candidates.ts';
import type { Checkpoint } from '../../src/core/types/checkpoints.ts';
import type { Reason } from '../../src/core/types/plan.ts';
import type { Instant, PathText } from '../../src/core/types/primitives.ts';
import type { GroupBy, KeepRules, MetricMode } from '../../src/core/types/project.ts';
import { ago, DAY, NOW } from './items.ts';

export const CLOCK: RetentionClock = { now: NOW, localTime: UTC };

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
    ...(loss !== undefined && { metricRank: { known: 'value', metric: { name: 'val_loss', value: loss }, mode } }),
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
  clock: RetentionClock = CLOCK,
): Readonly<Record<string, readonly Reason[]>> {
  return Object.fromEntries(
    [...applyRetention(orderedCandidates(candidates, groupBy), rules, clock).reasons].map(([{ path }, why]) => [path, why]),
  );
}

/** Sorted paths. */
export function kept(
  candidates: readonly Candidate[],
  rules: KeepRules,
  groupBy: GroupBy = BY_MODEL_AND_RUN,
  clock: RetentionClock = CLOCK,
): readonly PathText[] {
  return Object.keys(reasons(candidates, rules, groupBy, clock)).sort();
}
