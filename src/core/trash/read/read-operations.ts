// Looks at what lies in the trash, and where everything is that was ever moved there. Changes nothing.
// What lies there may be planted: only folders that this program names are looked into, and no file is read whole that could be of any size.

import { geteuid } from 'node:process';
import { accessAt, accessOf } from '../../disk/access.ts';
import { type Attempt, attempt, type Directory, openChild, openPath, withRoot } from '../../disk/directory.ts';
import { factsAt, lastBytesAt, namesIn } from '../../disk/stat-and-read.ts';
import { TRASH } from '../../items/reserved-names.ts';
import { decodeRecords, type StateRecord } from '../../journal/state-records.ts';
import { ITEMS, isOperationName, isOwnFile, STATE } from '../../journal/trash-names.ts';
import { byCodePoint } from '../../lib/code-point-order.ts';
import { refusal } from '../../lib/errors.ts';
import { escapeText } from '../../lib/escape.ts';
import { type Distrust, distrustOf } from '../../trust/shared-trash.ts';
import type { Instant, PathText } from '../../types/primitives.ts';
import { type OperationOnDisk, PURGE } from '../item-location.ts';
import { whyDistrusted } from '../why-distrusted.ts';
import { readHead } from './journal-file.ts';

const HISTORY = 'history.jsonl';
/** The end of it is read: a few lines for each command that worked on one operation. */
const MOST_STATE = 1 << 20;
/** The same of two lines for each command there ever was: 50,000 commands, or one an hour for six years. */
const MOST_HISTORY = 16 << 20;

export interface TrashLook {
  /** By id, which is by time. */
  readonly operations: readonly OperationOnDisk[];
  /** Absolute paths of what is not ours, by name: nobody here touches it. */
  readonly foreign: readonly PathText[];
}

/** Nothing where there is no trash; throws a refusal where it cannot be read. */
export function readTrash(outputs: PathText): TrashLook {
  const path = `${outputs}/${TRASH}`;
  const read = attempt(() => withRoot((root) => lookInto(openPath(root, path), path)));
  if (read.ok) return read.value;
  if (read.errno === 'ENOENT') return { operations: [], foreign: [] };
  const [why, hint] = (read.errno === 'EACCES' ? whyClosed(outputs, path) : null) ?? [
    `could not be read (${read.errno})`,
    'nothing was touched',
  ];
  throw refusal(`the trash ${escapeText(path)} ${why}`, hint);
}

const NOT_A_MEMBER: Distrust = { is: 'not-a-member' };

/** Null where its permissions are not to blame. */
function whyClosed(outputs: PathText, path: PathText): readonly [why: string, hint: string] | null {
  const why = attempt(() =>
    withRoot((root) => {
      const folder = openPath(root, outputs);
      const [trash, above] = [accessAt(folder, TRASH), accessOf(folder)];
      const euid = geteuid?.() ?? -1;
      const distrust = distrustOf(trash, above, euid) ?? (trash.uid === euid ? null : NOT_A_MEMBER);
      return distrust === null ? null : whyDistrusted(distrust, { path, trash, above });
    }),
  );
  return why.ok ? why.value : null;
}

export function readOperations(outputs: PathText): readonly OperationOnDisk[] {
  return readTrash(outputs).operations;
}

function lookInto(trash: Directory, path: PathText): TrashLook {
  const operations: OperationOnDisk[] = [];
  const foreign: PathText[] = [];
  for (const name of namesIn(trash)) {
    if (isOwnFile(name)) continue;
    const found = operationIn(trash, name, path);
    if (found !== null && (isOperationName(name) || found.head !== null)) operations.push(found);
    else if (found !== null || factsAt(trash, name) !== null) foreign.push(`${path}/${name}`);
  }
  return { operations: operations.sort((a, b) => byCodePoint(a.id, b.id) || byCodePoint(a.folder, b.folder)), foreign };
}

/** What the end of `history.jsonl` still says, oldest first. Nothing where it is missing or cannot be read: it is only advice. */
export function readHistory(outputs: PathText): readonly StateRecord[] {
  const read = attempt(() => withRoot((root) => lastBytesAt(openPath(root, `${outputs}/${TRASH}`), HISTORY, MOST_HISTORY)));
  return read.ok && read.value !== null ? decodeRecords(read.value) : [];
}

/** What only says that we may not open more at the moment: nothing there is damaged or missing for that. */
const LIMITS: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'ENOMEM']);

function attemptWithin<T>(look: () => T): Attempt<T> {
  const seen = attempt(look);
  if (!seen.ok && LIMITS.has(seen.errno)) throw Object.assign(new Error(seen.errno), { code: seen.errno, syscall: 'open' });
  return seen;
}

/** Null for what is no folder. */
function operationIn(trash: Directory, name: PathText, path: PathText): OperationOnDisk | null {
  const folder = attemptWithin(() => openChild(trash, name));
  if (!folder.ok && (folder.errno === 'ENOTDIR' || folder.errno === 'ENOENT')) return null;
  const id = name.startsWith(PURGE) ? name.slice(PURGE.length) : name;
  const operation = { id, folder: name, path: `${path}/${name}`, head: null, records: [], items: [], changedAt: null };
  if (!folder.ok) return { ...operation, trouble: `could not be read (${folder.errno})` };
  const records = attemptWithin(() => decodeRecords(lastBytesAt(folder.value, STATE, MOST_STATE) ?? new Uint8Array()));
  const inside = attemptWithin(() => openChild(folder.value, ITEMS));
  const items = inside.ok ? attemptWithin(() => namesIn(inside.value)) : inside;
  if (!items.ok && items.errno !== 'ENOENT') return { ...operation, trouble: `could not be read (${items.errno})` };
  return {
    ...operation,
    ...headIn(folder.value, id),
    records: records.ok ? records.value : [],
    items: items.ok ? items.value : [],
    changedAt: newest(folder.value.facts.ctimeNs, inside.ok ? inside.value.facts.ctimeNs : 0n),
  };
}

function newest(a: Instant, b: Instant): Instant {
  return a > b ? a : b;
}

function headIn(folder: Directory, id: string): Pick<OperationOnDisk, 'head' | 'trouble'> {
  const read = attemptWithin(() => readHead(folder));
  const head: ReturnType<typeof readHead> = read.ok ? read.value : { ok: false, why: `could not be read (${read.errno})` };
  if (head === null) return { head: null, trouble: null };
  if (!head.ok) return { head: null, trouble: head.why };
  if (head.value.operation !== id && head.value.operation !== `${PURGE}${id}`)
    return { head: null, trouble: 'is damaged: it is of another operation' };
  return { head: head.value, trouble: null };
}
