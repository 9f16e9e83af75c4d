// Frees one operation's part of the trash for good, by its journal: exactly the objects listed there. What is not listed stays and is
// told of. The rename to `purge-<operation>` is the decision: before it everything can be undone, after it the next command finishes.

import { type Attempt, attempt, closeAll, type Directory, openChild, openPath, openRoot } from '../../disk/directory.ts';
import { sameInode } from '../../disk/facts.ts';
import { factsAt, namesIn } from '../../disk/stat-and-read.ts';
import { cancellationOf, type ShouldStop, type Stopping } from '../../disk/write/cancellation.ts';
import { ANY_CTIME } from '../../disk/write/compare-tree.ts';
import { maker, removeDirectory, removeName, rename, syncDirectory } from '../../disk/write/mutating-calls.ts';
import { BLOCK_BYTES } from '../../items/inode-key.ts';
import type { RecordedMove, RecordedPlan } from '../../journal/journal-format.ts';
import { markerName } from '../../journal/journaled-actions.ts';
import { ITEMS, STATE } from '../../journal/trash-names.ts';
import { refusal } from '../../lib/errors.ts';
import { escapeText } from '../../lib/escape.ts';
import { closedWithin } from '../../trust/closed-folder.ts';
import type { Purged } from '../../types/operation.ts';
import type { PathText } from '../../types/primitives.ts';
import { onDevice } from '../device-renumbering.ts';
import { type OperationOnDisk, PURGE } from '../item-location.ts';
import { movesAsMade } from '../piecewise-names.ts';
import { movesInCopy } from '../read/copied-moves.ts';
import { JOURNAL, readJournal } from '../read/journal-file.ts';
import { freeTogether, type Together } from './free-in-parallel.ts';
import { EXTRA, type Freed, type Left, type MayEnter, nothingFreed } from './free-tree.ts';
import { recordHistory } from './history-log.ts';
import { renewReserve } from './prepare-trash.ts';
import { openOperationFolder, openTrashFolder, UNFINISHED_JOURNAL } from './trash-folders.ts';
import type { HelperProgram } from './worker-pool.ts';

export interface Purging extends Stopping {
  readonly mayEnter?: MayEnter;
  /** For what is large. */
  readonly helpers?: HelperProgram;
}

/** `base` is the folder that the trash lies in. Throws a refusal of a trash that somebody else could change. */
export async function purgeOperations(
  base: PathText,
  operations: readonly Pick<OperationOnDisk, 'id' | 'folder' | 'path'>[],
  run: Purging,
): Promise<readonly Purged[]> {
  if (operations.length === 0) return [];
  const root = openRoot();
  try {
    const opened = attempt(() => openPath(root, base));
    if (!opened.ok) throw refusal(`cannot open ${escapeText(base)} (${opened.errno})`, 'nothing was removed');
    const trash = openTrashFolder(opened.value, base);
    const shouldStop = cancellationOf(run);
    const purged: Purged[] = [];
    for (const operation of operations) {
      purged.push((await shouldStop()) ? notReached(operation) : await purgeOne(trash, operation, { ...run, shouldStop }));
    }
    return purged;
  } finally {
    closeAll(root);
    renewReserve(base, 'again');
  }
}

function notReached({ id, path }: Pick<OperationOnDisk, 'id' | 'path'>): Purged {
  return { operation: id, freedBytes: 0, allocatedBytes: 0, left: { result: 'skipped', why: 'interrupted' }, path };
}

interface Work extends Purging {
  readonly shouldStop: ShouldStop;
}

async function purgeOne(
  trash: Directory,
  { id, folder, path }: Pick<OperationOnDisk, 'id' | 'folder' | 'path'>,
  work: Work,
): Promise<Purged> {
  const freed = nothingFreed();
  const done = (left: Purged['left'], where: PathText = path, counted: 'all' | 'some' = 'all'): Purged => ({
    ...{ operation: id, ...amountFreed(freed), left, path: where },
    ...(counted === 'some' && { uncounted: true }),
  });
  const plan = readPlan(trash, folder);
  if (!plan.ok) return done({ result: 'damaged', why: plan.why });
  const name = `${PURGE}${id}`;
  const isBegun = folder === name;
  if (!isBegun && holdsClosed(plan.value)) return done({ result: 'failed', errno: 'EACCES' });
  const committed = isBegun ? null : commit(trash, folder, name);
  if (committed !== null && !committed.ok) return done({ result: 'failed', errno: committed.errno });
  const where = path.slice(0, path.length - folder.length) + name;
  if (!isBegun) recordHistory(trash, { at: work.now(), op: id, event: 'purging' });
  const { left, counted } = await freeFolder(trash, { name, path: where }, plan.value, {
    ...{ ours: ANY_CTIME, freed, ctime: 'any' },
    ...{ shouldStop: work.shouldStop, mayEnter: work.mayEnter ?? 'never', pause: work.pause, helpers: work.helpers ?? null },
  });
  if (left !== null) return done(left, where, counted);
  const { freedBytes: bytes, allocatedBytes } = amountFreed(freed);
  recordHistory(trash, { at: work.now(), op: id, event: 'purged', bytes, allocatedBytes });
  return done(null, where, counted);
}

function amountFreed({ bytes, blocks }: Freed): Pick<Purged, 'freedBytes' | 'allocatedBytes'> {
  return { freedBytes: Number(bytes), allocatedBytes: blocks * BLOCK_BYTES };
}

