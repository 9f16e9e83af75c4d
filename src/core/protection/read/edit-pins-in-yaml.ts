// Adds a pin to a config's text and takes one out again, as a person would with an editor: nothing else changes by a byte, comments stay.
// Text, because a parsed and re-serialised config loses comments and other tools' number forms (`1e-4`). Whatever was edited is read
// again: it must say what was meant and everything else as before, or the text is left as it is.
// Owns yaml, like `yaml-source.ts`: import this file only where there is a pin to write.

import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, isNode, isScalar, isSeq, type Pair, parseDocument, visit, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Parsed } from '../../lib/quantities.ts';
import { afterOffset, lineBefore, lineEnd, lineStart, withoutLines } from '../../lib/text-lines.ts';

/** Says of a key that it was made for a pin, so that it goes with the last one: then the file is what it was, byte for byte. */
const MARK = ' # by outputs pin';
const BLOCK = 'outputs';
const LIST = 'pinned';

/** `text` must be a config that can be loaded. `why` is a clause to put after the config's name. */
export function withPin(text: string, pattern: string): Parsed<string> {
  return edited(text, added(text, pattern), [...pinsIn(text), pattern]);
}

/** Every pin of exactly this text. What cannot be restored: `pinned: null` and `{pinned: …}` are left as `[]`, which says the same. */
export function withoutPin(text: string, pattern: string): Parsed<string> {
  const pins = pinsIn(text);
  const at = pins.indexOf(pattern);
  const others = pins.filter((_, index) => index !== at);
  const without = edited(text, at === -1 ? null : taken(text, at), others);
  return without.ok && others.includes(pattern) ? withoutPin(without.value, pattern) : without;
}

const NO_PLACE: Parsed<never> = { ok: false, why: 'is written in a way that cannot be edited without changing something else' };

function edited(text: string, result: string | null, pins: readonly unknown[]): Parsed<string> {
  if (result === null) return NO_PLACE;
  const [before, after] = [meaningOf(text), meaningOf(result)];
  const isMeant = after !== null && isDeepStrictEqual(after.pins, pins) && isDeepStrictEqual(after.others, before?.others);
  return isMeant ? { ok: true, value: result } : NO_PLACE;
}

function documentOf(text: string): Document.Parsed {
  return parseDocument(text, { merge: true, uniqueKeys: false, prettyErrors: false, logLevel: 'error' });
}

function pinsIn(text: string): readonly unknown[] {
  return meaningOf(text)?.pins ?? [];
}

/** The pins, and all the rest; null for what is no config. */
function meaningOf(text: string): { readonly pins: readonly unknown[]; readonly others: unknown } | null {
  const document = documentOf(text);
  if (document.errors.length > 0) return null;
  const top: unknown = document.toJS({ mapAsMap: true }) ?? new Map();
  if (!(top instanceof Map)) return null;
  const block: unknown = top.get(BLOCK) ?? new Map();
  if (!(block instanceof Map)) return null;
  const pins: unknown = block.get(LIST) ?? [];
  if (!Array.isArray(pins)) return null;
  const without = (map: Map<unknown, unknown>, key: string) => [...map].filter(([each]) => each !== key);
  return { pins, others: [without(top, BLOCK), without(block, LIST)] };
}

// ── adding ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What is to be written under a key: `key` for a mapping of its own, the list's item at the end. */
interface Wanted {
  readonly keys: readonly string[];
  readonly item: string;
}

function added(text: string, pattern: string): string | null {
  const document = documentOf(text);
  const item = written(pattern);
  const top = document.contents;
  if (top === null) return atEnd(text, { keys: [BLOCK, LIST], item });
  if (!isMap(top)) return null;
  const block = ownPair(top, BLOCK);
  if (block === null)
    return top.flow ? inFlowMap(text, top, { keys: [BLOCK, LIST], item }) : atEnd(text, { keys: [BLOCK, LIST], item });
  if (isNothing(block.value)) return underKey(text, block, { keys: [LIST], item });
  if (!isMap(block.value)) return null;
  const list = ownPair(block.value, LIST);
  if (list === null) return inMap(text, block.value, { keys: [LIST], item });
  if (isNothing(list.value)) return underKey(text, list, { keys: [], item });
  return isSeq(list.value) ? inList(text, list.value, item) : null;
}

