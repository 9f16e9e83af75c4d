// Decides what a folder is called in the trash that could not be moved in one piece: each thing in it by a number of its own. Overlay
// file systems rename no folder of a lower layer (EXDEV); the files in it, one by one, they do.

import { walkItems } from '../items/walk-items.ts';
import type { RecordedMove } from '../journal/journal-format.ts';
import type { Item } from '../types/items.ts';

/** More than any folder holds. `n` stays below 2^53 up to nine million moves. */
const APART = 1_000_000_000;

/** What lies in a folder and is none itself, each with the name it has in the trash: its place in the folder's list. */
export function leavesOfMove(n: number, item: Item): readonly { readonly number: number; readonly item: Item }[] {
  return [...walkItems(item.children)].flatMap((leaf, k) =>
    leaf.facts.type === 'directory' ? [] : [{ number: (n + 1) * APART + k, item: leaf }],
  );
}

/** The moves as they were made, told by the names in the trash: a folder that went in pieces is so many moves. */
export function movesAsMade(moves: readonly RecordedMove[], names: readonly string[]): readonly RecordedMove[] {
  const whole = new Set(names);
  const inPieces = new Set(names.map((name) => Math.floor(Number(name) / APART) - 1).filter((n) => n >= 0));
  if (inPieces.size === 0) return moves;
  return moves.flatMap((move) => {
    if (whole.has(String(move.n)) || !inPieces.has(move.n)) return [move];
    return leavesOfMove(move.n, move.item).map(({ number, item }) => ({ ...move, n: number, item }));
  });
}
