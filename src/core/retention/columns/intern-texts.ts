// Decides which texts of a long list are one, and numbers them in the order in which they are met: a million different ones in half of
// the time of a map, which looks all that it holds up anew whenever it grows.

import { counts, integers } from './typed-arrays.ts';

export interface NumberedTexts {
  /** Of each, by its place in the list: the number of its text. */
  readonly numberOf: Uint32Array;
  /** Of each text, the first place. */
  readonly firsts: readonly number[];
}

/** `textOf` is asked once for each place. */
export function numberTexts(length: number, textOf: (at: number) => string): NumberedTexts {
  return byHash(length, textOf) ?? byMap(length, textOf);
}

/** So few of the places of a table are taken that a text is found at one of the next. */
const SPARSE = 4;
/** Names that somebody made up so that all fall on one place go by a map, which cannot be guessed. */
const MOST_STEPS = 64;

function byHash(length: number, textOf: (at: number) => string): NumberedTexts | null {
  const size = 2 ** Math.ceil(Math.log2(SPARSE * length + 1));
  const numberOf = counts(length);
  /** One more than the number; 0 where there is none. */
  const table = counts(size);
  const hashes = integers(length);
  const texts: string[] = [];
  const firsts: number[] = [];
  let before = '';
  let last = -1;
  for (let at = 0; at < length; at++) {
    const text = textOf(at);
    // Neighbours most often are one.
    if (last < 0 || text !== before) {
      const hash = hashOf(text);
      let slot = hash & (size - 1);
      let steps = 0;
      for (last = -1; last < 0; slot = (slot + 1) & (size - 1)) {
        const known = (table[slot] as number) - 1;
        if (known < 0) {
          last = texts.push(text) - 1;
          firsts.push(at);
          hashes[last] = hash;
          table[slot] = last + 1;
        } else if (hashes[known] === hash && texts[known] === text) last = known;
        else if (++steps > MOST_STEPS) return null;
      }
      before = text;
    }
    numberOf[at] = last;
  }
  return { numberOf, firsts };
}

/** FNV-1a of its units, mixed once more as MurmurHash3 does: names differ in their last digits, which alone decide the slot. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return hash ^ (hash >>> 13);
}

function byMap(length: number, textOf: (at: number) => string): NumberedTexts {
  const numberOf = counts(length);
  const numbers = new Map<string, number>();
  const firsts: number[] = [];
  for (let at = 0; at < length; at++) {
    const text = textOf(at);
    let number = numbers.get(text);
    if (number === undefined) {
      number = firsts.push(at) - 1;
      numbers.set(text, number);
    }
    numberOf[at] = number;
  }
  return { numberOf, firsts };
}