/** Plain where YAML cannot misread it. JSON's quotes are YAML's; what YAML 1.1 takes for a line end is escaped. */
function written(pattern: string): string {
  if (/^[A-Za-z][\w-]*(?:\/[\w.-]+)+$/.test(pattern)) return pattern;
  return JSON.stringify(pattern).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function ownPair(map: YAMLMap, name: string): Pair | null {
  return map.items.find(({ key }) => isScalar(key) && key.value === name) ?? null;
}

function isNothing(value: unknown): boolean {
  return value === null || (isScalar(value) && value.value === null);
}

function blockLines({ keys, item }: Wanted, indent: string): readonly string[] {
  const lines = keys.map((key, depth) => `${indent}${'  '.repeat(depth)}${key}:${MARK}`);
  return [...lines, `${indent}${'  '.repeat(keys.length)}- ${item}`];
}

function flowText({ keys, item }: Wanted): string {
  return keys.reduceRight((inner, key, depth) => (depth === 0 ? `${key}: ${inner}` : `{${key}: ${inner}}`), `[${item}]`);
}

function atEnd(text: string, wanted: Wanted): string | null {
  const end = text.trimEnd().length;
  if (end === 0) return `${blockLines(wanted, '').join('\n')}\n${text}`;
  return insertLines(text, end, blockLines(wanted, ''));
}

/** Below the line in which `offset` is. Not below a block scalar that ends the file without a line end: PyYAML would find one in it then. */
function insertLines(text: string, offset: number, lines: readonly string[]): string | null {
  let isBlockScalar = false;
  visit(documentOf(text), {
    Scalar: (_, { type, range }) => {
      if (type?.startsWith('BLOCK_') && range?.[1] === text.length && !text.endsWith('\n')) isBlockScalar = true;
    },
  });
  return isBlockScalar && lineEnd(text, offset) === text.length ? null : afterOffset(text, offset, lines);
}

/** Of a key without a value. An explicit `null` or `~` gives way. */
function underKey(text: string, { key, value }: Pair, wanted: Wanted): string | null {
  if (!isNode(key) || !key.range) return null;
  const isWritten = isNode(value) && value.range && value.range[1] > value.range[0];
  const indent = lineBefore(text, key.range[0]);
  if (isWritten && value.range) {
    const inner = wanted.keys.length === 0 ? flowText(wanted) : `{${flowText(wanted)}}`;
    return text.slice(0, value.range[0]) + inner + text.slice(value.range[1]);
  }
  return /^ *$/.test(indent) ? insertLines(text, key.range[1], blockLines(wanted, `${indent}  `)) : null;
}

function inMap(text: string, map: YAMLMap, wanted: Wanted): string | null {
  if (map.flow) return inFlowMap(text, map, wanted);
  const first = map.items[0]?.key;
  if (!isNode(first) || !first.range) return null;
  const indent = lineBefore(text, first.range[0]);
  return /^ *$/.test(indent) ? insertLines(text, endOf(text, map), blockLines(wanted, indent)) : null;
}

function inFlowMap(text: string, map: YAMLMap, wanted: Wanted): string | null {
  return inFlow(text, map, flowText(wanted));
}

function inList(text: string, list: YAMLSeq, item: string): string | null {
  if (list.flow) return inFlow(text, list, item);
  const last = list.items.at(-1);
  if (!isNode(last) || !last.range) return null;
  const dash = /^( *)- +/.exec(lineBefore(text, last.range[0]));
  return dash === null ? null : insertLines(text, endOf(text, last), [`${dash[1]}- ${item}`]);
}

/** Behind the last thing in the braces or brackets. */
function inFlow(text: string, { items, range }: YAMLMap | YAMLSeq, inserted: string): string | null {
  if (!range) return null;
  const last = items.at(-1);
  const at = last === undefined ? range[0] + 1 : endOf(text, last);
  return text.slice(0, at) + (last === undefined ? inserted : `, ${inserted}`) + text.slice(at);
}

/** Where a node's text ends, without the line end that belongs to a block scalar. */
function endOf(text: string, node: unknown): number {
  if (isNode(node) && (isMap(node) || isSeq(node)) && !node.flow) return endOf(text, node.items.at(-1));
  if (isNode(node)) return text.slice(0, node.range?.[1] ?? 0).replace(/\r?\n$/, '').length;
  const { key, value } = node as Pair;
  return Math.max(endOf(text, key), isNode(value) ? endOf(text, value) : 0);
}

// ── taking ──────────────────────────────────────────────────────────────────────────────────────────────────────────

function taken(text: string, at: number): string | null {
  const top = documentOf(text).contents;
  const block = isMap(top) ? ownPair(top, BLOCK) : null;
  const list = isMap(block?.value) ? ownPair(block.value, LIST) : null;
  const item = isSeq(list?.value) ? list.value.items[at] : null;
  if (block === null || !isMap(block.value) || list === null || !isSeq(list.value) || !isNode(item) || !item.range) return null;
  const [start] = item.range;
  if (list.value.flow) return outOfFlow(text, list.value.items, at);
  if (!/^ *- +$/.test(lineBefore(text, start))) return null;
  const lines: [number, number][] = [[start, endOf(text, item)]];
  const isLast = list.value.items.length === 1;
  const made = isLast ? [list, ...(block.value.items.length === 1 ? [block] : [])] : [];
  for (const { key } of made) {
    const offset = isNode(key) ? (key.range?.[1] ?? 0) : 0;
    if (text.slice(offset, lineEnd(text, offset)) !== `:${MARK}`) break;
    lines.push([lineStart(text, offset), offset]);
  }
  return lines.reduce((left, [from, to]) => withoutLines(left, from, to), text);
}

/** The last one with the comma before it, as it was put there; any other with the comma behind it. A comment between them stays. */
function outOfFlow(text: string, items: readonly unknown[], at: number): string | null {
  const rangeOf = (node: unknown) => (isNode(node) && node.range ? node.range : null);
  const [item, before] = [rangeOf(items[at]), rangeOf(items[at - 1])];
  if (item === null) return null;
  const between = before === null ? '#' : text.slice(before[1], item[0]);
  if (at === items.length - 1 && before !== null && !between.includes('#')) return text.slice(0, before[1]) + text.slice(item[1]);
  const comma = /^\s*,(?: +(?![ #]))?/.exec(text.slice(item[1]))?.[0] ?? '';
  return text.slice(0, item[0]) + text.slice(item[1] + comma.length);
}
