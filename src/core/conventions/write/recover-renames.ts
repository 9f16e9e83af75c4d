// Recovers an interrupted renaming. A unit that was renamed in part gets its old names and its old text back. A unit with all its new names
// keeps them, and keeps its marker in the trash, so that it can be undone.

import { attempt, type Directory } from '../../disk/directory.ts';
import type { FoundItem } from '../../disk/find-item.ts';
import { makeLink } from '../../disk/write/mutating-calls.ts';
import type { MoveOnDisk, RenewedOnDisk } from '../../trash/item-location.ts';
import { unitsOnDisk } from '../../trash/unsettled-operations.ts';
import type { PathText } from '../../types/primitives.ts';
import { letGo } from './rename-by-link.ts';
import { partOf, putUnitBack, type RenamedFile, type SaidPointer } from './rename-unit.ts';
import { dropUnfinished } from './replace-pointer.ts';

interface RecordedNames {
  readonly operation: string;
  readonly items: Directory;
  /** By section. */
  readonly finders: ReadonlyMap<string, (path: PathText) => FoundItem>;
}

export function recoverUnits(moves: readonly MoveOnDisk[], place: RecordedNames): void {
  for (const unit of unitsOnDisk(moves)) {
    const parts = unit.moves.map((move) => partIn(move, place));
    if (!parts.every((part) => part !== null)) continue;
    for (const part of parts) if ('kept' in part) dropUnfinished(part);
    if (unit.is === 'halfway') putUnitBack(parts);
    if (unit.is === 'renewed') for (const part of parts) if ('now' in part) keepMarked(part);
  }
}

function partIn(move: RenewedOnDisk, { finders, ...place }: RecordedNames): RenamedFile | SaidPointer | null {
  const find = finders.get(move.section);
  if (find === undefined) return null;
  const part = partOf(move, move.n, { ...place, find });
  return 'outcome' in part ? null : part;
}

/** Removes its second name in the trash, and makes the marker again if a power cut lost it. */
function keepMarked({ item, now, inTrash, marker, newName }: RenamedFile): void {
  attempt(() => makeLink(marker.parent, marker.name, newName));
  letGo(inTrash, now, item);
}
