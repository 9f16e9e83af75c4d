// Lets one operation at a time change a project's outputs. The kernel's lock on the trash folder, and beside it a file that says who;
// where the kernel's cannot be had, that file alone. It is a comfort, not a condition: every move checks for itself what it moves.
//
//   withLock(outputs, who, wait, body)   // body runs while the lock is held; throws `locked` (exit 5) where somebody else has it
//
// Never inside itself (it would wait for itself), and never around a question: nobody may hold it while a person is thinking.

import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { attempt, closeAll, type Directory, here, openPath, openRoot, withRoot } from '../../disk/directory.ts';
import { factsOf, sameInode } from '../../disk/facts.ts';
import { hasOnlyLocalLocks } from '../../disk/mounts.ts';
import { factsAt, namesIn } from '../../disk/stat-and-read.ts';
import { TRASH } from '../../items/reserved-names.ts';
import { OutputsError, refusal } from '../../lib/errors.ts';
import { escapeText } from '../../lib/escape.ts';
import type { Parsed } from '../../lib/quantities.ts';
import { ensureTrashFolder } from '../../trash/write/trash-folders.ts';
import type { Facts } from '../../types/items.ts';
import type { Instant, PathText } from '../../types/primitives.ts';
import { isStale, type LockHolder } from '../lock-holder.ts';
import { livenessOf, ourselves, userName } from '../read/process-identity.ts';
import { takeKernelLock } from './flock.ts';
import { claimHolderFile, HOLDER, readHolder, sweepHolderFiles, withdrawHolderFile } from './holder-file.ts';

/** Who will hold it, for those who find it taken. */
export interface LockRequester {
  readonly command: string;
  readonly since: Instant;
  /** Where the kernel shows processes: `/proc`. */
  readonly proc: PathText;
  /** Where to look for the program that locks; the usual places unless a test knows better. */
  readonly helpers?: readonly string[];
}

/** How long to go on asking for it. */
export interface Wait {
  /** Nanoseconds; 0 asks once. */
  readonly atMost: bigint;
  readonly now: () => Instant;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Told before each sleep who has it. */
  readonly waiting?: (holder: string) => void;
}

const BETWEEN_TRIES_MS = 100;
const NS_PER_MS = 1_000_000n;

/** Makes the trash folder where it is missing. Throws `locked`, or a refusal of an unsafe trash. */
export async function withLock<T>(outputs: PathText, who: LockRequester, wait: Wait, body: () => Promise<T>): Promise<T> {
  return holding((root) => tryLock(root, outputs, who), wait, body);
}

/**
 * The same for `init`, which may have no outputs folder to put anything in: the kernel's lock on the project's own folder. Where that
 * cannot be had it goes on without, since it replaces nothing and gives each file its name when it is whole.
 */
export async function withProjectLock<T>(project: PathText, wait: Wait, body: () => Promise<T>): Promise<T> {
  const tryOnce = (root: Directory): Lock | Held => {
    const descriptor = openSync(here(openFolder(root, project)), FOLDER);
    if (takeKernelLock(descriptor) !== 'busy') return lockOf(() => closeSync(descriptor));
    closeSync(descriptor);
    return { is: 'held', by: 'another program', hint: WAIT_HINT };
  };
  return holding(tryOnce, wait, body);
}

const FOLDER = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;

interface Lock {
  readonly is: 'ours';
  readonly release: () => void;
}
interface Held {
  readonly is: 'held';
  readonly by: string;
  readonly hint: string;
}

const WAIT_HINT = 'add --wait 30s to wait for it';

function lockOf(release: () => void): Lock {
  return { is: 'ours', release };
}

async function holding<T>(tryOnce: (root: Directory) => Lock | Held, wait: Wait, body: () => Promise<T>): Promise<T> {
  const root = openRoot();
  try {
    const lock = await obtain(() => tryOnce(root), wait);
    try {
      return await body();
    } finally {
      lock.release();
    }
  } finally {
    closeAll(root);
  }
}

async function obtain(tryOnce: () => Lock | Held, { atMost, now, sleep, waiting }: Wait): Promise<Lock> {
  const until = now() + atMost;
  for (;;) {
    const tried = tryOnce();
    if (tried.is === 'ours') return tried;
    const left = until - now();
    if (left <= 0n) throw new OutputsError('locked', `${tried.by} is at work here; nothing was touched`, { hint: tried.hint });
    waiting?.(tried.by);
    await sleep(Math.min(BETWEEN_TRIES_MS, Number(left / NS_PER_MS) + 1));
  }
}

/**
 * Asked while the lock is held: nobody has changed anything here yet, for whoever does writes it down in the trash. So a plan that was
 * made when there was no trash is still good.
 */
export function isFirstHere(outputsPath: PathText): boolean {
  return withRoot((root) => {
    const names = attempt(() => namesIn(openPath(root, `${outputsPath}/${TRASH}`)));
    return names.ok && names.value.every((name) => name === HOLDER);
  });
}

/**
 * For who only looks: the words that somebody who came too late would hear, or null. By the holder file alone: to ask the kernel would take
 * the lock, and another command would find it taken.
 */
