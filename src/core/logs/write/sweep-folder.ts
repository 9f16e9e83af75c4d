// Sweeps one folder: which of its names a rule lets go is decided name by name, and those are unlinked. Only what is in the folder itself.
// Over 250 lines on purpose: how a folder is opened stands beside what is then decided about its names.

import { lstatSync, opendirSync, readdirSync } from 'node:fs';
import { attempt, type Directory, enter, isSingleName, mountOf, openChild } from '../../disk/directory.ts';
import { typeOf } from '../../disk/facts.ts';
import { factsAt } from '../../disk/stat-and-read.ts';
import { removeHere } from '../../disk/write/mutating-calls.ts';
import { BLOCK_BYTES } from '../../items/inode-key.ts';
import { LONGEST_PATH } from '../../items/longest-path.ts';
import { isRepositoryOf } from '../../items/nested-repositories.ts';
import { isTrash } from '../../items/reserved-names.ts';
import { errnoOf } from '../../lib/errors.ts';
import { fsPath, textOfLatin1 } from '../../lib/path-text.ts';
import { addKept, canKeep, isKeepName } from '../../protection/keep-files.ts';
import type { Item, Problem } from '../../types/items.ts';
import type { StepOutcome, Swept } from '../../types/operation.ts';
import type { PathText } from '../../types/primitives.ts';
import type { LogJudge } from '../log-rule.ts';

/** What a sweep has come to so far. */
export interface SweepCounts {
  removed: number;
  freedBytes: number;
  /** That those took on the disk, as `Facts.blocks`. */
  blocks: number;
  /** By what befell them. */
  readonly left: Map<string, { readonly outcome: StepOutcome; count: number }>;
  readonly problems: Omit<Problem, 'section'>[];
  readonly problem: (path: PathText, errno: string) => void;
  /** A helper was lost, and what it removed last is in none of these numbers. */
  uncounted: boolean;
}

export function countsSoFar(): SweepCounts {
  const problems: Omit<Problem, 'section'>[] = [];
  const problem = (path: PathText, code: string): void => void problems.push({ path, code });
  return { removed: 0, freedBytes: 0, blocks: 0, left: new Map(), problems, problem, uncounted: false };
}

/** What a helper says is done counts like our own. */
export function addCounts(counts: SweepCounts, { removed, freedBytes, blocks, left, problems }: SweepAnswer): void {
  counts.removed += removed;
  counts.freedBytes += freedBytes;
  counts.blocks += blocks;
  for (const { errno, count } of left) leave(errno, count, counts);
  for (const problem of problems) counts.problems.push(problem);
}

export function sweptOf(
  { removed, freedBytes, blocks, left, problems, uncounted }: SweepCounts,
  section: string,
  isOver: boolean,
): Swept {
  return {
    ...{ removed, freedBytes, allocatedBytes: blocks * BLOCK_BYTES, left: [...left.values()], uncounted },
    problems: problems.map((problem) => ({ section, ...problem })),
    interrupted: !isOver,
  };
}

/** A folder to be swept, or some of its names. */
export interface Task {
  readonly path: PathText;
  readonly pinnedBy: string | null;
  /** As `Folder` has them; all of them where this is missing. */
  readonly names?: readonly string[];
  /** It is known to be, and nobody divides it any more. */
  readonly isLarge?: true;
}

/** Null for what lies on another mount. Throws an errno. */
export type FindFolder = (path: PathText) => Directory | null;

/** The way to the last one is kept: the next is most often its neighbour. */
export function folderFinder(top: Directory): FindFolder {
  const mount = mountOf(top);
  const way: { readonly path: PathText; readonly directory: Directory }[] = [];
  return (path) => {
    for (let last = way.at(-1); last !== undefined && !isBelow(path, last.path); last = way.at(-1)) way.pop();
    let last = way.at(-1) ?? { path: '', directory: top };
    if (path === last.path) return last.directory;
    const names = path.slice(last.path === '' ? 0 : last.path.length + 1).split('/');
    for (const name of names) {
      const directory = openChild(last.directory, name);
      if (directory.facts.dev !== top.facts.dev || mountOf(directory) !== mount) return null;
      last = { path: below(last.path, name), directory };
      way.push(last);
    }
    return last.directory;
  };
}

function isBelow(path: PathText, folder: PathText): boolean {
  return path.startsWith(folder) && (path.length === folder.length || path[folder.length] === '/');
}

/** Null for what is gone, and for what stays whole: another mount, a repository, what cannot be opened or listed. */
export function openTask(
  task: Task,
  find: FindFolder,
  counts: Pick<SweepCounts, 'problem'>,
  list: () => string[] = allNames,
): SweptFolder | null {
  if (task.path.length > LONGEST_PATH) {
    counts.problem(task.path.slice(0, LONGEST_PATH), 'ENAMETOOLONG');
    return null;
  }
  const directory = attempt(() => find(task.path));
  if (directory.ok) return directory.value && openFolder(directory.value, task, counts, list);
  if (directory.errno !== 'ENOENT') counts.problem(task.path, directory.errno);
  return null;
}

/** A folder being swept, from `names[next]` on. */
export interface SweptFolder {
  readonly directory: Directory;
  readonly path: PathText;
  readonly pinnedBy: string | null;
  /** As `readdir` gives them in Latin-1, in the directory's own order: sorting costs as much as looking. */
  readonly names: string[];
  next: number;
  /** By keep files in it, or null where there are none. */
  readonly kept: ReadonlyMap<PathText, PathText> | null;
  /** The folders met in it. Empty where it could not be looked at to its end: then nothing more of it is touched. */
  below: Task[];
}

