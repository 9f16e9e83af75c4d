// Decides what a glob pattern says, as a tree: `*`, `?`, `**`, `[a-z]`, `{a,b}`, `{1..9}`, `@(a|b)` and its kin, `\` before a character.
// The meaning is picomatch's, which read these patterns before, so that what was pinned stays pinned; that of `[!a]` and
// `{1..12}` is bash's, because picomatch makes `[1-12]` of the second.
// Over 250 lines: one grammar, whose parts call each other.

import { configError } from '../lib/errors.ts';
import {
  type CharSet,
  charOf,
  choice,
  END,
  literal,
  many,
  optional,
  type PatternNode,
  type Range,
  row,
  setOf,
} from './pattern-node.ts';

export const LONGEST_GLOB = 1000;
const MOST_NUMBERS = 1000;
const DEEPEST = 50;

/** Throws a config error whose message is a clause: `matcher` says of which pattern. */
export function parseGlob(text: string): PatternNode {
  if (text === '') throw configError('it is empty');
  if (text.length > LONGEST_GLOB) throw configError(`it is longer than ${LONGEST_GLOB} characters`);
  return choiceFrom({ text, at: 0, depth: 0, numbers: 0 }, 'top');
}

interface Reader {
  readonly text: string;
  at: number;
  depth: number;
  /** Counted by braces so far: `{1..900}{1..900}`. */
  numbers: number;
}

type Inside = 'top' | 'parens' | 'braces';
const CLOSER: Readonly<Record<Inside, string>> = { top: '', parens: ')', braces: '}' };

const SLASH = charOf('/');
const ANY = setOf([], true);
const IN_NAME = setOf(SLASH.ranges, true);
const STAR = many(IN_NAME);
const ANYTHING = many(ANY);

/** Up to the closer, which is read too. */
function choiceFrom(reader: Reader, inside: Inside): PatternNode {
  if (++reader.depth > DEEPEST) throw configError(`it has more than ${DEEPEST} brackets in each other`);
  const ways: PatternNode[] = [];
  for (;;) {
    ways.push(rowFrom(reader, inside));
    const char = reader.text.charAt(reader.at);
    reader.at++;
    if (char === CLOSER[inside]) break;
    if (char === '') throw configError(`a ${CLOSER[inside]} is missing`);
  }
  reader.depth--;
  return choice(ways);
}

/** What a character can mean depends on what was read before it. */
type Last = 'nothing' | 'slash' | 'star' | 'parens' | 'list' | 'other';

function rowFrom(reader: Reader, inside: Inside): PatternNode {
  const nodes: PatternNode[] = [];
  let last = 'nothing' as Last;
  let beforeLast = 'nothing' as Last;
  const add = (node: PatternNode, as: Last) => {
    nodes.push(node);
    beforeLast = last;
    last = as;
  };
  const { text } = reader;
  for (;;) {
    const start = reader.at;
    // By code points, so that `?` is one character and not half of one.
    const char = String.fromCodePoint(text.codePointAt(start) ?? 0);
    if (start >= text.length || isEnd(char, inside)) return row(nodes);
    reader.at += char.length;
    const next = text.charAt(reader.at);
    if (next === '(' && '@?*+!'.includes(char) && text.charAt(reader.at + 1) !== '?') {
      reader.at++;
      add(extended(char, reader), 'parens');
    } else if (char === '\\') {
      if (next === '') throw configError('a \\ stands at its end');
      const escaped = String.fromCodePoint(text.codePointAt(reader.at) ?? 0);
      reader.at += escaped.length;
      add(charOf(escaped), 'other');
    } else if (char === '"' && text.includes('"', reader.at)) {
      const end = text.indexOf('"', reader.at);
      add(literal(text.slice(reader.at, end)), 'other');
      reader.at = end + 1;
    } else if (char === '*') {
      while (text.charAt(reader.at) === '*' && text.charAt(reader.at + 1) !== '(') reader.at++;
      const isDouble = reader.at - start === 2;
      // `**/**/` says what `**/` says.
      while (isDouble && /^\/\*\*(?:\/|$)/.test(text.slice(reader.at, reader.at + 4))) reader.at += 3;
      if (isDouble && last === 'slash' && inside === 'top' && reader.at === text.length && beforeLast !== 'star') {
        // `a/**` is `a` too.
        nodes.pop();
        add(optional(row([SLASH, ANYTHING])), 'star');
      } else add(isDouble ? starsFrom(reader, inside, last) : STAR, 'star');
      if (text.charAt(reader.at - 1) === '/') last = 'slash';
    } else if (char === '?') {
      if (last === 'parens') add(optional(nodes.pop() as PatternNode), 'other');
      else add(IN_NAME, 'other');
    } else if (char === '+' && last !== 'nothing' && (last === 'parens' || last === 'list' || inside === 'parens')) {
      add(many(nodes.pop() as PatternNode, 1), 'other');
    } else if (char === '[') add(setFrom(reader), 'list');
    else if (char === '(') {
      if (next === '?' && text.charAt(reader.at + 1) !== ':') throw configError('a ( is followed by ?');
      if (next === '?') reader.at += 2;
      add(choiceFrom(reader, 'parens'), 'parens');
    } else if (char === '{') add(bracesFrom(reader), 'list');
    else if (char === ')' || char === ']') throw configError(`a ${char} has no partner`);
    else if (char === '/') add(SLASH, 'slash');
    else add(charOf(char), 'other');
  }
}

