// Where removed things go: `<outputs>/.trash/<operation>/items/<number>`. Numbers, because a name of 255 bytes has no room for more.

import { attempt, type Directory, mountOf, openChild } from '../disk/directory.ts';
import { JOURNAL } from '../disk/journal-file.ts';
import { factsAt, linkText, namesIn } from '../disk/look.ts';
import { refusal } from '../errors.ts';
import { escapeText } from '../escape.ts';
import { isBeingFreed } from '../policy/whereabouts.ts';
import type { PathText } from '../types.ts';
import { closeFile, createFile, effectiveUser, makeDirectory, removeDirectory, removeName, syncDirectory } from './sys.ts';

export const TRASH = '.trash';
/** The journal until it is whole. */
export const UNFINISHED_JOURNAL = 'plan.jsonl.tmp';
export const ITEMS = 'items';
export const STATE = 'state.jsonl';
const OURS_ALONE = 0o700;
const ONLY_US = 0o600;
const WRITABLE_BY_OTHERS = 0o022;

/** One operation's part of the trash. */
export interface Trash {
  readonly outputs: Directory;
  readonly trash: Directory;
  readonly name: string;
  readonly operation: Directory;
  readonly items: Directory;
  /** Absolute path of the operation's folder. */
  readonly path: PathText;
}

/**
 * Makes the folder of an operation, empty but for the record of what can be undone: how it ended must be told on a disk that has no inode
 * left by then, or it is taken for interrupted. Throws the errno, and leaves nothing behind then.
 */
export function makeTrash(outputs: Directory, outputsPath: PathText, trash: Directory, name: PathText): Trash {
  makeDirectory(trash, name, OURS_ALONE);
  try {
    const operation = openChild(trash, name);
    makeDirectory(operation, ITEMS, OURS_ALONE);
    if (!isBeingFreed(name)) closeFile(createFile(operation, STATE, ONLY_US, 'exactly'));
    return { outputs, trash, name, operation, items: openChild(operation, ITEMS), path: `${outputsPath}/${TRASH}/${name}` };
  } catch (error) {
    attempt(() => removeDirectory(openChild(trash, name), ITEMS));
    removeDirectory(trash, name);
    throw error;
  }
}

/** The trash, made where it is missing. Throws the errno where it cannot be made, and a refusal of one that somebody else could change. */
export function ensureTrashFolder(outputs: Directory, outputsPath: PathText): Directory {
  if (factsAt(outputs, TRASH) === null) {
    const made = attempt(() => makeDirectory(outputs, TRASH, OURS_ALONE));
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
  if (mountOf(trash) !== mountOf(outputs)) throw unsafe(path, 'is another mount');
  return trash;
}

/** One operation's part of the trash that is there already. Throws the errno where it is not, and a refusal as above. */
export function openOperation(outputs: Directory, outputsPath: PathText, name: string): Trash {
  const trash = openTrashFolder(outputs, outputsPath);
  const operation = openOperationFolder(trash, name);
  const items = openOperationFolder(operation, ITEMS);
  return { outputs, trash, name, operation, items, path: `${outputsPath}/${TRASH}/${name}` };
}

/** Throws EPERM of a folder that somebody else made, or could change: then its journal is not ours to believe. */
export function openOperationFolder(parent: Directory, name: PathText): Directory {
  const folder = openChild(parent, name);
  const us = effectiveUser();
  if ((us === undefined || folder.facts.uid === us) && (folder.facts.mode & WRITABLE_BY_OTHERS) === 0) return folder;
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
  if (facts?.type === 'link') throw unsafe(path, `is a link to ${escapeText(linkText(outputs, TRASH))}`);
  if (facts?.type !== 'directory') throw unsafe(path, 'is not a directory');
  const us = effectiveUser();
  if (us !== undefined && facts.uid !== us) throw unsafe(path, `belongs to another user (${facts.uid})`);
  if ((facts.mode & WRITABLE_BY_OTHERS) !== 0) throw unsafe(path, `can be written by others (mode ${facts.mode.toString(8)})`);
}

function unsafe(path: PathText, why: string) {
  return refusal(`the trash ${escapeText(path)} ${why}`, 'move it away; a new one is made');
}
