// Counts what lies below one folder: how much, how old, what could not be read. Holds one folder's names at a time and remembers no object.
// Follows nothing, enters no other mount, changes nothing.

import { lstatSync } from 'node:fs';
import { countFolder, type FolderCounts, type Meet, noCounts, type Subfolder } from '../disk/count-folder.ts';
import { attempt, closeAll, type Directory, here, openChild, openPath, openRoot } from '../disk/directory.ts';
import { wayTo } from '../disk/engine.ts';
import { mountPoints } from '../disk/mounts.ts';
import { whereIs } from '../disk/real-path.ts';
import { pathIn } from '../lib/paths.ts';
import type { Census, Problem } from '../types/items.ts';
import type { Instant, PathText } from '../types/primitives.ts';

export interface CensusPlace {
  /** Absolute, not necessarily existing. Links on the way are followed, as for a scan. */
  readonly path: PathText;
  /** The section's name; `''` for what lies in none. */
  readonly name: string;
  /** Real paths below it that others count. */
  readonly without: readonly PathText[];
  /** What was last written before this counts as old. */
  readonly before?: Instant;
}

/** What one place holds. `census` is null where there is nothing, and where it cannot be read: then that is a problem. */
export interface Counted {
  readonly realPath: PathText;
  /** `st_dev`. */
  readonly device: bigint | null;
  readonly census: Census | null;
  readonly problems: readonly Problem[];
}

/** One after the other; an inode with names in several places is counted in each, and once in the total. */
export function takeCensus(
  places: readonly CensusPlace[],
  progress: (objects: number) => void = () => {},
): { readonly counted: readonly Counted[]; readonly total: Census } {
  const mounts = mountPoints();
  const inodes = new Map<bigint, Map<number | bigint, number>>();
  const total = noTally();
  const done = new Set<PathText>();
  const root = openRoot('chdir');
  try {
    const counted = places.map((place, turn) => {
      const meetOn = (device: bigint): Meet => meeting(inodes, device, turn);
      const seen = total.files + total.folders;
      return countPlace(root, place, { mounts, meetOn, total, done, progress: (objects) => progress(seen + objects) });
    });
    return { counted, total: censusOf(total) };
  } finally {
    closeAll(root);
  }
}

interface Tally extends FolderCounts {
  mounts: number;
}

interface Look {
  readonly mounts: readonly PathText[];
  readonly meetOn: (device: bigint) => Meet;
  /** Of all places so far. */
  readonly total: Tally;
  /** Real paths: two sections may be one folder, until a command that changes something refuses that. */
  readonly done: Set<PathText>;
  readonly progress: (objects: number) => void;
}

function countPlace(root: Directory, place: CensusPlace, look: Look): Counted {
  const { path, name } = place;
  const found = whereIs(path);
  const nothing = { realPath: found?.ok ? found.value : path, device: null, census: null };
  const hindered = (errno: string): Counted => ({ ...nothing, problems: [{ section: name, path: '', code: errno }] });
  if (found === null) return { ...nothing, problems: [] };
  if (!found.ok) return hindered(found.errno);
  const top = attempt(() => openPath(root, found.value));
  if (!top.ok) return hindered(top.errno);
  const tally = noTally();
  const problems: Problem[] = [];
  const report = (below: PathText, code: string): void => void problems.push({ section: name, path: below, code });
  const read = attempt(() => countBelow(top.value, tally, stopsBelow(found.value, place, look.mounts), { place, look, report }));
  if (!read.ok) return hindered(read.errno);
  if (!look.done.has(found.value)) addTo(look.total, tally);
  look.done.add(found.value);
  return { realPath: found.value, device: top.value.facts.dev, census: censusOf(tally), problems };
}

interface Level {
  readonly directory: Directory;
  readonly folders: readonly Subfolder[];
  next: number;
}

