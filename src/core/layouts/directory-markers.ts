// Decides whether a directory holds what a layout looks for. A glob is a path below it in which `*` stays within one name.

import { nameOf } from '../lib/paths.ts';
import { fitsPieces, piecesOf, type WildcardPieces } from '../patterns/wildcard.ts';
import type { Item } from '../types/items.ts';
import type { PathText } from '../types/primitives.ts';

/** One test for each name on the way down. */
export interface Mark {
  readonly glob: string;
  readonly names: readonly WildcardPieces[];
}

export function compileMark(glob: string): Mark {
  return { glob, names: glob.split('/').map(piecesOf) };
}

/** Whether a single name is one of these. */
export function isMarked(name: PathText, marks: readonly Mark[]): boolean {
  return marks.some(({ names: [first = ['']] }) => fitsPieces(name, first));
}

/** The first name below the directory that one of the marks is about, in the order of the marks; null for none. */
export function heldMark(directory: Item, marks: readonly Mark[]): PathText | null {
  for (const mark of marks) {
    const found = findMark(directory.children, mark.names);
    if (found !== null) return found.slice(directory.path.length + 1);
  }
  return null;
}

/** The first mark that the directory has nothing for. */
export function missingMark(directory: Item, marks: readonly Mark[]): Mark | null {
  return marks.find(({ names }) => findMark(directory.children, names) === null) ?? null;
}

/** As deep as the mark, which a config's length bounds. */
function findMark(items: readonly Item[], [first, ...rest]: Mark['names']): PathText | null {
  if (first === undefined) return null;
  let found: PathText | null = null;
  for (const item of items) {
    const name = nameOf(item.path);
    if (!fitsPieces(name, first)) continue;
    const deeper = rest.length === 0 ? item.path : findMark(item.children, rest);
    // The smallest, so that the order of the items says nothing.
    if (deeper !== null && (found === null || deeper < found)) found = deeper;
  }
  return found;
}
