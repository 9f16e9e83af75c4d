// The file that says who holds the lock. It appears whole, by link(2), or not at all. Beside a kernel lock it is for messages only; where
// there is none it is the lock itself, and one left by the dead is taken away by renaming it first: of those who try, one succeeds.

import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { at, attempt, type Directory } from '../../disk/directory.ts';
import { factsOf, sameInode } from '../../disk/facts.ts';
import { factsAt, namesIn } from '../../disk/stat-and-read.ts';
import { addName, closeFile, createFile, removeName, rename, write } from '../../disk/write/mutating-calls.ts';
import { trashModes } from '../../disk/write/trash-modes.ts';
import type { Parsed } from '../../lib/quantities.ts';
import type { Facts } from '../../types/items.ts';
import type { PathText } from '../../types/primitives.ts';
import { decodeHolder, holderText, type LockHolder } from '../lock-holder.ts';

export const HOLDER = 'holder.json';
const HALF_MADE = /^holder-\d+-\d+\.(?:tmp|stale)$/;
const LARGEST = 4096;
/** Each try but the last means that somebody else was quicker. */
const TRIES = 10;
/** FAT and some network filesystems. */
const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/** `ours`: ours, as this file. `theirs`: what the file says, if it can be read. */
export type Claim =
  | { readonly is: 'ours'; readonly facts: Facts }
  | { readonly is: 'theirs'; readonly says: Parsed<LockHolder> }
  | { readonly is: 'impossible'; readonly errno: string };

/** `isDead` decides over what lies there already. */
export function claimHolderFile(trash: Directory, holder: LockHolder, isDead: (says: Parsed<LockHolder>) => boolean): Claim {
  const unique = `holder-${holder.pid}-${holder.startTicks ?? '0'}`;
  const claimed = attempt((): Claim => {
    for (let tries = 0; tries < TRIES; tries++) {
      const found = readHolder(trash, HOLDER);
      if (found !== null && !isDead(found.says)) return { is: 'theirs', says: found.says };
      if (found !== null && !takeAway(trash, found, `${unique}.stale`)) continue;
      const facts = publish(trash, `${unique}.tmp`, holder);
      if (facts !== null) return { is: 'ours', facts };
    }
    return { is: 'theirs', says: { ok: false, why: 'it keeps changing' } };
  });
  return claimed.ok ? claimed.value : { is: 'impossible', errno: claimed.errno };
}

/** What a killed process left half made. Only with the kernel's lock in hand: nobody else is making one. */
export function sweepHolderFiles(trash: Directory): void {
  attempt(() => {
    for (const name of namesIn(trash)) if (HALF_MADE.test(name)) removeName(trash, name);
  });
}

/** Only if it is still ours. Errors mean that a later run finds it, and that we are dead. */
export function withdrawHolderFile(trash: Directory, facts: Facts): void {
  attempt(() => {
    const now = factsAt(trash, HOLDER);
    if (now !== null && sameInode(now, facts)) removeName(trash, HOLDER);
  });
}

interface Found {
  readonly facts: Facts;
  readonly says: Parsed<LockHolder>;
}

/** Null where there is none. A link, a pipe or a folder is not followed, not waited for, and says nothing. */
export function readHolder(trash: Directory, name: PathText): Found | null {
  const facts = factsAt(trash, name);
  if (facts === null) return null;
  if (facts.type !== 'file') return { facts, says: { ok: false, why: 'it is not a file' } };
  const opened = attempt(() => openSync(at(trash, name), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK));
  if (!opened.ok)
    return opened.errno === 'ENOENT' ? null : { facts, says: { ok: false, why: `it cannot be read (${opened.errno})` } };
  try {
    const bytes = Buffer.alloc(LARGEST);
    const text = bytes.toString('utf8', 0, readSync(opened.value, bytes));
    return { facts: factsOf(fstatSync(opened.value, { bigint: true })), says: decodeHolder(text) };
  } finally {
    closeSync(opened.value);
  }
}

/** False where somebody else was quicker; what is not the file that was judged gets its name back. */
function takeAway(trash: Directory, dead: Found, aside: PathText): boolean {
  if (factsAt(trash, aside) !== null) removeName(trash, aside);
  const moved = attempt(() => rename(trash, HOLDER, trash, aside));
  if (!moved.ok) {
    if (moved.errno === 'ENOENT') return false;
    throw Object.assign(new Error(`${moved.errno}: rename`), { code: moved.errno, syscall: 'rename' });
  }
  const now = factsAt(trash, aside);
  const isIt = now !== null && sameInode(now, dead.facts);
  if (!isIt) attempt(() => addName(trash, aside, trash, HOLDER));
  removeName(trash, aside);
  return isIt;
}

/** Null where the name was taken meanwhile. */
function publish(trash: Directory, temporary: PathText, holder: LockHolder): Facts | null {
  if (factsAt(trash, temporary) !== null) removeName(trash, temporary);
  const file = createFile(trash, temporary, trashModes(trash).file, 'exactly');
  try {
    write(file, Buffer.from(holderText(holder)));
    const named = attempt(() => addName(trash, temporary, trash, HOLDER));
    if (named.ok) return file.facts;
    if (named.errno === 'EEXIST') return null;
    if (!NO_LINKS.has(named.errno))
      throw Object.assign(new Error(`${named.errno}: link`), { code: named.errno, syscall: 'link' });
    return factsAt(trash, HOLDER) === null ? publishWithoutLinks(trash, holder) : null;
  } finally {
    closeFile(file);
    removeName(trash, temporary);
  }
}

/** Readers can see it half written, and then nobody can say that it is dead: towards safety. */
function publishWithoutLinks(trash: Directory, holder: LockHolder): Facts | null {
  const made = attempt(() => createFile(trash, HOLDER, trashModes(trash).file, 'exactly'));
  if (!made.ok) {
    if (made.errno === 'EEXIST') return null;
    throw Object.assign(new Error(`${made.errno}: open`), { code: made.errno, syscall: 'open' });
  }
  try {
    write(made.value, Buffer.from(holderText(holder)));
  } finally {
    closeFile(made.value);
  }
  return made.value.facts;
}
