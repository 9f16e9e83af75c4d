// Finds out of every single object that an operation moved where it is now: in the trash, where it was, both, or neither.
// Names are taken from the journal, places from the configuration: below the folder of the section that has the recorded name now, if the
// guards of today allow it, one name at a time, never through a link.

import { type Attempt, attempt, type Directory, mountOf, openPath, withRoot } from '../../disk/directory.ts';
import { factsExactlyAt } from '../../disk/exact-name.ts';
import { sameInode } from '../../disk/facts.ts';
import { itemFinder, type Spot } from '../../disk/find-item.ts';
import { isPlaceholder } from '../../disk/is-placeholder.ts';
import { pointerMatches } from '../../disk/pointer-matches.ts';
import { factsAt } from '../../disk/stat-and-read.ts';
import { checkPlaces } from '../../guard/read/check-places.ts';
import type { RecordedMove, RecordedSection } from '../../journal/journal-format.ts';
import { markerName } from '../../journal/journaled-actions.ts';
import { ITEMS } from '../../journal/trash-names.ts';
import { OutputsError } from '../../lib/errors.ts';
import { escapeText } from '../../lib/escape.ts';
import { nameOf } from '../../lib/paths.ts';
import type { Parsed } from '../../lib/quantities.ts';
import type { Facts } from '../../types/items.ts';
import type { PathText } from '../../types/primitives.ts';
import type { Project, Section } from '../../types/project.ts';
import { asSeen, isCopyOf } from '../copied.ts';
import { onDevice } from '../device-renumbering.ts';
import {
  itemLocationOf,
  type LocatedOperation,
  type MoveOnDisk,
  type Observation,
  type OperationOnDisk,
  renamedItemLocation,
  rewrittenItemLocation,
  type SectionOnDisk,
} from '../item-location.ts';
import { movesAsMade } from '../piecewise-names.ts';
import { readJournal } from './journal-file.ts';

/** `home` as for the guards. `why` where the journal cannot be believed: then nothing of it may be touched. */
export function locateMoves(project: Project, operation: OperationOnDisk, home: PathText | null): Parsed<LocatedOperation> {
  const located = attempt(() => withRoot((root) => locate(root, { project, home }, operation)));
  return located.ok ? located.value : { ok: false, why: `could not be read (${located.errno})` };
}

interface Whose {
  readonly project: Project;
  readonly home: PathText | null;
}

function locate(root: Directory, whose: Whose, operation: OperationOnDisk): Parsed<LocatedOperation> {
  const folder = openPath(root, operation.path);
  const decoded = readJournal(folder);
  if (decoded === null) return { ok: false, why: 'is missing' };
  if (!decoded.ok) return decoded;
  if (decoded.value.operation !== operation.id) return { ok: false, why: 'is damaged: it is of another operation' };
  const plan = onDevice(decoded.value, folder.facts.dev);
  const items = attempt(() => openPath(root, `${operation.path}/${ITEMS}`));
  if (!items.ok && items.errno !== 'ENOENT') return { ok: false, why: `could not be read (${items.errno})` };
  const sections = plan.sections.map((recorded) => sectionNow(root, recorded, whose, mountOf(folder)));
  const places = new Map(sections.map((section) => [section.recorded.name, placeOf(root, section)]));
  const recorded = movesAsMade(plan.moves, operation.items);
  const look: Look = { operation: operation.id, items, placeOf: (move) => placeIn(places, move) };
  const moves = asCopied(recorded, look);
  const numbers = new Set(moves.flatMap(({ n, do: deed }) => (deed === 'rename' ? [String(n), markerName(n)] : [String(n)])));
  return {
    ok: true,
    value: {
      operation,
      head: plan,
      sections,
      moves: moves.map((move) => moveNow(move, look)),
      strays: operation.items.filter((name) => !numbers.has(name)),
    },
  };
}

function sectionNow(root: Directory, recorded: RecordedSection, { project, home }: Whose, trash: string): SectionOnDisk {
  const section = project.sections.find(({ name }) => name === recorded.name);
  if (section === undefined) return { recorded, path: recorded.path, directory: null, closed: 'section' };
  const { path } = section;
  const refusal = refusalOf(project, section, home);
  if (refusal !== null) return { recorded, path, directory: null, closed: 'refused', refusal };
  const opened = attempt(() => openPath(root, path));
  if (!opened.ok) {
    const closed = opened.errno === 'ENOENT' ? null : 'refused';
    return {
      recorded,
      path,
      directory: null,
      closed,
      ...(closed !== null && { refusal: `${escapeText(path)} cannot be opened (${opened.errno})` }),
    };
  }
  if (mountOf(opened.value) !== trash) return { recorded, path, directory: null, closed: 'mount' };
  return { recorded, path, directory: opened.value.facts, closed: null };
}

/** Why nothing may be changed there, or null. */
function refusalOf(project: Project, section: Section, home: PathText | null): string | null {
  try {
    checkPlaces(project, [section], { home });
    return null;
  } catch (error) {
    if (error instanceof OutputsError) return error.message;
    throw error;
  }
}

/** Where a recorded path is now. */
type LocatedSection =
  | { readonly spot: Spot }
  /** Folders above it that are missing, the highest first. */
  | { readonly missingFolders: readonly PathText[] }
  | 'hidden';

