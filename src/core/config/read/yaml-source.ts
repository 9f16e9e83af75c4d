// Turns a configuration's text into plain data, and finds the place of any of its keys again, for errors and `paths --explain`.
// Owns yaml, which takes longer to load than everything else together: import this file only where there is a config to read.

import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  Parser,
  visit,
  type YAMLMap,
} from 'yaml';
import { configError, type OutputsError } from '../../lib/errors.ts';
import { escapeText } from '../../lib/escape.ts';
import type { PathText, SourcePlace } from '../../types/primitives.ts';
import type { ConfigSource, KeyPath } from './config-types.ts';

/** Throws config errors with their place: YAML that is none, duplicate keys, several documents, aliases without end. */
export function parseConfig(text: string, file: PathText): ConfigSource {
  const lines = new LineCounter();
  // Duplicates are looked for below: yaml's own check compares every key with every other, and 1 MiB of keys took minutes.
  const options = { merge: true, uniqueKeys: false, prettyErrors: false, logLevel: 'error', lineCounter: lines } as const;
  const placeAt = (offset: number): SourcePlace => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const sourcePlaceOf = (node: unknown): SourcePlace => placeAt(startOf(node));

  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const tooDeep = firstDeeperThan(DEEPEST, tokens);
  if (tooDeep !== null) throw configError(`the YAML is nested more than ${DEEPEST} deep`, placeAt(tooDeep.offset));
  const [document, second] = new Composer(options).compose(tokens, true, text.length);
  if (document === undefined) throw new Error('yaml composed no document');
  const [error] = document.errors;
  if (error !== undefined) throw syntaxError(error.message, placeAt(error.pos[0]));
  if (second !== undefined)
    throw configError(
      'the file holds more than one YAML document; only one configuration can be in force',
      placeAt(second.range[0]),
    );
  const top = document.contents;
  const isEmpty = top === null || (isScalar(top) && top.value === null);
  if (!isEmpty && !isMap(top)) throw configError('expected a mapping of keys at the top of the file', sourcePlaceOf(top));
  requireTree(document, sourcePlaceOf);
  return {
    file,
    value: plainValue(document, sourcePlaceOf),
    keyPlace: (keys) => sourcePlaceOf(findNode(document, keys).key),
    valuePlace: (keys) => {
      const { key, value } = findNode(document, keys);
      return sourcePlaceOf(isWritten(value) ? value : key);
    },
    found: (keys) => describe(resolved(document, findNode(document, keys).value)),
  };
}

interface Found {
  readonly key: unknown;
  readonly value: unknown;
}

function startOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

/** A value that was left out has a range of no length, somewhere behind its key. */
function isWritten(node: unknown): boolean {
  return isNode(node) && (node.range?.[1] ?? 0) > startOf(node);
}

/**
 * Composing recurses. V8 assumes a stack of 1 MB: where `ulimit -s` gives less, unlimited nesting ends in a segmentation fault (139)
 * before V8 throws a RangeError.
 */
const DEEPEST = 100;

/** Breadth first, level by level, without recursion. */
function firstDeeperThan(deepest: number, tokens: readonly CST.Token[]): CST.Token | null {
  let level: readonly CST.Token[] = tokens;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepest) return level[0] ?? null;
    level = level.flatMap((token) => {
      if (token.type === 'document') return token.value ?? [];
      if (!('items' in token)) return [];
      return token.items.flatMap(({ key, value }) => [key ?? [], value ?? []].flat());
    });
  }
  return null;
}

function syntaxError(message: string, place: SourcePlace): OutputsError {
  return configError(`not valid YAML: ${escapeText(message)}`, place);
}

/** `!ENV x`, `!concat x`, `!!python/name:x`: its own loader makes something else of it, so it is no text, nor anything that we know. */
const TAGGED = Symbol('tagged');
const OF_YAML = /^!$|^tag:yaml\.org,2002:(?:str|int|float|bool|null|merge)$/;

/** Refuses duplicate keys, aliases to nothing, and those to what they stand in: a mapping that holds itself has no end. */
function requireTree(document: Document, placeOf: (node: unknown) => SourcePlace): void {
  const anchors = new Map<string, unknown>();
  const sizeOf = sizes(anchors);
  let repeated = 0;
  visit(document, {
    Collection(_, node) {
      if (node.anchor !== undefined) anchors.set(node.anchor, node);
      if (isMap(node)) requireUniqueKeys(node, placeOf);
    },
    Scalar(key, node) {
      if (node.anchor !== undefined) anchors.set(node.anchor, node);
      if (key !== 'key' && node.tag !== undefined && !OF_YAML.test(node.tag)) node.value = TAGGED;
    },
    Alias(_, alias, ancestors) {
      const target = anchors.get(alias.source);
      if (target === undefined) throw configError(`\`*${escapeText(alias.source)}\` has no anchor above it`, placeOf(alias));
      if (ancestors.some((node) => node === target))
        throw configError(`\`*${escapeText(alias.source)}\` stands in what it names`, placeOf(alias));
      repeated += sizeOf(alias);
      if (repeated > MOST_REPEATED)
        throw configError(`up to here, aliases repeat more than ${MOST_REPEATED} values`, placeOf(alias), 'write fewer of them');
    },
  });
}

