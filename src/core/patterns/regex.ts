// Decides how a regular expression of a layout is run. Names are made by anybody, so no expression may take long on any of them.
//
// JavaScript's own engine is ten times as fast, and tries one way after the other. It runs what has few ways; `pattern-run.ts` runs the
// rest, in time linear in the name.

import { OutputsError } from '../lib/errors.ts';
import { LONGEST_NAME } from '../lib/name-length.ts';
import type { Parsed } from '../lib/quantities.ts';
import { type CharSet, many, type PatternNode, row, setOf } from './pattern-node.ts';
import { compilePattern } from './pattern-program.ts';
import { fitsPattern, type Groups, readPattern } from './pattern-run.ts';
import { parseExpression } from './regex-syntax.ts';

/** For a whole name. */
export interface Expression {
  readonly by: 'ways' | 'places';
  readonly fits: (name: string) => boolean;
  /** The named groups, or null where it does not fit. */
  readonly read: (name: string) => Groups | null;
}

const ANYTHING = setOf([], true);
const NO_GROUPS: Groups = {};
/** As many as two parts of any length have, and a few choices beside them: some milliseconds for the worst of names. */
const FEW_WAYS = 8 * LONGEST_NAME * LONGEST_NAME;

/** `why` is a sentence fragment. */
export function compileExpression(text: string): Parsed<Expression> {
  let native: RegExp;
  try {
    native = new RegExp(`^(?:${text})$`, 'u');
  } catch {
    return { ok: false, why: 'it is not a regular expression' };
  }
  try {
    // As in `native`: `a)|(?:b` compiles within the parentheses.
    const node = parseExpression(`(?:${text})`);
    return { ok: true, value: waysThrough(node) <= FEW_WAYS ? natively(native) : linearly(node) };
  } catch (error) {
    if (error instanceof OutputsError) return { ok: false, why: error.message };
    throw error;
  }
}

function natively(expression: RegExp): Expression {
  return {
    by: 'ways',
    fits: (name) => expression.test(name),
    read: (name) => {
      const match = expression.exec(name);
      return match === null ? null : (match.groups ?? NO_GROUPS);
    },
  };
}

function linearly(node: PatternNode): Expression {
  const { conditions, rest } = withoutLooks(node);
  const program = compilePattern(rest);
  const tests = conditions.map(({ node: ahead, isNegated }) => {
    const begins = compilePattern(row([ahead, many(ANYTHING)]));
    return (name: string) => fitsPattern(begins, name) !== isNegated;
  });
  const isMet = (name: string) => tests.every((test) => test(name));
  return {
    by: 'places',
    fits: (name) => isMet(name) && fitsPattern(program, name),
    read: (name) => (isMet(name) ? readPattern(program, name) : null),
  };
}

type Look = Extract<PatternNode, { readonly kind: 'look' }>;

/** `(?!.*--)` at the beginning is a test of its own: without it the rest is ten times as fast (`known` in `pattern-run.ts`). */
function withoutLooks(node: PatternNode): { readonly conditions: readonly Look[]; readonly rest: PatternNode } {
  if (node.kind !== 'row') return { conditions: [], rest: node };
  const conditions: Look[] = [];
  for (const each of node.nodes) {
    if (each.kind !== 'look') break;
    conditions.push(each);
  }
  return { conditions, rest: row(node.nodes.slice(conditions.length)) };
}

/** At most so many ways to go through it are tried on one name. `after`: what can come next, at the end of the name nothing. */
export function waysThrough(node: PatternNode, after: readonly CharSet[] = []): number {
  switch (node.kind) {
    case 'set':
    case 'edge':
      return 1;
    case 'group':
      return waysThrough(node.node, after);
    case 'look':
      return waysThrough(node.node, [ANYTHING]);
    case 'choice':
      return node.ways.reduce((sum, way) => sum + waysThrough(way, after), 0);
    case 'row': {
      let ways = 1;
      // What is looked ahead for is tried on every way that comes there, and leaves no choice behind.
      for (const [at, each] of node.nodes.entries()) {
        const rest = node.nodes.slice(at + 1).reduceRight((next, one) => begins(one, next), after);
        if (each.kind === 'look') ways += ways * waysThrough(each);
        else ways *= waysThrough(each, rest);
      }
      return ways;
    }
    case 'repeat': {
      const { node: repeated, least, most } = node;
      const more = begins(repeated, after);
      const once = waysThrough(repeated, most > 1 ? union(more, after) : after);
      // `\d+-`: where the digits end there is nothing to choose.
      const isClear = more.every((set) => after.every((next) => areApart(set, next)));
      if (most === Number.POSITIVE_INFINITY) return once > 1 ? most : isClear ? 1 : LONGEST_NAME;
      return once ** most * (isClear ? 1 : most - least + 1);
    }
    default:
      return node satisfies never;
  }
}

/** What it can begin with, or `after` where it can be nothing. */
function begins(node: PatternNode, after: readonly CharSet[]): readonly CharSet[] {
  switch (node.kind) {
    case 'set':
      return [node];
    case 'edge':
    case 'look':
      return after;
    case 'group':
      return begins(node.node, after);
    case 'choice':
      return node.ways.map((way) => begins(way, after)).reduce(union, []);
    case 'row':
      return node.nodes.reduceRight((next, each) => begins(each, next), after);
    case 'repeat':
      return node.least > 0 ? begins(node.node, after) : union(begins(node.node, after), after);
    default:
      return node satisfies never;
  }
}

/** Each once: nested repetitions would double what comes next. */
function union(some: readonly CharSet[], others: readonly CharSet[]): readonly CharSet[] {
  return [...new Set([...some, ...others])];
}

/** No character is in both. May say false where none is. */
function areApart(one: CharSet, other: CharSet): boolean {
  if (one.properties.length + other.properties.length > 0 || (one.negated && other.negated)) return false;
  if (other.negated) return areApart(other, one);
  if (one.negated) return other.ranges.every(([from, to]) => one.ranges.some(([first, last]) => first <= from && to <= last));
  return other.ranges.every(([from, to]) => one.ranges.every(([first, last]) => to < first || last < from));
}
