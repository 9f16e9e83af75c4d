// Decides what of a folder can be a checkpoint or a part of one, and what can point at some.

import { isRepository } from '../items/nested-repositories.ts';
import { isTrash } from '../items/reserved-names.ts';
import { nameOf } from '../lib/paths.ts';
import { isTemporaryName } from '../naming/temporary-names.ts';
import type { Item } from '../types/items.ts';
import type { PathText } from '../types/primitives.ts';

/** One folder's entries that can be checkpoints or parts of them. */
export interface FolderEntries {
  /** Relative to the section; `''` is the section itself. */
  readonly path: PathText;
  /** Also the section's, where it is known. */
  readonly name: PathText;
  /** No links, and nothing unreadable. What is said of each is said by its place in this list. */
  readonly items: readonly Item[];
  readonly names: readonly PathText[];
  /** The place of a name; undefined where there is none. */
  readonly placeOf: (name: PathText) => number | undefined;
  /** By name, those that some layout calls its pointers, of any type: a pointer can be a link, and a pipe is one that cannot be read. */
  readonly pointers: ReadonlyMap<PathText, Item>;
  /** 1 for names of what is being written. They can be a part of a checkpoint, and no more. */
  readonly temporary: Uint8Array;
  /** 1 for what belongs to a checkpoint already. */
  readonly claimed: Uint8Array;
}

/** Of all that lies in the folder at this path, which goes by this name. All in one walk: a folder can have 100,000 names. */
export function folderFrom(
  path: PathText,
  name: PathText,
  all: readonly Item[],
  pointerNames: ReadonlySet<PathText>,
): FolderEntries {
  const items: Item[] = [];
  const names: PathText[] = [];
  const pointers = new Map<PathText, Item>();
  const temporary = new Uint8Array(all.length);
  // Compared first: to look a text up, all of it is hashed.
  const lengths = new Set([...pointerNames].map(({ length }) => length));
  const above = path === '' ? 0 : path.length + 1;
  for (let at = 0; at < all.length; at++) {
    const item = all[at] as Item;
    const { type } = item.facts;
    const own = ownName(item.path, above);
    if (path === '' && isTrash(item.path)) continue;
    const isMovable = type === 'file' || isOurs(item);
    if (lengths.has(own.length) && pointerNames.has(own)) pointers.set(own, item);
    if (!isMovable) continue;
    if (isTemporaryName(own, type)) temporary[items.length] = 1;
    items.push(item);
    names.push(own);
  }
  return { path, name, items, names, placeOf: placesOfNames(names), pointers, temporary, claimed: new Uint8Array(items.length) };
}

/** As `nameOf`, for what begins with so many characters of the folder's. At the top it can be a path of more than one name. */
function ownName(path: PathText, above: number): PathText {
  const below = above === 0 ? path : path.slice(above);
  return below.includes('/') ? nameOf(below) : below;
}

/** A folder of checkpoints or of their parts: nothing that is no plain object, or whose content is not ours to know. */
function isOurs(item: Item): boolean {
  return item.facts.type === 'directory' && item.closed === undefined && !isRepository(item);
}

/** Looked up in what is made when it is first asked: in most folders nobody does. */
function placesOfNames(names: readonly PathText[]): FolderEntries['placeOf'] {
  let places: Map<PathText, number> | null = null;
  return (name) => {
    places ??= new Map(names.map((each, at) => [each, at]));
    return places.get(name);
  };
}
