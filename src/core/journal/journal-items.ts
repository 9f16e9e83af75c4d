// Decides how an object and what it holds stand in a journal or a saved plan, and how they are read back.
// The digests say that nothing was altered by chance; the checks here, that nobody wrote a line of his own that leads elsewhere.

import { walkItems } from '../items/walk-items.ts';
import type { Facts, Item, ObjectType } from '../types/items.ts';
import type { PathText } from '../types/primitives.ts';
import { bigintIn, damaged, type JournalFields, jsonOf, numberIn, stringIn } from './journal-lines.ts';

/**
 * What goes into the lines of an item and of everything below it, as JSON. `n` ties them together; `rest` is the item's own. Put together by
 * hand, for `JSON.stringify` asks of every field whether it is a bigint, and there may be a million objects.
 */
export function* itemTexts(n: number, item: Item, rest: object): Generator<string> {
  yield `${jsonOf({ n, ...rest, p: item.path }).slice(0, -1)},${identity(item.facts)}}`;
  const above = item.path.length + 1;
  for (const { path, facts } of walkItems(item.children))
    yield `{"n":${n},"sub":${JSON.stringify(path.slice(above))},${identity(facts)}}`;
}

/** `t` is `f`, `d`, `l` or `o`; `m`, `c` and `bt` are nanoseconds, `b` blocks. What may pass 2^53 is text. */
function identity({ type, dev, ino, size, mtimeNs, ctimeNs, birthtimeNs, uid, mode, nlink, blocks }: Facts): string {
  const which = `"t":"${type.charAt(0)}","dev":"${dev}","ino":"${ino}","size":"${size}"`;
  return `${which},"m":"${mtimeNs}","c":"${ctimeNs}","bt":"${birthtimeNs}","uid":${uid},"mode":${mode},"nlink":"${nlink}","b":${blocks}`;
}

type OpenItem = Item & { readonly children: Item[] };

/** An item while the lines of what it holds are read. */
export interface ItemReader {
  readonly n: number;
  readonly item: Item;
  /** Takes one `sub` line. */
  readonly add: (fields: JournalFields) => void;
}

export function readItem(fields: JournalFields): ItemReader {
  const n = numberIn(fields, 'n');
  if (!Number.isSafeInteger(n) || n < 0) throw damaged('an item has no number');
  const item: OpenItem = { path: relativePath(stringIn(fields, 'p')), facts: factsIn(fields), children: [] };
  const folders = new Map<PathText, OpenItem>([[item.path, item]]);
  return {
    n,
    item,
    add: (line) => {
      const path = `${item.path}/${relativePath(stringIn(line, 'sub'))}`;
      const folder = folders.get(path.slice(0, path.lastIndexOf('/')));
      if (line['n'] !== n || folder?.facts.type !== 'directory') throw damaged('something lies in what is no folder');
      const child: OpenItem = { path, facts: factsIn(line), children: [] };
      folder.children.push(child);
      if (child.facts.type === 'directory') folders.set(path, child);
    },
  };
}

const TYPES: Readonly<Record<string, ObjectType>> = { f: 'file', d: 'directory', l: 'link', o: 'other' };

function factsIn(fields: JournalFields): Facts {
  const type = TYPES[stringIn(fields, 't')];
  if (type === undefined) throw damaged('an object is of no type');
  const size = sizeIn(fields);
  return {
    type,
    dev: bigintIn(fields, 'dev'),
    ino: bigintIn(fields, 'ino'),
    size,
    // Earlier versions did not write it down: then as if there were no holes.
    blocks: 'b' in fields ? blocksIn(fields) : Number((size + 511n) / 512n),
    mtimeNs: bigintIn(fields, 'm'),
    ctimeNs: bigintIn(fields, 'c'),
    birthtimeNs: bigintIn(fields, 'bt'),
    nlink: bigintIn(fields, 'nlink'),
    mode: numberIn(fields, 'mode'),
    uid: numberIn(fields, 'uid'),
  };
}

/** The kernel's are signed and of 64 bits; sums of others would be no bytes any more. */
function sizeIn(fields: JournalFields): bigint {
  const size = bigintIn(fields, 'size');
  if (size < 0n || size >= 1n << 63n) throw damaged('an object has no size');
  return size;
}

function blocksIn(fields: JournalFields): number {
  const blocks = numberIn(fields, 'b');
  if (!Number.isSafeInteger(blocks) || blocks < 0) throw damaged('an object takes no number of blocks');
  return blocks;
}

/** Throws for what leads out of its section. */
export function relativePath(path: PathText): PathText {
  if (!path.split('/').every(isSingleName)) throw damaged('a path leads out of its section');
  return path;
}

export function absolutePath(path: PathText): PathText {
  if (!path.startsWith('/') || (path !== '/' && !path.slice(1).split('/').every(isSingleName))) {
    throw damaged('a folder has no absolute path');
  }
  return path;
}

function isSingleName(name: PathText): boolean {
  return name !== '' && name !== '.' && name !== '..' && !name.includes('\0');
}
