// Decides which names of one folder make one checkpoint, and whether one of them is missing: shards, ranks and what moves along.

import { byCodePoint, inOrder } from '../lib/code-point-order.ts';
import { escapeText } from '../lib/escape.ts';
import { nameOf } from '../lib/paths.ts';
import type { Checkpoint, Unit } from '../types/checkpoints.ts';
import type { Item } from '../types/items.ts';
import type { PathText } from '../types/primitives.ts';
import type { Layout, LayoutRule } from './compile-layouts.ts';
import { heldMark, missingMark } from './directory-markers.ts';
import type { FolderEntries } from './folder-entries.ts';
import { hasCompanions } from './index-rules.ts';
import { type MatchedName, type Names, plainUnit } from './match-names.ts';
import { missingRanks } from './missing-ranks.ts';

export interface WholeUnits {
  /** By path. */
  readonly units: readonly Unit[];
  /** The places of all their parts in the folder. */
  readonly claims: readonly number[];
}

/** Every item is in at most one of them. */
export function unitsOf(layout: Layout, { plain, others }: Names, folder: FolderEntries): WholeUnits {
  if (others.length === 0) return { units: inOrder(plain.units, byPath), claims: plain.claims };
  const units = [...plain.units];
  const claims = [...plain.claims];
  const taken = folder.claimed.slice();
  if (others.some(({ rule }) => hasCompanions(rule))) {
    for (const at of plain.claims) taken[at] = 1;
    for (const { at } of others) taken[at] = 1;
  }
  // In order: of two that a companion could belong to, the first by path has it.
  const groups = [...groupsOf(others)]
    .filter((members) => !lacksShards(members))
    .sort(([a], [b]) => byCodePoint(a.item.path, b.item.path));
  const short = shortSets(groups);
  for (const members of groups) {
    const [first] = members;
    const places = [...members.map(({ at }) => at), ...companionsOf(first, folder, taken)];
    const parts = places.map((at) => folder.items[at] as Item).sort((a, b) => byCodePoint(a.path, b.path));
    claims.push(...places);
    const unfinished = missingShard(first.rule, members) ?? unfinishedBy(first, folder) ?? short.get(members);
    const unit = { ...plainUnit(layout, first, folder), path: parts[0]?.path ?? first.item.path, parts };
    units.push(unfinished === undefined ? unit : { ...unit, unfinished });
  }
  return { units: inOrder(units, byPath), claims };
}

function byPath(one: Unit, other: Unit): number {
  return byCodePoint(one.path, other.path);
}

type Members = readonly [MatchedName, ...MatchedName[]];

/** The members of each unit, the first by path first. */
function* groupsOf(found: readonly MatchedName[]): Iterable<Members> {
  const groups = new Map<LayoutRule, Map<string, [MatchedName, ...MatchedName[]]>>();
  for (const each of found) {
    const { unit } = each.reading.groups;
    if (unit === undefined) {
      yield [each];
      continue;
    }
    const ofRule = groups.get(each.rule) ?? new Map<string, [MatchedName, ...MatchedName[]]>();
    groups.set(each.rule, ofRule);
    const members = ofRule.get(unit);
    if (members === undefined) ofRule.set(unit, [each]);
    else if (byCodePoint(each.item.path, members[0].item.path) < 0) members.unshift(each);
    else members.push(each);
  }
  for (const ofRule of groups.values()) yield* ofRule.values();
}

/** An index without any of its shards can be anything's. */
function lacksShards(members: Members): boolean {
  const [{ rule }] = members;
  return (rule.source.pattern?.includes('(?<shard>') ?? false) && members.every((each) => shardOf(each) === undefined);
}

function shardOf({ reading }: MatchedName): string | undefined {
  return reading.groups['shard'];
}

/** Of sets without a gap, whose names do not say how many there are: which are shorter than their neighbours. */
function shortSets(groups: readonly Members[]): ReadonlyMap<Members, string> {
  const series = new Map<string, { members: Members; checkpoint: Checkpoint; count: number }[]>();
  for (const members of groups) {
    const [{ rule, reading }] = members;
    const count = members.filter((each) => shardOf(each) !== undefined && each.reading.groups['of'] === undefined).length;
    if (count === 0 || missingShard(rule, members) !== null) continue;
    const key = `${rule.source.pattern}/${reading.checkpoint.model}`;
    const sets = series.get(key) ?? [];
    sets.push({ members, checkpoint: reading.checkpoint, count });
    series.set(key, sets);
  }
  const short = [...series.values()].flatMap((sets) => [...missingRanks(sets)]);
  return new Map(
    short.map(({ members, count }) => {
      const next = (members[0].rule.source.first ?? 0) + count;
      return [members, `number ${next} is missing, which the one before it has`];
    }),
  );
}

/** What moves along, and has not yet been claimed by another checkpoint. */
function companionsOf({ rule, item, reading }: MatchedName, folder: FolderEntries, taken: Uint8Array): readonly number[] {
  if (!hasCompanions(rule)) return [];
  const { with: along = [], needs = [], flags = [] } = rule.source;
  const found: number[] = [];
  for (const template of [...along, ...needs, ...flags]) {
    const companion = folder.placeOf(nameFrom(template, item, reading.groups));
    if (companion === undefined || taken[companion] === 1) continue;
    taken[companion] = 1;
    found.push(companion);
  }
  return found;
}

function nameFrom(template: string, item: Item, groups: Readonly<Record<string, string | undefined>>): PathText {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => (name === 'name' ? nameOf(item.path) : (groups[name] ?? '')));
}

/** What the names beside it and inside it say. */
function unfinishedBy({ rule, item, reading }: MatchedName, { placeOf }: FolderEntries): string | undefined {
  const { needs = [], flags = [] } = rule.source;
  for (const template of needs) {
    const name = nameFrom(template, item, reading.groups);
    if (placeOf(name) === undefined) return `${escapeText(name)} is missing`;
  }
  for (const template of flags) {
    const name = nameFrom(template, item, reading.groups);
    if (placeOf(name) !== undefined) return `${escapeText(name)} lies beside it`;
  }
  if (item.facts.type !== 'directory') return undefined;
  const missing = missingMark(item, rule.complete);
  if (missing !== null) return `${escapeText(missing.glob)} is missing in it`;
  const mark = heldMark(item, rule.marked);
  return mark === null ? undefined : `${escapeText(mark)} lies in it`;
}

/** A set is whole if it has as many as one of its names says; without such a name, up to the highest one there is. */
function missingShard({ source }: LayoutRule, members: Members): string | null {
  if (shardOf(members[0]) === undefined && members.length === 1) return null;
  const first = source.first ?? 0;
  const sets = new Map<number | undefined, Set<number>>();
  for (const { reading } of members) {
    const { shard, of } = reading.groups;
    if (shard === undefined) continue;
    const size = of === undefined ? undefined : Number(of);
    const set = sets.get(size) ?? new Set();
    sets.set(size, set.add(Number(shard)));
  }
  let missing: string | null = null;
  for (const [size, set] of sets) {
    let next = first;
    while (set.has(next)) next++;
    const isWhole = size === undefined ? next - first === set.size : next - first >= size;
    if (isWhole) return null;
    missing ??= size === undefined ? `number ${next} is missing` : `shard ${next} of ${size} is missing`;
  }
  return missing;
}
