// Decides by what a name can end that a regular expression fits: so that nobody tries `…\.(?:index|meta)` on 100,000 names in `.pth`.
//
// It may say too much and never too little. What `regex-syntax.ts` does not read can end anyhow. Assertions (`$`, `\b`, `(?!…)`) are taken for nothing: they only narrow what fits.

import { OutputsError } from '../lib/errors.ts';
import type { CharSet, PatternNode, Repeat } from '../patterns/pattern-node.ts';
import { parseExpression } from '../patterns/regex-syntax.ts';

/** From the last character backwards: those that can stand there, or null for any. What comes before is not said; empty: anything. */
type Ending = readonly (string | null)[];

/** Any of these. None: nothing fits. */
export type Endings = readonly Ending[];

const ANYHOW: Endings = [[]];
/** As long as `.data-00000-of-00001` and a bit. What is longer is cut, what branches more can end anyhow. */
export const LONGEST_ENDING = 24;
const MOST_ENDINGS = 64;

/** `text` is an expression for the whole name, and one that compiles. */
export function endingsOf(text: string): Endings {
  const node = parsed(text);
  return node === null ? ANYHOW : before(node, [{ chars: [], isOpen: false }]).map(({ chars }) => chars);
}

function parsed(text: string): PatternNode | null {
  try {
    return parseExpression(text);
  } catch (error) {
    if (error instanceof OutputsError) return null;
    throw error;
  }
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

interface Partial {
  readonly chars: Ending;
  /** There can be more before it that is not said. */
  readonly isOpen: boolean;
}

/** What follows, with the node before it. */
function before(node: PatternNode, after: readonly Partial[]): readonly Partial[] {
  if (after.every(({ isOpen }) => isOpen)) return after;
  if (after.length > MOST_ENDINGS) return [{ chars: [], isOpen: true }];
  switch (node.kind) {
    case 'set': {
      const known = charsOf(node);
      return after.map((each) => {
        if (each.isOpen) return each;
        const chars = [...each.chars, known];
        return { chars, isOpen: chars.length === LONGEST_ENDING };
      });
    }
    case 'row':
      return node.nodes.reduceRight((rest, each) => before(each, rest), after);
    case 'choice':
      return node.ways.flatMap((way) => before(way, after));
    case 'group':
      return before(node.node, after);
    case 'edge':
    case 'look':
      return after;
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
  if (node.kind === 'set') for (; times < least && times < LONGEST_ENDING; times++) once = before(node, once);
  const repeated = times === most ? once : opened(once);
  return least === 0 ? [...after, ...repeated] : repeated;
}

function opened(endings: readonly Partial[]): readonly Partial[] {
  return endings.map(({ chars }) => ({ chars, isOpen: true }));
}

/** Every one of them, or null for any: `canEnd` compares ASCII only. */
function charsOf({ negated, ranges, properties }: CharSet): string | null {
  if (negated || properties.length > 0 || ranges.some(([from, to]) => from < 0x20 || to > 0x7e)) return null;
  let chars = '';
  for (const [from, to] of ranges) for (let code = from; code <= to; code++) chars += String.fromCharCode(code);
  return chars;
}
