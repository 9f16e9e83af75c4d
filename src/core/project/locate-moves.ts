// Finds out of every single object that an operation moved where it is now: in the trash, where it was, both, or neither.
// Names are taken from the journal only below the very folder that it recorded, one at a time, never through a link.

import { type Attempt, attempt, type Directory, openPath, withRoot } from '../disk/directory.ts';
import { factsExactlyAt } from '../disk/exact-name.ts';
import { sameInode } from '../disk/facts.ts';
import { itemFinder, type Spot } from '../disk/find-item.ts';
import { bytesAt, factsAt } from '../disk/look.ts';
import { isPlaceholder } from '../disk/placeholder.ts';
import { saysIt } from '../disk/says-it.ts';
import { decodeJournal } from '../policy/decode-journal.ts';
import type { RecordedMove, RecordedSection } from '../policy/journal-format.ts';
import { markerName } from '../policy/moves.ts';
import { nameOf } from '../policy/path-parts.ts';
import type { Parsed } from '../policy/quantity.ts';
import { onDevice } from '../policy/remounted.ts';
import { movesAsMade } from '../policy/spread.ts';
import {
  type LocatedOperation,
  type MoveOnDisk,
  type OperationOnDisk,
  type SectionOnDisk,
  type Sight,
  whereaboutsOf,
  whereaboutsOfRenamed,
  whereaboutsOfRewritten,
} from '../policy/whereabouts.ts';
import type { Facts, PathText } from '../types.ts';
import { ITEMS, JOURNAL } from './operations.ts';

/** `outputs` is where the outputs directory is now. `why` where the journal cannot be believed: then nothing of it may be touched. */
export function locateMoves(outputs: PathText, operation: OperationOnDisk): Parsed<LocatedOperation> {
  const located = attempt(() => withRoot((root) => locate(root, outputs, operation)));
  return located.ok ? located.value : { ok: false, why: `could not be read (${located.errno})` };
}

function locate(root: Directory, outputs: PathText, operation: OperationOnDisk): Parsed<LocatedOperation> {
  const folder = openPath(root, operation.path);
  const bytes = bytesAt(folder, JOURNAL);
  if (bytes === null) return { ok: false, why: 'is missing' };
  const decoded = decodeJournal(bytes);
  if (!decoded.ok) return decoded;
  if (decoded.value.operation !== operation.id) return { ok: false, why: 'is damaged: it is of another operation' };
  const plan = onDevice(decoded.value, folder.facts.dev);
  const items = attempt(() => openPath(root, `${operation.path}/${ITEMS}`));
  if (!items.ok && items.errno !== 'ENOENT') return { ok: false, why: `could not be read (${items.errno})` };
  const sections = plan.sections.map((recorded) => sectionNow(root, recorded, plan.outputs, outputs));
  const finders = new Map(sections.map((section) => [section.recorded.name, placeFinder(root, operation.id, section)]));
  const moves = movesAsMade(plan.moves, operation.items);
  const numbers = new Set(moves.flatMap(({ n, do: deed }) => (deed === 'rename' ? [String(n), markerName(n)] : [String(n)])));
  return {
    ok: true,
    value: {
      operation,
      head: plan,
      sections,
      moves: moves.map((move) => moveNow(move, items, finders.get(move.section))),
      strays: operation.items.filter((name) => !numbers.has(name)),
    },
  };
}

function sectionNow(root: Directory, recorded: RecordedSection, before: PathText, outputs: PathText): SectionOnDisk {
  const isInside = recorded.path.startsWith(`${before}/`);
  const path = isInside ? outputs + recorded.path.slice(before.length) : recorded.path;
  const opened = attempt(() => openPath(root, path));
  return { recorded, path, directory: opened.ok && isSection(opened.value.facts, recorded) ? opened.value.facts : null };
}

function isSection(now: Facts, { dev, ino, birthtimeNs }: RecordedSection): boolean {
  return sameInode(now, { ...now, dev, ino, birthtimeNs });
}

