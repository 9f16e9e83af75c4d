// Decides how texts and numbers are hashed by the hundred thousand: each as words of eight bytes, for writing the digits of a number and
// joining texts takes several times as long as hashing them. What is said can be read in one way only: a text follows its length.

import { newSha256 } from '../lib/sha256.ts';
import type { Identity, ObjectType } from '../types/items.ts';

export interface Digest {
  readonly number: (value: number) => void;
  /** Which object it is. */
  readonly place: (facts: HashedIdentity) => void;
  /** And what it held. */
  readonly content: (facts: Identity) => void;
  /** By its UTF-16 units: a byte of a name that is not UTF-8 is one of its own, where UTF-8 has U+FFFD for all of them. */
  readonly text: (value: string) => void;
  /** Of all that was said; nothing more can be. */
  readonly hex: () => string;
}

type HashedIdentity = Pick<Identity, 'type' | 'dev' | 'ino' | 'birthtimeNs'>;

const TYPES: Readonly<Record<ObjectType, number>> = { file: 0, directory: 1, link: 2, other: 3 };
/** That `content` says. */
const MOST_AT_ONCE = 7;

const WORD = 8;
const UNITS = 4;
/** Hashed at once at most: a call for each of a million numbers costs more than the hash. */
const WORDS = 8192;
/** And at first, twice as many each time: what V8 has not seen happen when it compiles a loop, it compiles anew when it does. */
const FIRST_WORDS = 32;

export function sha256(): Digest {
  const hash = newSha256();
  const memory = new ArrayBuffer(WORDS * WORD);
  const numbers = new Float64Array(memory);
  const bigints = new BigInt64Array(memory);
  const units = new Uint16Array(memory);
  let count = 0;
  let most = FIRST_WORDS;
  const hashThem = (): void => {
    hash.update(new Uint8Array(memory, 0, count * WORD));
    count = 0;
    most = Math.min(WORDS, 2 * most);
  };
  const number = (value: number): void => {
    if (count === most) hashThem();
    numbers[count++] = value;
  };
  // The numbers of a file all fit into 64 bits.
  const place = ({ type, dev, ino, birthtimeNs }: HashedIdentity): void => {
    if (count + MOST_AT_ONCE > most) hashThem();
    numbers[count++] = TYPES[type];
    bigints[count++] = dev;
    bigints[count++] = ino;
    bigints[count++] = birthtimeNs;
  };
  return {
    number,
    place,
    content: (facts) => {
      place(facts);
      bigints[count++] = facts.size;
      bigints[count++] = facts.mtimeNs;
      bigints[count++] = facts.ctimeNs;
    },
    text: (value) => {
      const { length } = value;
      number(length);
      for (let at = 0; at < length; ) {
        if (count === most) hashThem();
        let to = count * UNITS;
        const end = Math.min(length, at + (most - count) * UNITS);
        while (at < end) units[to++] = value.charCodeAt(at++);
        while (to % UNITS !== 0) units[to++] = 0;
        count = to / UNITS;
      }
    },
    hex: () => {
      hashThem();
      return hash.hex();
    },
  };
}
