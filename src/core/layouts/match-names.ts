// Decides which names of one folder the rules of the layouts fit.

import { folderOf, nameOf } from '../lib/paths.ts';
import type { Unit } from '../types/checkpoints.ts';
import type { Item } from '../types/items.ts';
import type { PathText } from '../types/primitives.ts';
import type { Layout, LayoutRule } from './compile-layouts.ts';
import { heldMark, isMarked } from './directory-markers.ts';
import type { FolderEntries } from './folder-entries.ts';
import { hasCompanions, type IndexedRule, type RuleIndex, rulesFor } from './index-rules.ts';
import { type Reading, readName, readTemplate } from './layout-rule.ts';

/** One name that a rule fits. */
export interface MatchedName {
  readonly rule: LayoutRule;
  readonly item: Item;
  /** Its place in the folder. */
  readonly at: number;
  readonly reading: Reading;
  /** What a directory holds that its rule asks for, or null. */
  readonly held: PathText | null;
}

/** What one layout finds in a folder. */
export interface Names {
  /** Checkpoints of one file each, their places, and whether the folder's own name says that some of them are any. */
  readonly plain: { readonly units: readonly Unit[]; readonly claims: readonly number[]; readonly byPlace: boolean };
  /** Of which more is to be asked. */
  readonly others: readonly MatchedName[];
}

interface Growing {
  readonly layout: Layout;
  readonly plain: { readonly units: Unit[]; readonly claims: number[]; byPlace: boolean };
  readonly others: MatchedName[];
  /** The run of what lies in this very folder. */
  readonly run: PathText;
}

/** What each layout finds in the folder: of every name at most one reading, by its first rule that fits. */
export function findNames(folder: FolderEntries, rules: RuleIndex): ReadonlyMap<Layout, Names> {
  const all = new Map<Layout, Growing>();
  const { items, names, claimed, temporary } = folder;
  let its: Growing | null = null;
  for (let at = 0; at < items.length; at++) {
    if (claimed[at] === 1 || temporary[at] === 1) continue;
    const name = names[at] as PathText;
    const item = items[at] as Item;
    const candidates = rulesFor(item, name, rules);
    let done: Layout | null = null;
    for (let index = 0; index < candidates.length; index++) {
      const { layout, rule, isSaidByName } = candidates[index] as IndexedRule;
      if (layout === done || (rule.begins !== '' && !name.startsWith(rule.begins))) continue;
      if (isSaidByName && item.facts.type === 'file') {
        // Nearly all of 100,000: nothing is made but the unit.
        const checkpoint = readTemplate(rule, name);
        if (checkpoint === null || !isInReach(layout, name, folder)) continue;
        if (its?.layout !== layout) its = growing(all, layout, folder);
        its.plain.units.push({ path: item.path, parts: [item], checkpoint, run: its.run, layout: layout.name });
        its.plain.claims.push(at);
      } else {
        const found = tryRule(rule, at, name, folder);
        if (found === null || !isInReach(layout, name, folder)) continue;
        if (its?.layout !== layout) its = growing(all, layout, folder);
        if (isPlain(found)) {
          if (rule.source.in !== undefined) its.plain.byPlace = true;
          its.plain.units.push(plainUnit(layout, found, folder));
          its.plain.claims.push(at);
        } else its.others.push(found);
      }
      done = layout;
    }
  }
  return all;
}

function growing(all: Map<Layout, Growing>, layout: Layout, { path }: FolderEntries): Growing {
  const known = all.get(layout);
  if (known !== undefined) return known;
  const made: Growing = { layout, plain: { units: [], claims: [], byPlace: false }, others: [], run: runOf(layout, 1, path) };
  all.set(layout, made);
  return made;
}

/** One file, and nothing about it to ask. */
function isPlain({ rule, item, reading }: MatchedName): boolean {
  return item.facts.type === 'file' && reading.groups['unit'] === undefined && !hasCompanions(rule) && rule.proof.length === 0;
}

/** As if it were one. */
export function plainUnit(layout: Layout, { rule, item, reading }: MatchedName, folder: FolderEntries): Unit {
  const { checkpoint } = reading;
  const run = runOf(layout, rule.source.levels ?? 1, folder.path);
  return { path: item.path, parts: [item], checkpoint, run, layout: layout.name };
}

function isInReach({ apart, unfinished }: Layout, name: PathText, folder: FolderEntries): boolean {
  if (apart.length > 0 && isMarked(folder.name, apart)) return false;
  return unfinished.length === 0 || !unfinished.some((pattern) => pattern.fits(name));
}

function tryRule(rule: LayoutRule, at: number, name: PathText, folder: FolderEntries): MatchedName | null {
  const { source } = rule;
  const text = source.levels === undefined ? name : lastNames(folder.path, source.levels, name);
  if (text === null) return null;
  if (source.in !== undefined && !source.in.includes(folder.name)) return null;
  const reading = readName(rule, text);
  if (reading === null) return null;
  if (source.beside !== undefined && !source.beside.some((each) => folder.placeOf(each) !== undefined)) return null;
  const item = folder.items[at] as Item;
  if (item.facts.type !== 'directory') return { rule, item, at, reading, held: null };
  const held = heldMark(item, rule.holds);
  if ((rule.holds.length > 0 && held === null) || heldMark(item, rule.without) !== null) return null;
  return { rule, item, at, reading, held };
}

/** The name after those of so many folders, or null where there are not so many. */
function lastNames(folder: PathText, levels: number, name: PathText): PathText | null {
  let at = folder.length;
  for (let level = levels; level > 1; level--) {
    if (at <= 0) return null;
    at = folder.lastIndexOf('/', at - 1);
  }
  return `${folder.slice(at + 1)}/${name}`;
}

/** The folder of the run that a unit in this folder belongs to. */
function runOf({ above }: Layout, levels: number, folder: PathText): PathText {
  let base = folder;
  for (let level = levels; level > 1; level--) base = folderOf(base);
  return above.has(nameOf(base)) ? folderOf(base) : base;
}
