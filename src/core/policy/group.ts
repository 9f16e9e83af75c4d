// Decides which checkpoints compete with each other: those of one model in one run's folder, unless somebody says otherwise.

import type { Checkpoint, GroupBy, PathText } from '../types.ts';
import type { Rows } from './candidate-columns.ts';
import { byCodePoint } from './order.ts';
import type { Parsed } from './quantity.ts';
import { gather } from './sort-rows.ts';

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
  const { groupOf, names } = numberedGroups(members, by);
  const groups = names.map((name) => ({ name, members: [] as T[] }));
  for (const [index, member] of members.entries()) groups[groupOf[index] as number]?.members.push(member);
  return groups;
}

export interface GroupRows {
  readonly name: PathText;
  /** The places of its members in the list, in the order of the list that they were taken from. */
  readonly rows: Rows;
}

/** Sorted by name. `order`: all rows, as they are to follow each other in each group; those of the list itself without. */
export function groupRows(members: readonly Member[], by: GroupBy, order?: Rows): readonly GroupRows[] {
  const { groupOf, names } = numberedGroups(members, by);
  const rows = order?.slice() ?? new Uint32Array(members.length).map((_, row) => row);
  const starts = gather(rows, groupOf, names.length);
  return names.map((name, group) => ({ name, rows: rows.subarray(starts[group], starts[group + 1]) }));
}

export interface NumberedGroups {
  /** Of each member, by its place in the list: the number of its group. */
  readonly groupOf: Uint32Array;
  /** Sorted, and the groups counted in this order. */
  readonly names: readonly PathText[];
}

export function numberedGroups(members: readonly Member[], by: GroupBy): NumberedGroups {
  const groups = new Map<string, Map<string, number>>();
  const groupOf = new Uint32Array(members.length);
  // Nested, not by `groupKey`: a million joined texts take as long as everything else.
  // Neighbours nearly always are of one group.
  const firsts: Member[] = [];
  let [last, lastRun, lastModel] = [-1, '', ''];
  for (let index = 0; index < members.length; index++) {
    const member = members[index] as Member;
    const run = by.run ? member.run : '';
    const model = by.model ? member.checkpoint.model : '';
    if (last < 0 || lastRun !== run || lastModel !== model) {
      let models = groups.get(run);
      if (models === undefined) {
        models = new Map();
        groups.set(run, models);
      }
      last = models.get(model) ?? firsts.push(member) - 1;
      models.set(model, last);
      [lastRun, lastModel] = [run, model];
    }
    groupOf[index] = last;
  }
  const found = [...groups.values()].flatMap((models) => [...models.values()]);
  const named = found.map((group) => ({ group, name: groupName(firsts[group] as Member, by) }));
  named.sort((a, b) => byCodePoint(a.name, b.name));
  const places = new Uint32Array(named.length);
  for (const [place, { group }] of named.entries()) places[group] = place;
  for (let index = 0; index < groupOf.length; index++) groupOf[index] = places[groupOf[index] as number] as number;
  return { groupOf, names: named.map(({ name }) => name) };
}