/** Throws what hinders the reading of the top itself. With a stack of its own: recursion ends a tree of 20,000 levels in a RangeError. */
function countBelow(
  top: Directory,
  tally: Tally,
  stops: Stops,
  {
    place,
    look,
    report,
  }: { readonly place: CensusPlace; readonly look: Look; readonly report: (path: PathText, errno: string) => void },
): void {
  const progress = (): void => look.progress(tally.files + tally.folders);
  const meet = look.meetOn(top.facts.dev);
  const before = place.before === undefined ? Number.NEGATIVE_INFINITY : Number(place.before) / NS_PER_MS;
  const levelOf = (directory: Directory): Level => {
    const reportIn = (name: PathText, errno: string): void => report(pathBelow(top, directory, name), errno);
    return { directory, folders: countFolder(directory, { counts: tally, before, meet, report: reportIn, progress }), next: 0 };
  };
  tally.allocatedBytes += allocatedBy(top);
  const levels = [levelOf(top)];
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    const folder = level.folders[level.next++];
    if (folder === undefined) {
      levels.pop();
      continue;
    }
    const { directory } = level;
    const stop = levels.length <= stops.deepest ? stops.at.get(pathBelow(top, directory, folder.name)) : undefined;
    if (stop === 'others') continue;
    tally.allocatedBytes += folder.allocatedBytes;
    if (++tally.folders % FOLDERS_A_REPORT === 0) progress();
    const child = stop === 'mount' ? null : attempt(() => openChild(directory, folder.name));
    if (child === null || (child.ok && child.value.facts.dev !== top.facts.dev)) tally.mounts++;
    else {
      const below = child.ok ? attempt(() => levelOf(child.value)) : child;
      if (below.ok) levels.push(below.value);
      else if (below.errno !== 'ENOENT') report(pathBelow(top, directory, folder.name), below.errno);
    }
  }
}

const FOLDERS_A_REPORT = 500;
const NS_PER_MS = 1e6;

/** Where a census does not go on: what others count, and other mounts (a bind mount of the same filesystem has the same `st_dev`). */
interface Stops {
  readonly at: ReadonlyMap<PathText, 'others' | 'mount'>;
  /** Levels below the top at which there may be one: a million folders need not be named for a stop in the first. */
  readonly deepest: number;
}

function stopsBelow(top: PathText, { without }: CensusPlace, mounts: readonly PathText[]): Stops {
  const above = pathIn(top, '');
  const below = (paths: readonly PathText[]) =>
    paths.flatMap((path) => (path.startsWith(above) ? [path.slice(above.length)] : []));
  const at = new Map([
    ...below(mounts).map((path) => [path, 'mount'] as const),
    ...below(without).map((path) => [path, 'others'] as const),
  ]);
  return { at, deepest: Math.max(0, ...[...at.keys()].map((path) => path.split('/').length)) };
}

function pathBelow(top: Directory, directory: Directory, name: PathText): PathText {
  return [...wayTo(directory, (ancestor) => ancestor === top).names, name].join('/');
}

function allocatedBy(directory: Directory): number {
  return lstatSync(here(directory)).blocks * 512;
}

/** For each inode with several names, the last place in which one of them was met: the places are counted one after the other. */
function meeting(inodes: Map<bigint, Map<number | bigint, number>>, device: bigint, turn: number): Meet {
  const turns = inodes.get(device) ?? new Map<number | bigint, number>();
  inodes.set(device, turns);
  return (inode) => {
    const last = turns.get(inode);
    if (last === turn) return 'again';
    turns.set(inode, turn);
    return last === undefined ? 'first' : 'earlier';
  };
}

function noTally(): Tally {
  return { ...noCounts(), mounts: 0 };
}

function addTo(total: Tally, place: Tally): void {
  total.files += place.files;
  total.folders += place.folders;
  total.mounts += place.mounts;
  total.bytes += place.bytes - place.knownBytes;
  total.allocatedBytes += place.allocatedBytes - place.knownAllocatedBytes;
  total.oldest = Math.min(total.oldest, place.oldest);
  total.newest = Math.max(total.newest, place.newest);
  total.oldFiles += place.oldFiles;
  total.oldBytes += place.oldBytes;
}

function censusOf({ files, folders, mounts, bytes, allocatedBytes, oldest, newest, oldFiles, oldBytes }: Tally): Census {
  const when = (ms: number): Instant | null => (Number.isFinite(ms) ? BigInt(Math.round(ms * NS_PER_MS)) : null);
  return {
    ...{ files, folders, mounts, bytes, allocatedBytes },
    ...{ oldest: when(oldest), newest: when(newest), old: { files: oldFiles, bytes: oldBytes } },
  };
}