/** Merges (`<<`) count too. A file of 220 kB could repeat 40 million. */
const MOST_REPEATED = 100_000;

/** How many values a node holds, with those that aliases in it repeat. Asked of each alias when it is met: an anchor of that name can come again. */
function sizes(anchors: ReadonlyMap<string, unknown>): (node: unknown) => number {
  const known = new Map<unknown, number>();
  const sizeOf = (node: unknown): number => {
    const before = known.get(node);
    if (before !== undefined) return before;
    let size = 1;
    if (isAlias(node)) size = sizeOf(anchors.get(node.source));
    else if (isSeq(node)) for (const item of node.items) size += sizeOf(item);
    else if (isMap(node)) for (const { value } of node.items) size += sizeOf(value);
    if (!isScalar(node)) known.set(node, size);
    return size;
  };
  return sizeOf;
}

function requireUniqueKeys(map: YAMLMap, placeOf: (node: unknown) => SourcePlace): void {
  const first = new Map<string, unknown>();
  for (const { key } of map.items) {
    if (!isScalar(key) || isMergeKey(key.value)) continue;
    const name = `${typeof key.value}:${String(key.value)}`;
    if (!first.has(name)) first.set(name, key);
    else {
      const { line } = placeOf(first.get(name));
      throw configError(`duplicate key \`${escapeText(String(key.value))}\`, which is also in line ${line}`, placeOf(key));
    }
  }
}

/** yaml gives `<<` as a symbol. */
function isMergeKey(key: unknown): boolean {
  return typeof key === 'symbol';
}

/** yaml throws here, without a place, for aliases that grow without end; the top-level key that does it has one. */
function plainValue(document: Document, placeOf: (node: unknown) => SourcePlace): Readonly<Record<string, unknown>> {
  try {
    return document.toJS() ?? {};
  } catch (error) {
    const culprit = isMap(document.contents)
      ? document.contents.items.find(({ value }) => !canBeRead(document, value))
      : undefined;
    const why = error instanceof Error ? error.message : String(error);
    throw configError(`not valid YAML: ${escapeText(why)}`, placeOf(culprit?.key));
  }
}

function canBeRead(document: Document, value: unknown): boolean {
  try {
    if (isNode(value)) value.toJS(document);
    return true;
  } catch {
    return false;
  }
}

function findNode(document: Document, keys: KeyPath): Found {
  let found: Found = { key: document.contents, value: document.contents };
  for (const key of keys) {
    const parent = resolved(document, found.value);
    if (isSeq(parent)) {
      const item = parent.items[Number(key)];
      found = { key: item ?? found.key, value: item };
    } else {
      const pair = isMap(parent) ? findPair(document, parent, String(key)) : undefined;
      if (pair === undefined) return { key: found.key, value: undefined };
      found = pair;
    }
  }
  return found;
}

/** A key of its own goes before one that `<<` merges in. */
function findPair(document: Document, map: YAMLMap, name: string): Pair | undefined {
  const own = map.items.find(({ key }) => isScalar(key) && !isMergeKey(key.value) && String(key.value ?? '') === name);
  if (own !== undefined) return own;
  for (const { key, value } of map.items) {
    if (!isScalar(key) || !isMergeKey(key.value)) continue;
    const source = resolved(document, value);
    for (const each of isSeq(source) ? source.items : [source]) {
      const merged = resolved(document, each);
      const pair = isMap(merged) ? findPair(document, merged, name) : undefined;
      if (pair !== undefined) return pair;
    }
  }
  return undefined;
}

function resolved(document: Document, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

const LONGEST_SHOWN = 40;

function describe(node: unknown): string {
  if (isMap(node)) return 'a mapping';
  if (isSeq(node)) return 'a list';
  if (!isScalar(node) || node.value === null) return 'nothing';
  const isText = typeof node.value === 'string';
  if (node.value === TAGGED) return escapeText(`${node.tag ?? ''} ${node.source ?? ''}`.slice(0, LONGEST_SHOWN));
  const text = isText ? String(node.value) : (node.source ?? String(node.value));
  const shown = escapeText(text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text);
  return isText ? `"${shown}"` : shown;
}
