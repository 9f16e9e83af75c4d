// Frees one operation's part of the trash for good, by its journal: exactly the objects listed there. What is not listed stays and is
// told of. The rename to `purge-<operation>` is the decision: before it everything can be undone, after it the next command finishes.

import { type Attempt, attempt, closeAll, type Directory, openChild, openPath, openRoot } from '../disk/directory.ts';
import { bytesAt, factsAt, namesIn } from '../disk/look.ts';
import { refusal } from '../errors.ts';
import { escapeText } from '../escape.ts';
import { decodeJournal } from '../policy/decode-journal.ts';
import type { RecordedPlan } from '../policy/journal-format.ts';
import { onDevice } from '../policy/remounted.ts';
import { movesAsMade } from '../policy/spread.ts';
import { type OperationOnDisk, PURGE } from '../policy/whereabouts.ts';
import type { PathText, Purged } from '../types.ts';
import { type Freeing, freeTree, type Left, type MayEnter } from './free-tree.ts';
import { recordHistory } from './history-log.ts';
import type { OurChanges } from './same-tree.ts';
import { type ShouldStop, type Stopping, stopper } from './stopper.ts';
import { removeDirectory, removeName, rename, syncDirectory } from './sys.ts';
import { ITEMS, JOURNAL, openOperationFolder, openTrashFolder, STATE, UNFINISHED_JOURNAL } from './trash.ts';

export interface Purging extends Stopping {
  readonly mayEnter?: MayEnter;
}

/** Since it was moved its ctime is another; and other names of the same inode may have come and gone for days. */
const ANY_CTIME: OurChanges = { has: () => true, add: () => {} };

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
    const shouldStop = stopper(run);
    const purged: Purged[] = [];
    for (const operation of operations) {
      purged.push((await shouldStop()) ? notReached(operation) : await purgeOne(trash, operation, { ...run, shouldStop }));
    }
    return purged;
  } finally {
    closeAll(root);
  }
}

function notReached({ id, path }: Pick<OperationOnDisk, 'id' | 'path'>): Purged {
  return { operation: id, freedBytes: 0, left: { result: 'skipped', why: 'interrupted' }, path };
}

interface Work extends Purging {
  readonly shouldStop: ShouldStop;
}

async function purgeOne(
  trash: Directory,
  { id, folder, path }: Pick<OperationOnDisk, 'id' | 'folder' | 'path'>,
  work: Work,
): Promise<Purged> {
  const freed = { bytes: 0n };
  const done = (left: Purged['left'], where: PathText = path): Purged => ({
    operation: id,
    freedBytes: Number(freed.bytes),
    left,
    path: where,
  });
  const plan = readPlan(trash, folder);
  if (!plan.ok) return done({ result: 'damaged', why: plan.why });
  const name = `${PURGE}${id}`;
  const committed = folder === name ? null : commit(trash, folder, name);
  if (committed !== null && !committed.ok) return done({ result: 'failed', errno: committed.errno });
  const where = path.slice(0, path.length - folder.length) + name;
  if (folder !== name) recordHistory(trash, { at: work.now(), op: id, event: 'purging' });
  const left = await freeFolder(trash, name, plan.value, {
    ...{ ours: ANY_CTIME, freed },
    ...{ shouldStop: work.shouldStop, mayEnter: work.mayEnter ?? 'never' },
  });
  if (left !== null) return done(left, where);
  recordHistory(trash, { at: work.now(), op: id, event: 'purged', bytes: Number(freed.bytes) });
  return done(null, where);
}

type Read = { readonly ok: true; readonly value: RecordedPlan | null } | { readonly ok: false; readonly why: string };

/** Null where there is no journal and nothing to list: a folder that a crash left before anything was moved, or after all was freed. */
function readPlan(trash: Directory, folder: PathText): Read {
  const looked = attempt(() => {
    const operation = openOperationFolder(trash, folder);
    const hasItems = factsAt(operation, ITEMS) !== null && namesIn(openChild(operation, ITEMS)).length > 0;
    return { bytes: bytesAt(operation, JOURNAL), hasItems, dev: operation.facts.dev };
  });
  if (!looked.ok) return { ok: false, why: `could not be read (${looked.errno})` };
  const { bytes, hasItems, dev } = looked.value;
  if (bytes === null) return hasItems ? { ok: false, why: 'is missing' } : { ok: true, value: null };
  const plan = decodeJournal(bytes);
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

const EXTRA: Left = { result: 'skipped', why: 'extra' };

async function freeFolder(trash: Directory, name: PathText, plan: RecordedPlan | null, freeing: Freeing): Promise<Left | null> {
  const folder = attempt(() => openChild(trash, name));
  if (!folder.ok) return { result: 'failed', errno: folder.errno };
  const items = attempt(() => openChild(folder.value, ITEMS));
  if (!items.ok && items.errno !== 'ENOENT') return { result: 'failed', errno: items.errno };
  let worst: Left | null = null;
  const names = items.ok ? attempt(() => namesIn(items.value)) : null;
  if (names?.ok === false) return { result: 'failed', errno: names.errno };
  for (const { n, item } of movesAsMade(plan?.moves ?? [], names?.value ?? [])) {
    if (await freeing.shouldStop()) return { result: 'skipped', why: 'interrupted' };
    if (!items.ok) break;
    const left = await freeTree({ parent: items.value, name: String(n) }, item, freeing);
    if (left !== null && worst?.result !== 'failed') worst = left;
  }
  return worst ?? removeShell(trash, name, folder.value);
}

/** The operation's own files, the journal last: as long as it is there, what is left can be told from what is not ours. */
export function removeShell(trash: Directory, name: PathText, folder: Directory): Left | null {
  const removed = attempt(() => {
    if (factsAt(folder, ITEMS) !== null) removeDirectory(folder, ITEMS);
    for (const file of [UNFINISHED_JOURNAL, STATE, JOURNAL]) if (factsAt(folder, file) !== null) removeName(folder, file);
    removeDirectory(trash, name);
    syncDirectory(trash);
  });
  if (removed.ok) return null;
  return removed.errno === 'ENOTEMPTY' || removed.errno === 'EEXIST' ? EXTRA : { result: 'failed', errno: removed.errno };
}
