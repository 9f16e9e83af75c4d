// Where removed things go: `<outputs>/.trash/<operation>/items/<number>`. Numbers, because a name of 255 bytes has no room for more.

import { accessAt, accessOf, mayChange } from '../../disk/access.ts';
import { attempt, type Directory, mountOf, openChild } from '../../disk/directory.ts';
import { factsAt, linkText, namesIn } from '../../disk/stat-and-read.ts';
import {
  closeFile,
  createFile,
  makeDirectoryExactly,
  maker,
  removeDirectory,
  removeName,
  syncDirectory,
} from '../../disk/write/mutating-calls.ts';
import { trashModes } from '../../disk/write/trash-modes.ts';
import { TRASH } from '../../items/reserved-names.ts';
import { ITEMS, STATE } from '../../journal/trash-names.ts';
import { refusal } from '../../lib/errors.ts';
import { escapeText } from '../../lib/escape.ts';
import { type Distrust, distrustOf } from '../../trust/shared-trash.ts';
import type { PathText } from '../../types/primitives.ts';
import { isBeingFreed } from '../item-location.ts';
import { JOURNAL } from '../read/journal-file.ts';
import { whyDistrusted } from '../why-distrusted.ts';

/** The journal until it is whole. */
export const UNFINISHED_JOURNAL = 'plan.jsonl.tmp';

/** One operation's part of the trash. */
export interface Trash {
  readonly outputs: Directory;
  readonly trash: Directory;
  readonly name: string;
  readonly operation: Directory;
  readonly items: Directory;
  /** Absolute path of the folder that the trash lies in. */
  readonly base: PathText;
  /** Absolute path of the operation's folder. */
  readonly path: PathText;
}

/**
 * Makes the folder of an operation, empty but for the record of what can be undone: how it ended must be told on a disk that has no inode
 * left by then, or it is taken for interrupted. Throws the errno, and leaves nothing behind then.
 */
export function makeTrash(outputs: Directory, outputsPath: PathText, trash: Directory, name: PathText): Trash {
  makeDirectoryExactly(trash, name, trashModes(trash).folder);
  try {
    const operation = openChild(trash, name);
    const modes = trashModes(operation);
    makeDirectoryExactly(operation, ITEMS, modes.folder);
    if (!isBeingFreed(name)) closeFile(createFile(operation, STATE, modes.file, 'exactly'));
    const items = openChild(operation, ITEMS);
    return { outputs, trash, name, operation, items, base: outputsPath, path: `${outputsPath}/${TRASH}/${name}` };
  } catch (error) {
    attempt(() => removeDirectory(openChild(trash, name), ITEMS));
    removeDirectory(trash, name);
    throw error;
  }
}

/** The trash, made where it is missing. Throws the errno where it cannot be made, and a refusal of one that somebody else could change. */
export function ensureTrashFolder(outputs: Directory, outputsPath: PathText): Directory {
  if (factsAt(outputs, TRASH) === null) {
    const made = attempt(() => makeDirectoryExactly(outputs, TRASH, trashModes(outputs).folder));
    if (!made.ok && made.errno !== 'EEXIST')
      throw Object.assign(new Error(`${made.errno}: mkdir`), { code: made.errno, syscall: 'mkdir' });
  }
  return openTrashFolder(outputs, outputsPath);
}

/** The trash that is there. Refuses one that somebody else could change. */
export function openTrashFolder(outputs: Directory, outputsPath: PathText): Directory {
  const path = `${outputsPath}/${TRASH}`;
  refuseUnsafe(outputs, path);
  const trash = openChild(outputs, TRASH);
  if (mountOf(trash) !== mountOf(outputs))
    throw unsafe(path, 'is another mount', 'unmount it; the trash must lie on the disk of what is moved there');
  return trash;
}

/** One operation's part of the trash that is there already. Throws the errno where it is not, and a refusal as above. */
export function openOperation(outputs: Directory, outputsPath: PathText, name: string): Trash {
  const trash = openTrashFolder(outputs, outputsPath);
  const operation = openOperationFolder(trash, name);
  const items = openOperationFolder(operation, ITEMS);
  return { outputs, trash, name, operation, items, base: outputsPath, path: `${outputsPath}/${TRASH}/${name}` };
}

/** Throws EPERM of a folder that somebody made, or could change, who shares nothing with us: then its journal is not ours to believe. */
export function openOperationFolder(parent: Directory, name: PathText): Directory {
  const folder = openChild(parent, name);
  if (distrustOf(accessOf(folder), accessOf(parent), maker().euid) === null) return folder;
  throw Object.assign(new Error('EPERM: not ours'), { code: 'EPERM', syscall: 'open' });
}

/** In the order that a power cut cannot undo: what is inside first. */
export function syncTrash({ outputs, trash, operation }: Trash): void {
  for (const directory of [operation, trash, outputs]) syncDirectory(directory);
}

/** Takes the operation's folder away again if nothing lies in it; false where something does. */
export function removeIfEmpty({ trash, name, operation, items }: Trash): boolean {
  if (namesIn(items).length > 0) return false;
  if (factsAt(operation, ITEMS) !== null) removeDirectory(operation, ITEMS);
  for (const file of [STATE, JOURNAL]) if (factsAt(operation, file) !== null) removeName(operation, file);
  removeDirectory(trash, name);
  return true;
}

function refuseUnsafe(outputs: Directory, path: PathText): void {
  const facts = factsAt(outputs, TRASH);
  if (facts?.type === 'link') throw unsafe(path, `is a link to ${escapeText(linkText(outputs, TRASH))}`, NOT_A_FOLDER);
  if (facts?.type !== 'directory') throw unsafe(path, 'is not a directory', NOT_A_FOLDER);
  const trash = accessAt(outputs, TRASH);
  const above = accessOf(outputs);
  const { euid } = maker();
  const isClosed = trash.uid !== euid && !mayChange(outputs, TRASH);
  const distrust = distrustOf(trash, above, euid) ?? (isClosed ? NOT_A_MEMBER : null);
  if (distrust !== null) throw unsafe(path, ...whyDistrusted(distrust, { path, trash, above }));
}

const NOT_A_FOLDER = 'give it another name; a folder is made in its place';
const NOT_A_MEMBER: Distrust = { is: 'not-a-member' };

function unsafe(path: PathText, why: string, hint: string) {
  return refusal(`the trash ${escapeText(path)} ${why}`, hint);
}
