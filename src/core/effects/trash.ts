// Where removed things go: `<outputs>/.trash/<operation>/items/<number>`. Numbers, because a name of 255 bytes has no room for more.

import { attempt, type Directory, mountOf, openChild } from '../disk/directory.ts';
import { factsAt, linkText, namesIn } from '../disk/look.ts';
import { refusal } from '../errors.ts';
import { escapeText } from '../escape.ts';
import type { PathText } from '../types.ts';
import { effectiveUser, makeDirectory, removeDirectory, removeName, syncDirectory } from './sys.ts';

const TRASH = '.trash';
export const JOURNAL = 'plan.jsonl';
const ITEMS = 'items';
const OURS_ALONE = 0o700;
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

/** Makes the operation's folder, empty. Refuses a trash that somebody else could change, before anything is moved. */
export function openTrash(outputs: Directory, outputsPath: PathText, operation: string): Trash {
  const path = `${outputsPath}/${TRASH}`;
  if (factsAt(outputs, TRASH) === null) makeIn(outputs, TRASH, path);
  refuseUnsafe(outputs, path);
  const trash = openChild(outputs, TRASH);
  if (mountOf(trash) !== mountOf(outputs)) throw unsafe(path, 'is another mount');
  makeIn(trash, operation, `${path}/${operation}`);
  const folder = openChild(trash, operation);
  makeIn(folder, ITEMS, `${path}/${operation}/${ITEMS}`);
  return { outputs, trash, name: operation, operation: folder, items: openChild(folder, ITEMS), path: `${path}/${operation}` };
}

/** In the order that a power cut cannot undo: what is inside first. */
export function syncTrash({ outputs, trash, operation }: Trash): void {
  for (const directory of [operation, trash, outputs]) syncDirectory(directory);
}

/** Takes the operation's folder away again if nothing lies in it; false where something does. */
export function removeIfEmpty({ trash, name, operation, items }: Trash): boolean {
  if (namesIn(items).length > 0) return false;
  if (factsAt(operation, JOURNAL) !== null) removeName(operation, JOURNAL);
  removeDirectory(operation, ITEMS);
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

function makeIn(parent: Directory, name: PathText, path: PathText): void {
  const made = attempt(() => makeDirectory(parent, name, OURS_ALONE));
  if (made.ok || (made.errno === 'EEXIST' && name === TRASH)) return;
  throw refusal(`cannot make ${escapeText(path)} (${made.errno})`, 'nothing was moved or removed');
}