interface Look {
  readonly operation: string;
  readonly items: Attempt<Directory>;
  readonly placeOf: (what: { readonly section: string; readonly path: PathText }) => LocatedSection;
}

function placeIn(
  places: ReadonlyMap<string, (path: PathText) => LocatedSection>,
  { section, path }: { readonly section: string; readonly path: PathText },
): LocatedSection {
  const place = places.get(section);
  if (place === undefined) throw new Error('a move in a section that the journal does not have');
  return place(path);
}

function placeOf(root: Directory, { recorded, path: top, directory, closed }: SectionOnDisk): (path: PathText) => LocatedSection {
  if (closed !== null) return () => 'hidden';
  // The section itself is made anew.
  if (directory === null) return (path) => ({ missingFolders: foldersOf(path) });
  const find = itemFinder(root, { name: recorded.name, kind: recorded.kind, path: top, directory });
  return (path) => {
    const found = find(path);
    if ('spot' in found) return found;
    if (found.outcome.result !== 'gone') return 'hidden';
    const folders = foldersOf(path);
    return { missingFolders: folders.slice(folders.findIndex((folder) => !isThere(find(folder)))) };
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

type Seen = Attempt<Facts | null>;

function sightOf(seen: Seen, recorded: Facts): Observation {
  if (!seen.ok) return 'hidden';
  if (seen.value === null) return 'nothing';
  return sameInode(seen.value, recorded) ? 'ours' : 'other';
}

const NOTHING_THERE: Seen = { ok: true, value: null };

function seenInTrash({ items }: Look, name: string): Seen {
  return items.ok ? attempt(() => factsAt(items.value, name)) : NOTHING_THERE;
}

/** Where it lies if it is neither moved nor under its old name: in the trash, under its new name, at its place. */
function looksAt({ n, section, item, ...move }: RecordedMove, look: Look): readonly (() => Seen)[] {
  const at = (path: PathText) => (): Seen => {
    const place = look.placeOf({ section, path });
    return place !== 'hidden' && 'spot' in place ? attempt(() => factsAt(place.spot.parent, place.spot.name)) : NOTHING_THERE;
  };
  return [() => seenInTrash(look, String(n)), ...('to' in move ? [at(move.to)] : []), at(item.path)];
}

/**
 * The moves as they are told of this disk. In a copy of a project every object has another inode, and is known by what a copy keeps. One
 * object that is the recorded one shows that this is no copy; then nothing else is taken for one.
 */
function asCopied(moves: readonly RecordedMove[], look: Look): readonly RecordedMove[] {
  const isOriginal = moves.some((move) => looksAt(move, look).some((seen) => sightOf(seen(), move.item.facts) === 'ours'));
  if (isOriginal) return moves;
  return moves.map((move) => {
    for (const each of looksAt(move, look)) {
      const seen = each();
      if (seen.ok && seen.value !== null)
        return isCopyOf(seen.value, move.item.facts) ? { ...move, item: asSeen(move.item, seen.value) } : move;
    }
    return move;
  });
}

function moveNow(move: RecordedMove, look: Look): MoveOnDisk {
  const { facts, path } = move.item;
  const seen = seenInTrash(look, String(move.n));
  const inTrash = sightOf(seen, facts);
  const place = look.placeOf({ section: move.section, path });
  const spot = place !== 'hidden' && 'spot' in place ? place.spot : undefined;
  const missingFolders = place !== 'hidden' && 'missingFolders' in place ? place.missingFolders : [];
  const sight = place === 'hidden' ? 'hidden' : spot === undefined ? 'nothing' : sightAtPlace(spot, move, look);
  switch (move.do) {
    case 'trash':
    case 'purge':
      return { ...move, is: itemLocationOf(inTrash, sight), missingFolders };
    case 'rename': {
      const then = exactSight(spot, move.to, facts, sight);
      const now = exactSight(spot, path, facts, 'nothing', move.to);
      const isLeft = [seen, seenInTrash(look, markerName(move.n))].some((each) => !each.ok || each.value !== null);
      return { ...move, is: renamedItemLocation(inTrash, then, now), missingFolders, ...(isLeft && { isLeft }) };
    }
    case 'rewrite': {
      const isOurs = spot !== undefined && pointerMatches(spot, move.says);
      return { ...move, is: rewrittenItemLocation(inTrash, sight, isOurs), missingFolders };
    }
    default:
      return move satisfies never;
  }
}

/** A name that an interrupted undo keeps free for it counts as free. */
function sightAtPlace(spot: Spot, { n, item }: RecordedMove, { operation }: Look): Observation {
  const sight = sightOf(
    attempt(() => factsAt(spot.parent, spot.name)),
    item.facts,
  );
  return sight === 'other' && isPlaceholder(spot, operation, n) ? 'nothing' : sight;
}

/** Of a name in the folder of `spot`, which is not the other of both: where letter case does not count, each of them is found by the other. */
function exactSight(spot: Spot | undefined, other: PathText, facts: Facts, otherwise: Observation, path?: PathText): Observation {
  if (spot === undefined) return otherwise;
  const name = path === undefined ? spot.name : nameOf(path);
  const seen = attempt(() => factsExactlyAt({ parent: spot.parent, name }, nameOf(other)));
  return sightOf(seen, facts);
}
