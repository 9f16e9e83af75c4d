// Decides what a regular expression says, as a tree that `pattern-run.ts` runs. The syntax is JavaScript's with the flag `u`, without what
// no engine can run in linear time: references to groups, and looking behind.

import { configError } from '../lib/errors.ts';
import { charOf, choice, type PatternNode, type Range, row, setOf } from './pattern-node.ts';

/** `text` is for the whole name, and one that `RegExp` compiles. Throws a config error whose message is a clause. */
export function parseExpression(text: string): PatternNode {
  const reader: Reader = { tokens: text.match(TOKEN) ?? [], at: 0 };
  const node = choiceFrom(reader);
  // `a)|(?:b` compiles within the parentheses that others put around it.
  if (reader.at < reader.tokens.length) throw configError('a ) has no partner');
  return node;
}

interface Reader {
  readonly tokens: readonly string[];
  at: number;
}

const TOKEN =
  /\\(?:x[0-9a-fA-F]{2}|u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|[pP]\{[^}]*\}|c[A-Za-z]|k<[^>]*>|[1-9][0-9]*|.)|\[(?:\\.|[^\\\]])*\]|\(\?(?:<?[=!]|:|<[^=!>][^>]*>)|\{\d+(?:,\d*)?\}|./gsu;

/** Up to the end or a `)`, which is left. */
function choiceFrom(reader: Reader): PatternNode {
  const ways: PatternNode[][] = [[]];
  for (let token = reader.tokens[reader.at]; token !== undefined && token !== ')'; token = reader.tokens[reader.at]) {
    reader.at++;
    if (token === '|') ways.push([]);
    else ways.at(-1)?.push(repeated(nodeFrom(token, reader), reader));
  }
  return choice(ways.map((nodes) => (nodes.length === 1 ? (nodes[0] as PatternNode) : row(nodes))));
}

const LINE_ENDS: readonly Range[] = [
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x2028, 0x2029],
];

function nodeFrom(token: string, reader: Reader): PatternNode {
  if (token === '^') return { kind: 'edge', edge: 'begin' };
  if (token === '$') return { kind: 'edge', edge: 'end' };
  if (token === '\\b') return { kind: 'edge', edge: 'word' };
  if (token === '\\B') return { kind: 'edge', edge: 'no-word' };
  if (token === '.') return setOf(LINE_ENDS, true);
  if (token.startsWith('[')) return classFrom(token);
  if (token.startsWith('\\')) return escapedFrom(token);
  if (!token.startsWith('(')) return charOf(token);
  if (token.startsWith('(?<=') || token.startsWith('(?<!'))
    throw configError('it looks behind, with (?<= or (?<!; write what stands before as a part of it');
  // `(?i:…)` of newer engines.
  if (token === '(' && reader.tokens[reader.at] === '?')
    throw configError('it has a group with (? of a kind that is not known here');
  const node = choiceFrom(reader);
  if (reader.tokens[reader.at] !== ')') throw configError('a ) is missing');
  reader.at++;
  if (token === '(?=' || token === '(?!') return { kind: 'look', node, isNegated: token === '(?!' };
  const name = /^\(\?<(.+)>$/s.exec(token)?.[1];
  return name === undefined ? node : { kind: 'group', name, node };
}

const LAST = 0x10ffff;
const DIGITS: readonly Range[] = [[0x30, 0x39]];
const WORD: readonly Range[] = [...DIGITS, [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]];
const SPACE: readonly Range[] = [
  ...([
    [0x09, 0x0d],
    [0x20, 0x20],
    [0xa0, 0xa0],
    [0x1680, 0x1680],
    [0x2000, 0x200a],
  ] as const),
  ...([
    [0x2028, 0x2029],
    [0x202f, 0x202f],
    [0x205f, 0x205f],
    [0x3000, 0x3000],
    [0xfeff, 0xfeff],
  ] as const),
];
const CLASSES: Readonly<Record<string, readonly Range[]>> = {
  ...{ d: DIGITS, D: allBut(DIGITS), w: WORD, W: allBut(WORD), s: SPACE, S: allBut(SPACE) },
};

function allBut(ranges: readonly Range[]): readonly Range[] {
  const others: Range[] = [];
  let from = 0;
  for (const [first, last] of ranges) {
    if (first > from) others.push([from, first - 1]);
    from = last + 1;
  }
  return [...others, [from, LAST]];
}

const CONTROLS: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, 0: 0, b: 8 };

