// What a pattern says, as a tree: made of a glob by `glob-syntax.ts`, of a regular expression by `regex-syntax.ts`, run by `pattern-run.ts`.

/** One character, by its code point. */
export interface CharSet {
  readonly kind: 'set';
  readonly negated: boolean;
  readonly ranges: readonly Range[];
  /** `\p{L}`: those that one of these fits, too. */
  readonly properties: readonly RegExp[];
}

export type Range = readonly [from: number, to: number];

export type PatternNode =
  | CharSet
  | { readonly kind: 'row'; readonly nodes: readonly PatternNode[] }
  /** The first that fits counts. */
  | { readonly kind: 'choice'; readonly ways: readonly PatternNode[] }
  | Repeat
  | { readonly kind: 'group'; readonly name: string; readonly node: PatternNode }
  | { readonly kind: 'edge'; readonly edge: 'begin' | 'end' | 'word' | 'no-word' }
  /** What follows begins with this, or does not. */
  | { readonly kind: 'look'; readonly node: PatternNode; readonly isNegated: boolean };

export interface Repeat {
  readonly kind: 'repeat';
  readonly node: PatternNode;
  readonly least: number;
  readonly most: number;
  /** As few as possible instead of as many. */
  readonly isLazy: boolean;
}

export const END: PatternNode = { kind: 'edge', edge: 'end' };

export function setOf(ranges: readonly Range[], negated = false, properties: readonly RegExp[] = []): CharSet {
  return { kind: 'set', negated, ranges, properties };
}

export function charOf(char: string): CharSet {
  const code = char.codePointAt(0) ?? 0;
  return setOf([[code, code]]);
}

export function literal(text: string): PatternNode {
  return row([...text].map(charOf));
}

export function row(nodes: readonly PatternNode[]): PatternNode {
  return { kind: 'row', nodes };
}

export function choice(ways: readonly PatternNode[]): PatternNode {
  return ways.length === 1 ? (ways[0] as PatternNode) : { kind: 'choice', ways };
}

export function optional(node: PatternNode): PatternNode {
  return { kind: 'repeat', node, least: 0, most: 1, isLazy: false };
}

export function many(node: PatternNode, least: 0 | 1 = 0): PatternNode {
  return { kind: 'repeat', node, least, most: Number.POSITIVE_INFINITY, isLazy: false };
}

export function isInSet(code: number, { negated, ranges, properties }: CharSet): boolean {
  for (const [from, to] of ranges) if (code >= from && code <= to) return !negated;
  if (properties.length === 0) return negated;
  const char = String.fromCodePoint(code);
  return properties.some((property) => property.test(char)) !== negated;
}
