// Decides which rules are tried on a name at all: those that can begin and end as it does. All of them on 100,000 names take a second.

import type { Item } from '../types/items.ts';
import type { PathText } from '../types/primitives.ts';
import type { Layout, LayoutRule } from './compile-layouts.ts';
import { extensionOf } from './layout-rule.ts';
import { canEnd, type Endings, endingsOf, LONGEST_ENDING } from './regex-suffixes.ts';

/** One rule of a layout. */
export interface IndexedRule {
  readonly layout: Layout;
  readonly rule: LayoutRule;
  /** A template, and nothing to ask of a file but its name. */
  readonly isSaidByName: boolean;
  /** Read when it is first asked for: most rules begin otherwise than all names of a folder. */
  endings: Endings | null;
}

export interface RuleIndex {
  readonly files: readonly IndexedRule[];
  readonly directories: readonly IndexedRule[];
  /** By the beginning and the end of a file's name. */
  readonly byEnds: Map<string, readonly IndexedRule[]>;
  /** What was asked for last: the neighbours of a name begin and end as it does. */
  last: {
    readonly first: number;
    readonly beforeLast: number;
    readonly extension: string;
    readonly rules: readonly IndexedRule[];
  };
}

export function indexRules(layouts: readonly Layout[]): RuleIndex {
  const all = layouts.flatMap((layout) => layout.match.map((rule) => indexed(layout, rule)));
  return {
    files: all.filter(({ rule }) => rule.files),
    directories: all.filter(({ rule }) => rule.directories),
    byEnds: new Map(),
    last: { first: -1, beforeLast: -1, extension: '', rules: [] },
  };
}

function indexed(layout: Layout, rule: LayoutRule): IndexedRule {
  const { template, proof, source } = rule;
  const asksMore = source.levels !== undefined || source.in !== undefined || source.beside !== undefined || hasCompanions(rule);
  return { layout, rule, isSaidByName: template !== null && proof.length === 0 && !asksMore, endings: null };
}

export function hasCompanions({ source }: LayoutRule): boolean {
  return source.with !== undefined || source.needs !== undefined || source.flags !== undefined;
}

/** Those that can fit, and some more, in the order in which they are tried. */
export function rulesFor(item: Item, name: PathText, index: RuleIndex): readonly IndexedRule[] {
  if (item.facts.type === 'directory') return index.directories;
  const { first, beforeLast, extension, rules } = index.last;
  const isLikeLast =
    name.charCodeAt(0) === first && foldedAt(name, name.length - extension.length - 1) === beforeLast && name.endsWith(extension);
  return isLikeLast && extension !== '' ? rules : lookedUp(name, index);
}

function lookedUp(name: PathText, index: RuleIndex): readonly IndexedRule[] {
  const letter = name.charAt(0);
  const extension = extensionOf(name);
  const end = endOf(name, extension);
  const isDotted = extension !== '';
  const key = `${isDotted ? '.' : '-'}${letter}${end}`;
  let rules = index.byEnds.get(key);
  if (rules === undefined) {
    rules = index.files.filter((each) => canFit(each, letter, end, isDotted));
    index.byEnds.set(key, rules);
  }
  index.last = {
    first: name.charCodeAt(0),
    beforeLast: foldedAt(name, name.length - extension.length - 1),
    extension,
    rules,
  };
  return rules;
}

function canFit(each: IndexedRule, letter: string, end: string, isDotted: boolean): boolean {
  const { begins, outline, source } = each.rule;
  if (begins !== '' && !begins.startsWith(letter)) return false;
  each.endings ??= endingsOf(outline);
  // A folder's name that is read too can have the dot.
  return canEnd(each.endings, end, isDotted || source.levels !== undefined);
}

const ZERO = 48;
const NINE = 57;

/** The character's number; that of `0` for every digit, -1 before the beginning. */
function foldedAt(name: PathText, at: number): number {
  if (at < 0) return -1;
  const code = name.charCodeAt(at);
  return code >= ZERO && code <= NINE ? ZERO : code;
}

/** The extension and the character before it, as `canEnd` asks for them: every digit as `0`, and nothing before what is not ASCII. */
function endOf(name: PathText, extension: string): string {
  const end = name.slice(Math.max(0, name.length - Math.min(extension.length + 1, LONGEST_ENDING)));
  return (/[\0-\x7f]*$/.exec(end)?.[0] ?? '').replace(/[0-9]/g, '0');
}