interface Member {
  readonly ranges: readonly Range[];
  readonly properties: readonly RegExp[];
}

function escapedFrom(token: string): PatternNode {
  if (/^\\(?:k<|[1-9])/.test(token))
    throw configError(`it refers to a group, with ${token}; write out what the group can be, such as (?:aa|bb)`);
  const { ranges, properties } = memberOf(token);
  return setOf(ranges, false, properties);
}

/** What a character or an escape stands for, in a class or alone. */
function memberOf(token: string): Member {
  if (!token.startsWith('\\')) return oneOf(token.codePointAt(0) ?? 0);
  const rest = token.slice(1);
  if (/^[pP]\{/.test(rest)) return { ranges: [], properties: [new RegExp(token, 'u')] };
  const ranges = CLASSES[rest];
  if (ranges !== undefined) return { ranges, properties: [] };
  const hex = /^(?:x|u\{?)([0-9a-fA-F]+)\}?$/.exec(rest)?.[1];
  if (hex !== undefined) return oneOf(Number.parseInt(hex, 16));
  const control = /^c([A-Za-z])$/.exec(rest)?.[1];
  if (control !== undefined) return oneOf(control.charCodeAt(0) % 32);
  return oneOf(CONTROLS[rest] ?? rest.codePointAt(0) ?? 0);
}

function oneOf(code: number): Member {
  return { ranges: [[code, code]], properties: [] };
}

const MEMBER = /\\(?:x[0-9a-fA-F]{2}|u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|[pP]\{[^}]*\}|c[A-Za-z]|.)|./gsu;

function classFrom(token: string): PatternNode {
  const negated = token.startsWith('[^');
  const members = token.slice(negated ? 2 : 1, -1).match(MEMBER) ?? [];
  const ranges: Range[] = [];
  const properties: RegExp[] = [];
  for (let at = 0; at < members.length; at++) {
    const member = memberOf(members[at] as string);
    const isRange = members[at + 1] === '-' && at + 2 < members.length;
    if (isRange) {
      const to = memberOf(members[at + 2] as string);
      ranges.push([member.ranges[0]?.[0] ?? 0, to.ranges[0]?.[1] ?? 0]);
      at += 2;
    } else {
      ranges.push(...member.ranges);
      properties.push(...member.properties);
    }
  }
  return setOf(ranges, negated, properties);
}

/** With the `?`, `*`, `+` or `{2,3}` that follows it, greedy or not. */
function repeated(node: PatternNode, reader: Reader): PatternNode {
  const times = timesOf(reader.tokens[reader.at] ?? '');
  if (times === null) return node;
  reader.at++;
  const isLazy = reader.tokens[reader.at] === '?';
  if (isLazy) reader.at++;
  return { kind: 'repeat', node, least: times[0], most: times[1], isLazy };
}

function timesOf(token: string): readonly [least: number, most: number] | null {
  if (token === '?') return [0, 1];
  if (token === '*') return [0, Number.POSITIVE_INFINITY];
  if (token === '+') return [1, Number.POSITIVE_INFINITY];
  const [, least, comma, most] = /^\{(\d+)(,?)(\d*)\}$/.exec(token) ?? [];
  if (least === undefined) return null;
  if (comma === '') return [Number(least), Number(least)];
  return [Number(least), most === '' ? Number.POSITIVE_INFINITY : Number(most)];
}