function isEnd(char: string, inside: Inside): boolean {
  return char === '|' || char === CLOSER[inside] || (inside === 'braces' && char === ',');
}

/** `**`, which crosses folders where it is alone between slashes, or begins the pattern. */
function starsFrom(reader: Reader, inside: Inside, last: Last): PatternNode {
  const { text } = reader;
  const isFirst = last === 'nothing';
  if (last !== 'slash' && !isFirst) return STAR;
  const isBeforeSlash = text.charAt(reader.at) === '/';
  if (isBeforeSlash && (last === 'slash' || inside === 'top')) {
    reader.at++;
    return optional(row([ANYTHING, SLASH]));
  }
  return isFirst || isBeforeSlash || reader.at === text.length || isEnd(text.charAt(reader.at), inside) ? ANYTHING : STAR;
}

function extended(char: string, reader: Reader): PatternNode {
  const start = reader.at;
  const node = choiceFrom(reader, 'parens');
  switch (char) {
    case '?':
      return optional(node);
    case '*':
      return many(node);
    case '+':
      return many(node, 1);
    case '!':
      return row([exceptFrom(node, reader, start), reader.text.slice(start, reader.at).includes('/') ? ANYTHING : STAR]);
    default:
      return node;
  }
}

/** `!(a|b)` with nothing after it is any name but these; with more after it, any that does not begin with them: `!(best)*.pth`. */
function exceptFrom(node: PatternNode, { text, at }: Reader, start: number): PatternNode {
  const inside = text.slice(start, at);
  const rest = text.slice(at);
  if (inside.includes('/') || /^\)*$/.test(rest)) return except(row([node, END]));
  // `!(*_best).pth`: of the names with this extension.
  if (inside.includes('*') && /^\.[^\\/.]+$/.test(rest) && !/[()[\]{}|"]/.test(rest)) return except(row([node, parseGlob(rest)]));
  return except(node);
}

function except(node: PatternNode): PatternNode {
  return { kind: 'look', node, isNegated: true };
}

const NUMBERS = /^(-?\d{1,15})\.\.(-?\d{1,15})(?:\.\.(-?\d{1,15}))?\}/;
const LETTERS = /^([A-Za-z])\.\.([A-Za-z])\}/;

