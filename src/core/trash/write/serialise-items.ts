// Decides how items are told to another process: names and numbers side by side. Object by object, telling costs as much as freeing.

import { walkItems } from '../../items/walk-items.ts';
import type { Identity, Item, ObjectType } from '../../types/items.ts';
import type { PathText } from '../../types/primitives.ts';

/** As much of an item as is needed to know it again. */
export interface Known {
  readonly path: PathText;
  readonly facts: Identity;
  readonly children: readonly Known[];
}

/** All on one device, each folder before what it holds. */
export interface Packed {
  readonly dev: bigint;
  /** The last one of each path, `/` between them. */
  readonly names: string;
  /** How many a folder holds; what is none has a negative number by its type. */
  readonly kinds: Int32Array;
  /** Five for each. */
  readonly numbers: BigInt64Array;
}

const LEAVES: readonly ObjectType[] = ['file', 'link', 'other'];
const NUMBERS_EACH = 5;

/** Items of one device. */
export function packItems(items: readonly Item[]): Packed {
  const all = [...walkItems(items)];
  const kinds = new Int32Array(all.length);
  const numbers = new BigInt64Array(all.length * NUMBERS_EACH);
  let names = '';
  let at = 0;
  for (const [n, { path, facts, children }] of all.entries()) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    names += n === 0 ? name : `/${name}`;
    kinds[n] = facts.type === 'directory' ? children.length : -1 - LEAVES.indexOf(facts.type);
    numbers[at++] = facts.ino;
    numbers[at++] = facts.size;
    numbers[at++] = facts.mtimeNs;
    numbers[at++] = facts.ctimeNs;
    numbers[at++] = facts.birthtimeNs;
  }
  return { dev: items[0]?.facts.dev ?? 0n, names, kinds, numbers };
}

/** The same, by single names instead of paths. */
export function unpackItems({ dev, names, kinds, numbers }: Packed): readonly Known[] {
  const top: Known[] = [];
  const open: { readonly children: Known[]; left: number }[] = [{ children: top, left: kinds.length }];
  for (const [n, path] of (kinds.length === 0 ? [] : names.split('/')).entries()) {
    for (let last = open.at(-1); last?.left === 0; last = open.at(-1)) open.pop();
    const level = open.at(-1);
    if (level === undefined) throw new Error('more names than places');
    const kind = kinds[n] as number;
    const children: Known[] = [];
    level.children.push({ path, facts: identityAt(n * NUMBERS_EACH, kind, dev, numbers), children });
    level.left--;
    if (kind > 0) open.push({ children, left: kind });
  }
  return top;
}

function identityAt(at: number, kind: number, dev: bigint, numbers: BigInt64Array): Identity {
  return {
    type: kind >= 0 ? 'directory' : (LEAVES[-1 - kind] as ObjectType),
    dev,
    // Some file systems use all 64 bits of it, none of them as a sign.
    ino: BigInt.asUintN(64, numbers[at] as bigint),
    size: numbers[at + 1] as bigint,
    mtimeNs: numbers[at + 2] as bigint,
    ctimeNs: numbers[at + 3] as bigint,
    birthtimeNs: numbers[at + 4] as bigint,
  };
}
