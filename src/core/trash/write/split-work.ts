// Decides how what is to be freed is divided into pieces of work, so that several processes can take some each: whole folders where they
// are small, a part of the names of one where it is large. Whoever divides a folder removes it when all of it is gone.

import { walkItems } from '../../items/walk-items.ts';
import type { Item } from '../../types/items.ts';

/** Some of what lies in one folder. */
export interface Piece {
  /** The folders from the top down to the one that these lie in; empty for the top. */
  readonly way: readonly Item[];
  readonly items: readonly Item[];
  readonly objects: number;
  /** Nothing in it has another name, which a process that does not see all of them could not judge; and all of it is on one device. */
  readonly isPlain: boolean;
}

export interface Cut {
  readonly pieces: readonly Piece[];
  /** Ways to the folders that were divided, each before what lies in it. */
  readonly divided: readonly (readonly Item[])[];
}

/** Objects in a piece: a millisecond or two, so that all end together. */
const MOST = 500;
/** Each piece says the way to its folder. What lies deeper than this goes as one, or a chain of folders would be told in the square of its length. */
const DEEPEST = 32;

interface Level {
  readonly way: readonly Item[];
  readonly items: readonly Item[];
  next: number;
  piece: Item[];
  objects: number;
  isPlain: boolean;
}

/** The same items give the same pieces in the same order. */
export function cutItems(items: readonly Item[]): Cut {
  const pieces: Piece[] = [];
  const divided: (readonly Item[])[] = [];
  const levelOf = (way: readonly Item[], its: readonly Item[]): Level => ({
    ...{ way, items: its, next: 0 },
    ...{ piece: [], objects: 0, isPlain: true },
  });
  const endPiece = (level: Level): void => {
    const { way, piece, objects, isPlain } = level;
    if (piece.length > 0) pieces.push({ way, items: piece, objects, isPlain });
    level.piece = [];
    level.objects = 0;
  };
  const levels = [levelOf([], items)];
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    const item = level.items[level.next++];
    if (item === undefined) {
      endPiece(level);
      levels.pop();
      continue;
    }
    const { objects, isPlain, isAll } = measure(item);
    if (!isAll && level.way.length < DEEPEST) {
      const way = [...level.way, item];
      divided.push(way);
      levels.push(levelOf(way, item.children));
      continue;
    }
    if (level.objects + objects > MOST || isPlain !== level.isPlain) endPiece(level);
    level.piece.push(item);
    level.objects += objects;
    level.isPlain = isPlain;
  }
  return { pieces, divided };
}

/** `isAll`: it is no larger than a piece. What is larger was not looked through, and is not taken for plain. */
function measure(item: Item): { readonly objects: number; readonly isPlain: boolean; readonly isAll: boolean } {
  if (item.children.length >= MOST) return { objects: item.children.length + 1, isPlain: false, isAll: false };
  let objects = 0;
  let isPlain = true;
  for (const { facts } of walkItems([item])) {
    if (++objects > MOST) return { objects, isPlain: false, isAll: false };
    if (facts.dev !== item.facts.dev || (facts.type !== 'directory' && facts.nlink > 1n)) isPlain = false;
  }
  return { objects, isPlain, isAll: true };
}
