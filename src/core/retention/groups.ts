// Decides which checkpoints compete with each other: those of one model in one run's folder, unless somebody says otherwise.

import { byCodePoint } from '../lib/code-point-order.ts';
import type { Parsed } from '../lib/quantities.ts';
import type { Checkpoint } from '../types/checkpoints.ts';
import type { PathText } from '../types/primitives.ts';
import type { GroupBy } from '../types/project.ts';
import type { Grouped, Rows } from './candidate-columns.ts';
import { numberTexts } from './columns/intern-texts.ts';
import { gather } from './columns/sort-by-number.ts';
import { counts } from './columns/typed-arrays.ts';

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
  const { groupOf, firsts } = numberedGroups(members, by);
  const groups = firsts.map((first) => ({ name: groupName(first, by), members: [] as T[] }));
  for (const [index, member] of members.entries()) groups[groupOf[index] as number]?.members.push(member);
  return groups.sort((a, b) => byCodePoint(a.name, b.name));
}

/** Rows of a list, as they follow each other, group by group. */
export function groupedBy(members: readonly Member[], by: GroupBy, order: Rows): Grouped {
  const { groupOf, firsts } = numberedGroups(members, by);
  const rows = order.slice();
  return { rows, starts: gather(rows, groupOf, firsts.length) };
}

interface NumberedGroups<T> {
  /** Of each member, by its place in the list: the number of its group, in the order in which groups are met. */
  readonly groupOf: Uint32Array;
  /** Of each group, the first member. */
  readonly firsts: readonly T[];
}

export function numberedGroups<T extends Member>(members: readonly T[], by: GroupBy): NumberedGroups<T> {
  if (areOne(members, by)) return { groupOf: counts(members.length), firsts: members.slice(0, 1) };
  const runs = numberedTexts(members, ({ run }) => (by.run ? run : ''));
  const models = numberedTexts(members, ({ checkpoint }) => (by.model ? checkpoint.model : ''));
  // By numbers, not by `groupKey`: a million joined texts take as long as everything else.
  if (models.firsts.length < 2) return runs;
  if (runs.firsts.length < 2) return models;
  const pairs = new Map<number, number>();
  const groupOf = counts(members.length);
  const firsts: T[] = [];
  for (let index = 0; index < members.length; index++) {
    const pair = (runs.groupOf[index] as number) * models.firsts.length + (models.groupOf[index] as number);
    const known = pairs.get(pair);
    const group = known ?? firsts.push(members[index] as T) - 1;
    if (known === undefined) pairs.set(pair, group);
    groupOf[index] = group;
  }
  return { groupOf, firsts };
}

/** As most are: one model in one folder. */
function areOne(members: readonly Member[], by: GroupBy): boolean {
  const first = members[0];
  if (first === undefined) return true;
  for (let index = 1; index < members.length; index++) {
    const { run, checkpoint } = members[index] as Member;
    if ((by.run && run !== first.run) || (by.model && checkpoint.model !== first.checkpoint.model)) return false;
  }
  return true;
}

function numberedTexts<T>(members: readonly T[], textOf: (member: T) => string): NumberedGroups<T> {
  const { numberOf, firsts } = numberTexts(members.length, (at) => textOf(members[at] as T));
  return { groupOf: numberOf, firsts: firsts.map((at) => members[at] as T) };
}