interface Place {
  readonly sight: Sight;
  readonly missingFolders: readonly PathText[];
  /** Where its folder is there. */
  readonly spot?: Spot;
}

type PlaceFinder = (move: RecordedMove) => Place;

function placeFinder(root: Directory, operation: string, { recorded, path, directory }: SectionOnDisk): PlaceFinder {
  if (directory === null) return () => ({ sight: 'hidden', missingFolders: [] });
  const find = itemFinder(root, { name: recorded.name, kind: recorded.kind, path, directory });
  return ({ n, item }) => {
    const found = find(item.path);
    if ('spot' in found) {
      const sight = sightOf(seenAt(found.spot.parent, found.spot.name), item.facts);
      const isFree = sight === 'other' && isPlaceholder(found.spot, operation, n);
      return { sight: isFree ? 'nothing' : sight, missingFolders: [], spot: found.spot };
    }
    if (found.outcome.result !== 'gone') return { sight: 'hidden', missingFolders: [] };
    const folders = foldersOf(item.path);
    const missing = folders.findIndex((folder) => !isThere(find(folder)));
    return { sight: 'nothing', missingFolders: folders.slice(missing) };
  };
}

/** `a`, `a/b` of `a/b/c`. */
function foldersOf(path: PathText): readonly PathText[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_, at) => names.slice(0, at + 1).join('/'));
}

function isThere(found: ReturnType<ReturnType<typeof itemFinder>>): boolean {
  return 'spot' in found && factsAt(found.spot.parent, found.spot.name) !== null;
}

function seenAt(directory: Directory, name: PathText): Attempt<Facts | null> {
  return attempt(() => factsAt(directory, name));
}

function sightOf(seen: Attempt<Facts | null>, recorded: Facts): Sight {
  if (!seen.ok) return 'hidden';
  if (seen.value === null) return 'nothing';
  return sameInode(seen.value, recorded) ? 'ours' : 'other';
}

function moveNow(move: RecordedMove, items: Attempt<Directory>, find: PlaceFinder | undefined): MoveOnDisk {
  if (find === undefined) throw new Error('a move in a section that the journal does not have');
  const { facts } = move.item;
  const nameInTrash = (name: string) => (items.ok ? attempt(() => factsAt(items.value, name)) : NOTHING_THERE);
  const seen = nameInTrash(String(move.n));
  const inTrash = sightOf(seen, facts);
  const { sight, missingFolders, spot } = find(move);
  switch (move.do) {
    case 'trash':
    case 'purge':
      return { ...move, is: whereaboutsOf(inTrash, sight), missingFolders };
    case 'rename': {
      const then = exactSight(spot, move.to, facts, sight);
      const now = exactSight(spot, move.item.path, facts, 'nothing', move.to);
      const isLeft = [seen, nameInTrash(markerName(move.n))].some((each) => !each.ok || each.value !== null);
      return { ...move, is: whereaboutsOfRenamed(inTrash, then, now), missingFolders, ...(isLeft && { isLeft }) };
    }
    case 'rewrite': {
      const isOurs = spot !== undefined && saysIt(spot, move.says);
      return { ...move, is: whereaboutsOfRewritten(inTrash, sight, isOurs), missingFolders };
    }
    default:
      return move satisfies never;
  }
}

const NOTHING_THERE: Attempt<Facts | null> = { ok: true, value: null };

/** Of a name in the folder of `spot`, which is not the other of both: where letter case does not count, each of them is found by the other. */
function exactSight(spot: Spot | undefined, other: PathText, facts: Facts, otherwise: Sight, path?: PathText): Sight {
  if (spot === undefined) return otherwise;
  const name = path === undefined ? spot.name : nameOf(path);
  const seen = attempt(() => factsExactlyAt({ parent: spot.parent, name }, nameOf(other)));
  return sightOf(seen, facts);
}