function bracesFrom(reader: Reader): PatternNode {
  const rest = reader.text.slice(reader.at, reader.at + 60);
  const numbers = NUMBERS.exec(rest);
  if (numbers !== null) {
    reader.at += numbers[0].length;
    return numberRange(reader, numbers[1] ?? '', numbers[2] ?? '', Number(numbers[3] ?? 1));
  }
  const letters = LETTERS.exec(rest);
  if (letters !== null) {
    reader.at += letters[0].length;
    return range(letters[1] ?? '', letters[2] ?? '');
  }
  const start = reader.at;
  const node = choiceFrom(reader, 'braces');
  // `{a}` is no choice, and means itself.
  return node.kind === 'choice' || reader.at === start ? node : row([charOf('{'), node, charOf('}')]);
}

function range(one: string, other: string): CharSet {
  const [from = 0, to = 0] = [one.charCodeAt(0), other.charCodeAt(0)].sort((a, b) => a - b);
  return setOf([[from, to]]);
}

/** `{08..12}` has two digits each. */
function numberRange(reader: Reader, from: string, to: string, step: number): PatternNode {
  const [start, end, by] = [Number(from), Number(to), Math.abs(step) || 1];
  const count = Math.floor(Math.abs(end - start) / by) + 1;
  reader.numbers += count;
  if (reader.numbers > MOST_NUMBERS) throw configError(`it counts more than ${MOST_NUMBERS} numbers`);
  const width = /^-?0\d/.test(from) || /^-?0\d/.test(to) ? Math.max(from.length, to.length) : 0;
  const ways = Array.from({ length: count }, (_, index) => {
    const number = start + (end < start ? -by : by) * index;
    const digits = String(Math.abs(number)).padStart(number < 0 ? width - 1 : width, '0');
    return literal(number < 0 ? `-${digits}` : digits);
  });
  return { kind: 'choice', ways };
}

const CLASSES: Readonly<Record<string, string>> = {
  ...{
    alnum: 'azAZ09',
    alpha: 'azAZ',
    ascii: '\0\x7f',
    blank: '  \t\t',
    cntrl: '\0\x1f\x7f\x7f',
    digit: '09',
    graph: '!~',
    lower: 'az',
  },
  ...{ print: ' ~', punct: '!/:@[`{~', space: '\t\r  ', upper: 'AZ', word: 'azAZ09__', xdigit: 'afAF09' },
};

/** After the `[`. A list without a range or another special character means itself, too: `[x]`. */
function setFrom(reader: Reader): PatternNode {
  const { text } = reader;
  const start = reader.at;
  const negated = text.charAt(start) === '!' || text.charAt(start) === '^';
  if (negated) reader.at++;
  const first = reader.at;
  const ranges: Range[] = [];
  for (;;) {
    const char = text.charAt(reader.at);
    if (char === '') throw configError('a ] is missing');
    if (char === ']' && reader.at > first) break;
    const named = /^\[:([a-z]+):\]/.exec(text.slice(reader.at, reader.at + 12));
    const pairs = named === null ? undefined : CLASSES[named[1] ?? ''];
    if (named !== null && pairs !== undefined) {
      reader.at += named[0].length;
      for (let at = 0; at < pairs.length; at += 2) ranges.push([pairs.charCodeAt(at), pairs.charCodeAt(at + 1)]);
      continue;
    }
    const from = memberFrom(reader);
    const isRange = text.charAt(reader.at) === '-' && !/^-(?:\]|$)/.test(text.slice(reader.at, reader.at + 2));
    if (!isRange) {
      ranges.push([from, from]);
      continue;
    }
    reader.at++;
    const to = memberFrom(reader);
    if (to < from) throw configError('a range in [] runs backwards');
    ranges.push([from, to]);
  }
  const inside = text.slice(start, reader.at);
  reader.at++;
  const set = setOf(negated ? [...ranges, ...SLASH.ranges] : ranges, negated);
  return /[-*+?.^${}(|)[\]\\]/.test(inside) ? set : { kind: 'choice', ways: [literal(`[${inside}]`), set] };
}

function memberFrom(reader: Reader): number {
  if (reader.text.charAt(reader.at) === '\\' && reader.at + 1 < reader.text.length) reader.at++;
  const code = reader.text.codePointAt(reader.at);
  if (code === undefined) throw configError('a ] is missing');
  reader.at += code > 0xffff ? 2 : 1;
  return code;
}
