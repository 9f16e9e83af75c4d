// Looks whether a part of the trash is a copy of the one that its journal speaks of, and tells what lies there as it is known now.

import { attempt, type Directory, openChild, release } from '../../disk/directory.ts';
import { sameInode } from '../../disk/facts.ts';
import { factsAt } from '../../disk/stat-and-read.ts';
import type { RecordedMove } from '../../journal/journal-format.ts';
import { nameOf } from '../../lib/paths.ts';
import type { Item } from '../../types/items.ts';
import { asSeen, isCopyOf } from '../copied.ts';

/** One object that is the recorded one shows that this is no copy; then nothing else is taken for one. */
export function movesInCopy(items: Directory, moves: readonly RecordedMove[]): readonly RecordedMove[] {
  const seen = (move: RecordedMove) => {
    const facts = attempt(() => factsAt(items, String(move.n)));
    return facts.ok ? facts.value : null;
  };
  const isOriginal = moves.some((move) => {
    const now = seen(move);
    return now !== null && sameInode(now, move.item.facts);
  });
  if (isOriginal) return moves;
  return moves.map((move) => {
    const now = seen(move);
    if (now === null || !isCopyOf(now, move.item.facts)) return move;
    const item = asSeen(move.item, now);
    return { ...move, item: now.type === 'directory' ? withContent(items, String(move.n), item) : item };
  });
}

type Copied = Item & { readonly children: Item[] };

/** Uses its own stack, because a tree can be deeper than the call stack. Keeps the recorded facts of what is no copy, so that the comparison rejects it. */
function withContent(items: Directory, name: string, item: Item): Item {
  const top: Copied = { ...item, children: [] };
  const opened = attempt(() => openChild(items, name));
  if (!opened.ok) return item;
  const left: { readonly directory: Directory; readonly from: Item; readonly to: Copied }[] = [
    { directory: opened.value, from: item, to: top },
  ];
  for (let level = left.pop(); level !== undefined; level = left.pop()) {
    const { directory, from, to } = level;
    for (const child of from.children) {
      const facts = attempt(() => factsAt(directory, nameOf(child.path)));
      const isCopy = facts.ok && facts.value !== null && isCopyOf(facts.value, child.facts);
      const copied: Copied = { ...(isCopy && facts.value !== null ? asSeen(child, facts.value) : child), children: [] };
      to.children.push(copied);
      const below = isCopy && child.children.length > 0 ? attempt(() => openChild(directory, nameOf(child.path))) : null;
      if (below?.ok) left.push({ directory: below.value, from: child, to: copied });
      else copied.children.push(...child.children);
    }
    if (!left.some((other) => other.directory.parent === directory)) release(directory);
  }
  return top;
}
