// Decides by what a name can end that a regular expression fits: so that nobody tries `…\.(?:index|meta)` on 100,000 names in `.pth`.
//
// It may say too much and never too little. What is not understood here to the letter can end anyhow: references, `\x41`, `\p{L}`,
// modifiers. Assertions (`$`, `\b`, `(?!…)`) are taken for nothing: they only narrow what fits.

/** From the last character backwards: those that can stand there, or null for any. What comes before is not said; empty: anything. */
type Ending = readonly (string | null)[];

/** Any of these. None: nothing fits. */
export type Endings = readonly Ending[];

const ANYHOW: Endings = [[]];
/** As long as `.data-00000-of-00001` and a bit. What is longer is cut, what branches more can end anyhow. */
export const LONGEST_ENDING = 24;
const MOST_ENDINGS = 64;

/** `text` is an expression for the whole name, with the flag `u` alone, and one that compiles. */
export function endingsOf(text: string): Endings {
  const reader: Reader = { tokens: text.match(TOKEN) ?? [], at: 0 };
  const whole = choiceFrom(reader);
  // A `)` without its partner, as in `a)|(?:b`, which compiles within the parentheses that others put around it.
  if (whole === null || reader.at < reader.tokens.length) return ANYHOW;
  return before(whole, [{ chars: [], isOpen: false }]).map(({ chars }) => chars);
}

/**
 * Whether a name can have one of these endings. Of the name's end as much as is known, in which `0` stands for any digit, and whether
 * there is a dot anywhere in it. ASCII only: where a name has other characters, it is known up to them.
 */
export function canEnd(endings: Endings, end: string, isDotted: boolean): boolean {
  return endings.some((ending) => {
    if (!isDotted && ending.includes('.')) return false;
    return ending.every((chars, index) => {
      const known = end.charAt(end.length - 1 - index);
      if (chars === null || known === '') return true;
      return known === '0' ? /[0-9]/.test(chars) : chars.includes(known);
    });
  });
}

type Node =
  | { readonly kind: 'char'; readonly chars: string | null }
  | { readonly kind: 'choice'; readonly ways: readonly (readonly Node[])[] }
  | Repeat;

interface Repeat {
  readonly kind: 'repeat';
  readonly node: Node;
  readonly least: number;
  readonly most: number;
}

const NOTHING: Node = { kind: 'choice', ways: [[]] };
const ANY_CHAR: Node = { kind: 'char', chars: null };

interface Partial {
  readonly chars: Ending;
  /** There can be more before it that is not said. */
  readonly isOpen: boolean;
}

/** What follows, with the node before it. */
function before(node: Node, after: readonly Partial[]): readonly Partial[] {
  if (after.every(({ isOpen }) => isOpen)) return after;
  if (after.length > MOST_ENDINGS) return [{ chars: [], isOpen: true }];
  switch (node.kind) {
    case 'char':
      return after.map((each) => {
        if (each.isOpen) return each;
        const chars = [...each.chars, node.chars];
        return { chars, isOpen: chars.length === LONGEST_ENDING };
      });
    case 'choice':
      return node.ways.flatMap((way) => way.reduceRight((rest, each) => before(each, rest), after));
    case 'repeat':
      return repeatedBefore(node, after);
    default:
      return node satisfies never;
  }
}

/** Each node is looked at once, or `((x+)+)+…` takes time to the power of its groups. One character can well be counted. */
function repeatedBefore({ node, least, most }: Repeat, after: readonly Partial[]): readonly Partial[] {
  let once = before(node, after);
  let times = 1;
  if (node.kind === 'char') for (; times < least && times < LONGEST_ENDING; times++) once = before(node, once);
  const repeated = times === most ? once : opened(once);
  return least === 0 ? [...after, ...repeated] : repeated;
}

function opened(endings: readonly Partial[]): readonly Partial[] {
  return endings.map(({ chars }) => ({ chars, isOpen: true }));
}

interface Reader {
  readonly tokens: readonly string[];
  at: number;
}

const TOKEN = /\\.|\[(?:\\.|[^\\\]])*\]|\(\?(?:<?[=!]|:|<\w+>)|\{\d+(?:,\d*)?\}|./gsu;

/** Up to the end or a `)`. Null where something in it is not understood. */
function choiceFrom(reader: Reader): Node | null {
  const ways: Node[][] = [[]];
  for (let token = reader.tokens[reader.at]; token !== undefined && token !== ')'; token = reader.tokens[reader.at]) {
    reader.at++;
    const way = ways.at(-1);
    if (token === '|') ways.push([]);
    else {
      const node = nodeFrom(token, reader);
      if (node === null) return null;
      way?.push(repeated(node, reader));
    }
  }
  return { kind: 'choice', ways };
}

function nodeFrom(token: string, reader: Reader): Node | null {
  if (token === '^' || token === '$' || token === '\\b' || token === '\\B') return NOTHING;
  if (token === '.') return ANY_CHAR;
  if (token.startsWith('[')) return { kind: 'char', chars: charsOfClass(token) };
  if (token.startsWith('(')) {
    // `(?i:…)` of newer engines, which counts no letter case.
    if (token === '(' && reader.tokens[reader.at] === '?') return null;
    const inside = choiceFrom(reader);
    reader.at++;
    return /[=!]$/.test(token) && inside !== null ? NOTHING : inside;
  }
  if (token.startsWith('\\')) return escaped(token);
  // Not of one unit in every name: `canEnd` compares ASCII only.
  return { kind: 'char', chars: isPlain(token) ? token : null };
}

const DIGITS = '0123456789';
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const WORD = `${DIGITS}${LETTERS}${LETTERS.toUpperCase()}_`;

function escaped(token: string): Node | null {
  const char = token.slice(1);
  if (char === 'd') return { kind: 'char', chars: DIGITS };
  if (char === 'w') return { kind: 'char', chars: WORD };
  if (/[DWsSnrtvf]/.test(char)) return ANY_CHAR;
  return /[A-Za-z0-9]/.test(char) ? null : { kind: 'char', chars: char };
}

/** Of a list of digits, letters, `_`, `.` and `-`, with ranges; null, which is any, for all else. */
function charsOfClass(token: string): string | null {
  const inside = token.slice(1, -1).replaceAll('\\d', '0-9').replaceAll('\\.', '.');
  if (!/^(?:0-9|a-z|A-Z|[A-Za-z0-9_.](?!-.)|-$)*$/.test(inside)) return null;
  return inside.replace('0-9', DIGITS).replace('a-z', LETTERS).replace('A-Z', LETTERS.toUpperCase());
}

function isPlain(char: string): boolean {
  return char >= ' ' && char <= '~';
}

/** With the `?`, `*`, `+` or `{2,3}` that follows it, greedy or not. */
function repeated(node: Node, reader: Reader): Node {
  const token = reader.tokens[reader.at] ?? '';
  const [least, most] = timesOf(token);
  if (most === null) return node;
  reader.at++;
  if (reader.tokens[reader.at] === '?') reader.at++;
  return { kind: 'repeat', node, least, most };
}

function timesOf(token: string): readonly [least: number, most: number | null] {
  if (token === '?') return [0, 1];
  if (token === '*') return [0, Number.POSITIVE_INFINITY];
  if (token === '+') return [1, Number.POSITIVE_INFINITY];
  const [, least, comma, most] = /^\{(\d+)(,?)(\d*)\}$/.exec(token) ?? [];
  if (least === undefined) return [1, null];
  if (comma === '') return [Number(least), Number(least)];
  return [Number(least), most === '' ? Number.POSITIVE_INFINITY : Number(most)];
}
