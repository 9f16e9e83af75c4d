// Decides what JSON is here: what Python's `json` writes. That is NaN, Infinity and -Infinity as bare words, and everything else strict.
// Why: JSON.parse throws at the `"grad_norm": NaN` of a healthy trainer_state.json, which would then pass for a truncated one.

import type { Parsed } from './quantities.ts';

/** Deeper than any framework writes, and shallow enough for the stack of every caller. */
const DEEPEST = 256;

const FAILED: unique symbol = Symbol('not JSON');
const SPACE = /[ \t\n\r]*/y;
const PLAIN_STRING = /"[^"\\\u0000-\u001f]*"/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const WORD = /true|false|null|NaN|-?Infinity/y;
const WORDS: Readonly<Record<string, unknown>> = {
  true: true,
  false: false,
  null: null,
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

/** The value of `text`; a key `__proto__` is a key like any other. Never throws. */
export function parseTolerantJson(text: string): Parsed<unknown> {
  const read = readTolerantJson(text);
  return read.ok ? read : { ok: false, why: read.why };
}

/** The same, and where it stopped to be JSON: for whoever has to mend it. */
export function readTolerantJson(
  text: string,
): { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly why: string; readonly offset: number } {
  let at = 0;
  let tooDeep = false;

  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    at += found?.length ?? 0;
    return found;
  };
  const takes = (mark: string): boolean => {
    take(SPACE);
    if (text[at] !== mark) return false;
    at++;
    return true;
  };

  const string = (): string | typeof FAILED => {
    take(SPACE);
    const plain = take(PLAIN_STRING);
    if (plain !== undefined) return plain.slice(1, -1);
    const start = at;
    if (text[at] !== '"') return FAILED;
    for (at++; at < text.length && text[at] !== '"'; at++) if (text[at] === '\\') at++;
    at++;
    try {
      return JSON.parse(text.slice(start, at)) as string;
    } catch {
      return FAILED;
    }
  };

  const list = (depth: number): unknown => {
    const items: unknown[] = [];
    if (takes(']')) return items;
    do {
      const item = value(depth);
      if (item === FAILED) return FAILED;
      items.push(item);
    } while (takes(','));
    return takes(']') ? items : FAILED;
  };

  const mapping = (depth: number): unknown => {
    const entries: Record<string, unknown> = {};
    if (takes('}')) return entries;
    do {
      const key = string();
      if (key === FAILED || !takes(':')) return FAILED;
      const item = value(depth);
      if (item === FAILED) return FAILED;
      if (key !== '__proto__') entries[key] = item;
      else Object.defineProperty(entries, key, { value: item, configurable: true, enumerable: true, writable: true });
    } while (takes(','));
    return takes('}') ? entries : FAILED;
  };

  const value = (depth: number): unknown => {
    take(SPACE);
    const first = text[at];
    if (first === '"') return string();
    if (first === '[' || first === '{') {
      if (depth === DEEPEST) {
        tooDeep = true;
        return FAILED;
      }
      at++;
      return first === '[' ? list(depth + 1) : mapping(depth + 1);
    }
    const word = take(WORD);
    if (word !== undefined) return WORDS[word];
    const number = take(NUMBER);
    return number === undefined ? FAILED : Number(number);
  };

  const found = value(0);
  take(SPACE);
  if (tooDeep) return { ok: false, why: `nested more than ${DEEPEST} deep`, offset: at };
  return found === FAILED || at !== text.length
    ? { ok: false, why: 'not JSON', offset: Math.min(at, text.length) }
    : { ok: true, value: found };
}