export function lockHolder(outputsPath: PathText, proc: PathText): string | null {
  return withRoot((root) => {
    const trash = `${outputsPath}/${TRASH}`;
    const found = attempt(() => readHolder(openPath(root, trash), HOLDER));
    if (!found.ok || found.value === null) return null;
    const { says } = found.value;
    if (says.ok && isStale(says.value, ourselves(proc), livenessOf(proc, says.value.pid))) return null;
    return heldBy(says, `${trash}/${HOLDER}`, 'file').by;
  });
}

/** The path of the file that names a holder, where there is one: of one at work, whom `lockHolder` names, or of a dead one. */
export function holderFileLeft(outputsPath: PathText): PathText | null {
  return withRoot((root) => {
    const trash = `${outputsPath}/${TRASH}`;
    const found = attempt(() => readHolder(openPath(root, trash), HOLDER));
    return found.ok && found.value !== null ? `${trash}/${HOLDER}` : null;
  });
}

function tryLock(root: Directory, outputsPath: PathText, who: LockRequester): Lock | Held {
  const outputs = openFolder(root, outputsPath);
  const trash = attempt(() => ensureTrashFolder(outputs, outputsPath));
  // Without a trash (a full disk, no right to make one) its place is taken by the folder that it would be in.
  const folder = trash.ok ? trash.value : outputs;
  const path = `${outputsPath}/${TRASH}/${HOLDER}`;
  const descriptor = openSync(here(folder), FOLDER);
  const locked = hasOnlyLocalLocks(folder) ? 'unavailable' : takeKernelLock(descriptor, who.helpers);
  const giveUp = (held: Held): Held => {
    closeSync(descriptor);
    return held;
  };
  if (!trash.ok) {
    if (locked === 'busy') return giveUp({ is: 'held', by: 'another operation', hint: WAIT_HINT });
    return lockOf(() => closeSync(descriptor));
  }
  if (locked === 'busy') return giveUp(heldBy(readHolder(folder, HOLDER)?.says ?? null, path, 'kernel'));
  if (!isStillThere(outputs, descriptor)) return giveUp({ is: 'held', by: 'somebody who takes the trash away', hint: WAIT_HINT });

  if (locked === 'taken') sweepHolderFiles(folder);
  const claim = claimHolderFile(folder, holderOf(who, locked), (says) => isDead(says, who.proc, locked));
  if (claim.is === 'theirs') return giveUp(heldBy(claim.says, path, 'file'));
  if (claim.is === 'impossible' && locked === 'unavailable') {
    closeSync(descriptor);
    throw refusal(
      `cannot lock ${escapeText(outputsPath)}: ${escapeText(path)} cannot be made (${claim.errno})`,
      'nothing was touched',
    );
  }
  return lockOf(() => {
    if (claim.is === 'ours') withdrawHolderFile(folder, claim.facts);
    closeSync(descriptor);
  });
}

function openFolder(root: Directory, path: PathText): Directory {
  const opened = attempt(() => openPath(root, path));
  if (!opened.ok) throw refusal(`cannot open ${escapeText(path)} (${opened.errno})`, 'nothing was touched');
  return opened.value;
}

/** Between our opening it and locking it, somebody may have removed it and the next one made another. */
function isStillThere(outputs: Directory, descriptor: number): boolean {
  const named: Facts | null = factsAt(outputs, TRASH);
  return named !== null && sameInode(named, factsOf(fstatSync(descriptor, { bigint: true })));
}

function holderOf({ command, since, proc }: LockRequester, locked: 'taken' | 'unavailable'): LockHolder {
  const time = new Date(Number(since / NS_PER_MS)).toISOString();
  return { ...ourselves(proc), lock: locked === 'taken' ? 'kernel' : 'file', user: userName(), command, since: time };
}

/** With the kernel's lock in hand, a file that only went with one was left by the dead; so was half a file after a power cut. */
function isDead(says: Parsed<LockHolder>, proc: PathText, locked: 'taken' | 'unavailable'): boolean {
  if (locked === 'taken' && (!says.ok || says.value.lock === 'kernel')) return true;
  return says.ok && isStale(says.value, ourselves(proc), livenessOf(proc, says.value.pid));
}

/** `lock`: what keeps us out; a file can outlive its holder where nobody can tell, and then a person must. */
function heldBy(says: Parsed<LockHolder> | null, path: PathText, lock: 'kernel' | 'file'): Held {
  const hint = lock === 'kernel' ? WAIT_HINT : `${WAIT_HINT}; if it no longer runs, remove ${escapeText(path)}`;
  if (says === null || !says.ok) {
    const by = says === null || lock === 'kernel' ? 'another operation' : `another operation (${escapeText(path)}: ${says.why})`;
    return { is: 'held', by, hint };
  }
  const { command, pid, host, user, since } = says.value;
  return {
    is: 'held',
    by: `outputs ${escapeText(command)} (pid ${pid} on ${escapeText(host)}, user ${escapeText(user)}, since ${escapeText(since)})`,
    hint,
  };
}
