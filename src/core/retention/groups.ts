// Decides which checkpoints compete with each other: those of one model in one run's folder, unless somebody says otherwise.

import { byCodePoint } from '../lib/code-point-order.ts';
import type { Parsed } from '../lib/quantities.ts';
import type { Checkpoint } from '../types/checkpoints.ts';
import type { PathText } from '../types/primitives.ts';
import type { GroupBy } from '../types/project.ts';

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
  const groups = new Map<string, Group<T> & { readonly members: T[] }>();
  for (const member of members) {
    const key = groupKey(member, by);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { name: groupName(member, by), members: [member] });
    else group.members.push(member);
  }
  return [...groups.values()].sort((a, b) => byCodePoint(a.name, b.name));
}
