// Decides which names of one folder the rules of the layouts fit.

import type { Item, PathText, Unit } from '../types.ts';
import { heldMark, isMarked } from './directory-marks.ts';
import type { Layout, LayoutRule } from './layout.ts';
import { extensionOf, type Reading, readName } from './layout-rule.ts';
import { folderOf, nameOf } from './path-parts.ts';

/** One folder's entries that can be checkpoints or parts of them. */
export interface Folder {
  /** Relative to the section; `''` is the section itself. */
  readonly path: PathText;
  /** Also the section's, where it is known. */
  readonly name: PathText;
  /** No links, and nothing unreadable. What is said of each is said by its place in this list. */
  readonly items: readonly Item[];
  readonly names: readonly PathText[];
  /** The place of a name; undefined where there is none. */
  readonly placeOf: (name: PathText) => number | undefined;
  /** By name, those that some layout calls its pointers. No link is a checkpoint, but a pointer can be one. */
  readonly pointers: ReadonlyMap<PathText, Item>;
  /** 1 for names of what is being written. They can be a part of a checkpoint, and no more. */
  readonly temporary: Uint8Array;
  /** 1 for what belongs to a checkpoint already. */
  readonly claimed: Uint8Array;
}

/** One name that a rule fits. */
export interface Found {
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
  readonly others: readonly Found[];
}

/** What each layout finds in the folder: of every name at most one reading, by its first rule that fits. */
export function findNames(folder: Folder, rules: RuleIndex): ReadonlyMap<Layout, Names> {
  const all = new Map<Layout, { plain: { units: Unit[]; claims: number[]; byPlace: boolean }; others: Found[] }>();
  for (let at = 0; at < folder.items.length; at++) {
    if (folder.claimed[at] === 1 || folder.temporary[at] === 1) continue;
    const name = folder.names[at] as PathText;
    let done: Layout | null = null;
    for (const { layout, rule } of rulesFor(folder.items[at] as Item, name, rules)) {
      if (layout === done || !name.startsWith(rule.begins) || !name.endsWith(rule.ends)) continue;
      const found = tryRule(rule, at, name, folder);
      if (found === null || !isInReach(layout, name, folder)) continue;
      done = layout;
      const its = all.get(layout) ?? { plain: { units: [], claims: [], byPlace: false }, others: [] };
      if (!all.has(layout)) all.set(layout, its);
      if (isPlain(found)) {
        if (rule.source.in !== undefined) its.plain.byPlace = true;
        its.plain.units.push(plainUnit(layout, found, folder));
        its.plain.claims.push(at);
      } else its.others.push(found);
    }
  }
  return all;
}

/** One file, and nothing about it to ask: nearly all of 100,000. */
function isPlain({ rule, item, reading }: Found): boolean {
  return item.facts.type === 'file' && reading.groups['unit'] === undefined && !hasCompanions(rule) && rule.proof.length === 0;
}

/** As if it were one. */
export function plainUnit(layout: Layout, { rule, item, reading }: Found, folder: Folder): Unit {
  const { checkpoint } = reading;
  return { path: item.path, parts: [item], checkpoint, run: runOf(layout, rule, folder.path), layout: layout.name };
}

export function hasCompanions({ source }: LayoutRule): boolean {
  return source.with !== undefined || source.needs !== undefined || source.flags !== undefined;
}

function isInReach({ apart, unfinished }: Layout, name: PathText, folder: Folder): boolean {
  return !isMarked(folder.name, apart) && !unfinished.some((pattern) => pattern.test(name));
}

interface IndexedRule {
  readonly layout: Layout;
  readonly rule: LayoutRule;
}

/** Which rules can fit a file, by its extension and its first letter: trying all of them on 100,000 names takes a second. */
export interface RuleIndex {
  readonly files: readonly IndexedRule[];
  readonly directories: readonly IndexedRule[];
  readonly byEnds: Map<string, Map<string, readonly IndexedRule[]>>;
}

export function indexRules(layouts: readonly Layout[]): RuleIndex {
  const all = layouts.flatMap((layout) => layout.match.map((rule) => ({ layout, rule })));
  return {
    files: all.filter(({ rule }) => rule.files),
    directories: all.filter(({ rule }) => rule.directories),
    byEnds: new Map(),
  };
}

function rulesFor(item: Item, name: PathText, index: RuleIndex): readonly IndexedRule[] {
  if (item.facts.type === 'directory') return index.directories;
  const extension = extensionOf(name);
  const letter = name.charAt(0);
  const byLetter = index.byEnds.get(extension) ?? new Map<string, readonly IndexedRule[]>();
  const known = byLetter.get(letter);
  if (known !== undefined) return known;
  const rules = index.files.filter(({ rule: { begins, extensions } }) => {
    const mayEndSo = extensions.length === 0 || extensions.includes(extension);
    return mayEndSo && (begins === '' || begins.startsWith(letter));
  });
  index.byEnds.set(extension, byLetter.set(letter, rules));
  return rules;
}

function tryRule(rule: LayoutRule, at: number, name: PathText, folder: Folder): Found | null {
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
function runOf({ above }: Layout, { source }: LayoutRule, folder: PathText): PathText {
  let base = folder;
  for (let level = source.levels ?? 1; level > 1; level--) base = folderOf(base);
  return above.has(nameOf(base)) ? folderOf(base) : base;
}
