// Decides which checkpoints each layout sees in one folder, and what it goes by. Who is right is `choose-layout.ts`'s business.

import type { Unit } from '../types/checkpoints.ts';
import type { PathText } from '../types/primitives.ts';
import { unitsOf } from './assemble-units.ts';
import type { Layout, LayoutRule } from './compile-layouts.ts';
import { heldMark } from './directory-markers.ts';
import type { FolderEntries } from './folder-entries.ts';
import type { RuleIndex } from './index-rules.ts';
import { findNames, type MatchedName, type Names } from './match-names.ts';

/** What one layout makes of a folder. */
export interface Proposal {
  readonly layout: Layout;
  /** By path. */
  readonly units: readonly Unit[];
  /** The places of all that it takes for a checkpoint or a part of one, each once. */
  readonly claims: readonly number[];
  /** 2 for a marker inside a directory, and 1 for a pointer beside it or the folder's name; 0: nothing but names. */
  readonly evidence: number;
  /** The evidence as a sentence fragment's parts: the first unit by path, and what speaks for it. */
  readonly held: { readonly path: PathText; readonly mark: PathText } | null;
  readonly pointer: PathText | null;
  /** The folder's name, where that counts. */
  readonly place: PathText | null;
}

/** Of every layout that fits anything in the folder. */
export function proposalsIn(folder: FolderEntries, rules: RuleIndex): readonly Proposal[] {
  const proposals = [...findNames(folder, rules)].map(([layout, found]) => proposalOf(layout, withProof(found), folder));
  return proposals.filter(({ units }) => units.length > 0);
}

function proposalOf(layout: Layout, names: Names, folder: FolderEntries): Proposal {
  const { units, claims } = unitsOf(layout, names, folder);
  const held = firstHeld(names.others);
  const pointer = layout.pointers.find(({ name }) => folder.pointers.get(name)?.facts.type === 'file');
  const isByPlace = names.plain.byPlace || names.others.some(({ rule }) => rule.source.in !== undefined);
  const place = isByPlace ? folder.name : null;
  const evidence = (held === null ? 0 : 2) + (pointer !== undefined || place !== null ? 1 : 0);
  return { layout, units, claims, evidence, held, pointer: pointer?.name ?? null, place };
}

function firstHeld(found: readonly MatchedName[]): Proposal['held'] {
  let first: Proposal['held'] = null;
  for (const { item, held } of found) {
    if (held !== null && (first === null || item.path < first.path)) first = { path: item.path, mark: held };
  }
  return first;
}

/** A directory `checkpoint-500` of weights can be anybody's: without a proof in one of its siblings it is nobody's. */
function withProof(names: Names): Names {
  const all = names.others;
  if (all.every(({ rule }) => rule.proof.length === 0)) return names;
  const proven = new Map<LayoutRule, PathText | null>();
  for (const { rule, item } of all) {
    if (rule.proof.length === 0 || proven.get(rule)) continue;
    proven.set(rule, heldMark(item, rule.proof));
  }
  const others = all
    .filter(({ rule }) => rule.proof.length === 0 || proven.get(rule) !== null)
    .map((each) => (each.rule.proof.length === 0 ? each : { ...each, held: heldMark(each.item, each.rule.proof) }));
  return { ...names, others };
}