/** A colleague's folder that we could not empty: all of the operation stays, for them. */
function holdsClosed(plan: RecordedPlan | null): boolean {
  return (
    plan !== null &&
    closedWithin(
      plan.moves.map(({ item }) => item),
      maker().euid,
    ) !== null
  );
}

type Read = { readonly ok: true; readonly value: RecordedPlan | null } | { readonly ok: false; readonly why: string };

/** Null where there is no journal and nothing to list: a folder that a crash left before anything was moved, or after all was freed. */
function readPlan(trash: Directory, folder: PathText): Read {
  const looked = attempt(() => {
    const operation = openOperationFolder(trash, folder);
    const hasItems = factsAt(operation, ITEMS) !== null && namesIn(openChild(operation, ITEMS)).length > 0;
    const holdsMore = hasItems || holdsOthers(operation);
    return { plan: readJournal(operation), holdsMore, dev: operation.facts.dev };
  });
  if (!looked.ok) return { ok: false, why: `could not be read (${looked.errno})` };
  const { plan, holdsMore, dev } = looked.value;
  if (plan === null) return holdsMore ? { ok: false, why: 'is missing' } : { ok: true, value: null };
  return plan.ok ? { ok: true, value: onDevice(plan.value, dev) } : plan;
}

/** Nothing is freed before this is on the disk: after a power cut undo must not find half of an operation under its old name. */
function commit(trash: Directory, folder: PathText, name: PathText): Attempt<void> {
  return attempt(() => {
    if (factsAt(trash, name) !== null) throw Object.assign(new Error('EEXIST: purge'), { code: 'EEXIST', syscall: 'rename' });
    rename(trash, folder, trash, name);
    syncDirectory(trash);
  });
}

interface FolderFreed {
  readonly left: Left | null;
  readonly counted: 'all' | 'some';
}

async function freeFolder(
  trash: Directory,
  { name, path }: { readonly name: PathText; readonly path: PathText },
  plan: RecordedPlan | null,
  together: Omit<Together, 'over'>,
): Promise<FolderFreed> {
  const failed = (errno: string): FolderFreed => ({ left: { result: 'failed', errno }, counted: 'all' });
  const folder = attempt(() => openChild(trash, name));
  if (!folder.ok) return failed(folder.errno);
  const items = attempt(() => openChild(folder.value, ITEMS));
  if (!items.ok && items.errno !== 'ENOENT') return failed(items.errno);
  const names = items.ok ? attempt(() => namesIn(items.value)) : null;
  if (names?.ok === false) return failed(names.errno);
  let left: Left | null = null;
  let counted: FolderFreed['counted'] = 'all';
  if (items.ok) {
    const made = movesInCopy(items.value, movesAsMade(plan?.moves ?? [], names?.value ?? []));
    const refused = dropMarkers(items.value, made);
    if (refused !== null) return failed(refused);
    const load = { items: items.value, path: `${path}/${ITEMS}`, moves: made };
    const over: Together['over'] = (_, freed) => {
      left = freed.left;
    };
    ({ counted } = await freeTogether([load], { ...together, over }));
  }
  return { left: left ?? removeShell(trash, name, folder.value), counted };
}

/**
 * What stands for files that were renamed: links of ours, and what a crash has left there of a file that has its new name and may have grown since.
 * The errno where one cannot be removed.
 */
function dropMarkers(items: Directory, moves: readonly RecordedMove[]): string | null {
  for (const { n, do: deed, item } of moves) {
    if (deed !== 'rename') continue;
    const dropped = attempt(() => {
      if (factsAt(items, markerName(n))?.type === 'link') removeName(items, markerName(n));
      const left = factsAt(items, String(n));
      if (left !== null && sameInode(left, item.facts) && left.nlink > 1n) removeName(items, String(n));
    });
    if (!dropped.ok && dropped.errno !== 'ENOENT') return dropped.errno;
  }
  return null;
}

const OWN_NAMES: ReadonlySet<PathText> = new Set([ITEMS, UNFINISHED_JOURNAL, STATE, JOURNAL]);

/** Somebody's own files beside ours: then none of ours go either, which say what it is. */
function holdsOthers(folder: Directory): boolean {
  return namesIn(folder).some((name) => !OWN_NAMES.has(name));
}

/**
 * The operation's own files, the journal last: as long as it is there, what is left can be told from what is not ours. `keptAs`: the journal gets
 * this name in the trash instead, for `redo`.
 */
export function removeShell(trash: Directory, name: PathText, folder: Directory, keptAs?: PathText): Left | null {
  const removed = attempt(() => {
    if (holdsOthers(folder)) throw Object.assign(new Error('ENOTEMPTY: not ours'), { code: 'ENOTEMPTY', syscall: 'rmdir' });
    if (factsAt(folder, ITEMS) !== null) removeDirectory(folder, ITEMS);
    for (const file of [UNFINISHED_JOURNAL, STATE]) if (factsAt(folder, file) !== null) removeName(folder, file);
    if (factsAt(folder, JOURNAL) !== null) {
      const isKept = keptAs !== undefined && attempt(() => rename(folder, JOURNAL, trash, keptAs)).ok;
      if (!isKept) removeName(folder, JOURNAL);
    }
    removeDirectory(trash, name);
    syncDirectory(trash);
  });
  if (removed.ok) return null;
  return removed.errno === 'ENOTEMPTY' || removed.errno === 'EEXIST' ? EXTRA : { result: 'failed', errno: removed.errno };
}
