// Decides which checkpoints compete with each other: those of one model in one run's folder, unless somebody says otherwise.

import type { Checkpoint, GroupBy, PathText } from '../types.ts';
import { byCodePoint } from './order.ts';
import type { Parsed } from './quantity.ts';

interface Member {
  readonly run: PathText;
  readonly checkpoint: Pick<Checkpoint, 'model'>;
}

export interface Group<T> {
  /** What a person calls it: run and model, as far as they are grouped by. Never empty: `.` where neither has a name. */
  readonly name: PathText;
  readonly members: readonly T[];
}

/** Never pooled by default: borg's users lost the archives of other machines (borg#241, #1790, #7533, #8584). */
export const BY_MODEL_AND_RUN: GroupBy = { model: true, run: true };

const GROUPINGS: Readonly<Record<string, GroupBy>> = {
  'model,run': BY_MODEL_AND_RUN,
  'run,model': BY_MODEL_AND_RUN,
  model: { model: true, run: false },
  run: { model: false, run: true },
  none: { model: false, run: false },
};

export function parseGroupBy(text: string): Parsed<GroupBy> {
  const value = Object.hasOwn(GROUPINGS, text) ? GROUPINGS[text] : undefined;
  return value === undefined ? { ok: false, why: 'expected model,run, model, run or none' } : { ok: true, value };
}

/** Of what a checkpoint is one. Two groups with one key have one name too, not the other way round (`a/b` may be run or run and model). */
export function groupKey({ run, checkpoint }: Member, by: GroupBy): string {
  // NUL is in no name, so no folder and model run together into another pair.
  return `${by.run ? run : ''}\0${by.model ? checkpoint.model : ''}`;
}

export function groupName({ run, checkpoint }: Member, by: GroupBy): PathText {
  const parts = [by.run ? run : '', by.model ? checkpoint.model : ''].filter((part) => part !== '');
  return parts.length === 0 ? '.' : parts.join('/');
}

/** Sorted by name. Members keep their order. */
export function groupsOf<T extends Member>(members: readonly T[], by: GroupBy): readonly Group<T>[] {
  const groups = new Map<string, Map<string, T[]>>();
  // Nested, not by `groupKey`: a million joined texts take as long as everything else.
  // Neighbours nearly always are of one group.
  let last: T[] | null = null;
  let [lastRun, lastModel] = ['', ''];
  for (const member of members) {
    const run = by.run ? member.run : '';
    const model = by.model ? member.checkpoint.model : '';
    if (last !== null && lastRun === run && lastModel === model) {
      last.push(member);
      continue;
    }
    let models = groups.get(run);
    if (models === undefined) {
      models = new Map();
      groups.set(run, models);
    }
    last = models.get(model) ?? [];
    if (last.length === 0) models.set(model, last);
    last.push(member);
    [lastRun, lastModel] = [run, model];
  }
  const named = [...groups.values()].flatMap((models) =>
    [...models.values()].map((group) => ({ name: group[0] === undefined ? '.' : groupName(group[0], by), members: group })),
  );
  return named.sort((a, b) => byCodePoint(a.name, b.name));
}