/** Of the directory that was entered. */
function allNames(): string[] {
  return readdirSync('.', { encoding: 'latin1' });
}

export const SOME_NAMES = 1000;

/** Some of a large one: to list a million costs half a second. */
export function someNames(): string[] {
  const directory = opendirSync('.', { encoding: 'latin1', bufferSize: SOME_NAMES });
  try {
    const names: string[] = [];
    for (let entry = directory.readSync(); entry !== null && names.length < SOME_NAMES; entry = directory.readSync())
      names.push(entry.name);
    return names;
  } finally {
    directory.closeSync();
  }
}

/** Null for what stays whole: a repository, or what cannot be listed. */
function openFolder(
  directory: Directory,
  { path, pinnedBy, names }: Task,
  counts: Pick<SweepCounts, 'problem'>,
  list: () => string[],
): SweptFolder | null {
  const opened = attempt(() => {
    if (names !== undefined) return { names: names.filter(isSingleName), kept: null };
    enter(directory);
    const all = list();
    return path !== '' && isRepositoryOf(all) ? null : { names: all, kept: keptIn(path, all) };
  });
  if (opened.ok) return opened.value && { directory, path, pinnedBy, ...opened.value, next: 0, below: [] };
  counts.problem(path, opened.errno);
  return null;
}

/** In the directory that was entered. */
function keptIn(folder: PathText, names: readonly string[]): SweptFolder['kept'] {
  if (!names.some(isKeepName)) return null;
  const says = (name: string) => {
    const stats = lstatSync(fsPath(textOfLatin1(name)), { throwIfNoEntry: false });
    return stats !== undefined && canKeep(typeOf(stats.mode));
  };
  const keepFiles = names.filter((name) => isKeepName(name) && says(name)).map((name) => below(folder, textOfLatin1(name)));
  const kept = new Map<PathText, PathText>();
  const paths = names.map((name) => below(folder, textOfLatin1(name)));
  addKept(paths, keepFiles, kept);
  return kept;
}

function below(folder: PathText, name: PathText): PathText {
  return folder === '' ? name : `${folder}/${name}`;
}

const TYPE = 0o170000;
const DIRECTORY = 0o040000;
const REGULAR = 0o100000;
const GONE_IS_NO_ERROR = { throwIfNoEntry: false } as const;

/** `find`: what would be removed is counted, and nothing is changed. */
type Deed = 'remove' | 'find';

/** So many names; true when the folder is over. */
export function sweepNames(folder: SweptFolder, judge: LogJudge, counts: SweepCounts, most: number, deed: Deed): boolean {
  try {
    // Asked every time: what was done meanwhile may have been done elsewhere.
    enter(folder.directory);
    for (const end = Math.min(folder.next + most, folder.names.length); folder.next < end; folder.next++) {
      sweepName(folder, folder.names[folder.next] as string, judge, counts, deed);
    }
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === undefined) throw error;
    counts.problem(below(folder.path, textOfLatin1(folder.names[folder.next] ?? '')), errno);
    folder.next = folder.names.length;
    folder.below = [];
    return true;
  }
  return folder.next >= folder.names.length;
}

/** Throws what the look throws: what cannot be looked at hides what is beside it. */
function sweepName(folder: SweptFolder, latin1: string, judge: LogJudge, counts: SweepCounts, deed: Deed): void {
  const name = textOfLatin1(latin1);
  const path = below(folder.path, name);
  // Plain ASCII is its own bytes.
  const here = name === latin1 ? name : fsPath(name);
  const seen = lstatSync(here, GONE_IS_NO_ERROR);
  if (seen === undefined) return;
  const type = seen.mode & TYPE;
  if (type !== DIRECTORY && !judge.isLog(path, name)) return;
  const pinnedBy = folder.pinnedBy ?? judge.pins?.by(path) ?? folder.kept?.get(path) ?? null;
  if (type === DIRECTORY) {
    if (!isTrash(path)) folder.below.push({ path, pinnedBy });
    return;
  }
  const { mtimeMs, ino, nlink, size, blocks } = seen;
  const verdict = judge.atAGlance(path, name, { isFile: type === REGULAR, mtimeMs, ino }, pinnedBy);
  if (verdict === 'stays' || (verdict === 'unsure' && !goes(folder, name, path, judge, pinnedBy))) return;
  try {
    if (deed === 'remove') removeHere(here);
    counts.removed++;
    if (nlink === 1) {
      counts.freedBytes += size;
      counts.blocks += blocks;
    }
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === undefined) throw error;
    if (errno !== 'ENOENT') leave(errno, 1, counts);
  }
}

/** Looked at again, with all that there is to know. */
function goes({ directory }: SweptFolder, name: PathText, path: PathText, judge: LogJudge, pinnedBy: string | null): boolean {
  const facts = factsAt(directory, name);
  if (facts === null) return false;
  const item: Item = { path, facts, children: [] };
  return judge.reasonsToStay(item, pinnedBy).length === 0;
}

function leave(errno: string, count: number, { left }: SweepCounts): void {
  const known = left.get(errno);
  if (known === undefined) left.set(errno, { outcome: { result: 'failed', errno }, count });
  else known.count += count;
}

/** What a worker reports while it sweeps. Each count covers only the names since its previous report. */
export interface SweepAnswer extends Pick<SweepCounts, 'removed' | 'freedBytes' | 'blocks'> {
  readonly done: number;
  readonly left: readonly { readonly errno: string; readonly count: number }[];
  readonly problems: SweepCounts['problems'];
  /** Folders that were met, and those that are too large for one. */
  readonly found: readonly Task[];
}
