// Makes the ordinary files and folders of `init`: whole or not at all, never over something, never through a link.

import { fstatSync, lstatSync } from 'node:fs';
import type { Facts } from '../../types/items.ts';
import type { StepOutcome } from '../../types/operation.ts';
import type { PathText } from '../../types/primitives.ts';
import { type Attempt, at, attempt, type Directory, openChild, openPath } from '../directory.ts';
import { sameObject } from '../facts.ts';
import { factsAt } from '../stat-and-read.ts';
import {
  addName,
  closeFile,
  createFile,
  createOrdinary,
  makeDirectory,
  makeDirectoryExactly,
  type NewFile,
  removeName,
  rename,
  syncDirectory,
  syncFile,
  write,
} from './mutating-calls.ts';

const DONE: StepOutcome = { result: 'done', freedBytes: 0, heldBytes: 0 };
const CHANGED: StepOutcome = { result: 'skipped', why: 'changed' };
const EXISTS: StepOutcome = { result: 'skipped', why: 'exists' };
const ONLY_US = 0o600;
const OUR_FOLDER = 0o700;

/** Filesystems without hard links (FAT, some network ones) answer with these. */
const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/** `ours`: for the user's eyes and hand alone, whatever the umask says. */
export type FileAccess = 'ordinary' | 'ours';

/** With every folder missing above it. One that is there already is what was wanted. */
export function makeFolders(root: Directory, path: PathText, access: FileAccess = 'ordinary'): StepOutcome {
  return outcomeOf(
    attempt(() => {
      let folder = root;
      for (const name of path.split('/').filter((part) => part !== '')) {
        if (factsAt(folder, name) === null) {
          const made = attempt(() =>
            access === 'ours' ? makeDirectoryExactly(folder, name, OUR_FOLDER) : makeDirectory(folder, name),
          );
          if (!made.ok && made.errno !== 'EEXIST') return { result: 'failed', errno: made.errno };
          syncDirectory(folder);
        }
        folder = openChild(folder, name);
      }
      return DONE;
    }),
  );
}

/** `unique` names the temporary file, which takes the real name only when its content is on the disk. */
export function writeNewFile(
  root: Directory,
  path: PathText,
  text: string,
  unique: string,
  access: FileAccess = 'ordinary',
): StepOutcome {
  const create = (folder: Directory, name: PathText): NewFile =>
    access === 'ours' ? createFile(folder, name, ONLY_US, 'exactly') : createOrdinary(folder, name);
  return outcomeOf(
    attempt(() => {
      const { folder, name } = folderAndName(root, path);
      if (factsAt(folder, name) !== null) return EXISTS;
      const temporary = temporaryName(unique);
      fill(folder, temporary, create(folder, temporary), text);
      const named = attempt(() => addName(folder, temporary, folder, name));
      const cleared = attempt(() => removeName(folder, temporary));
      // It has its name, and a second one that nobody asked for: that is said.
      if (named.ok && !cleared.ok) return { result: 'failed', errno: cleared.errno };
      if (!named.ok) {
        if (named.errno === 'EEXIST') return EXISTS;
        if (!NO_LINKS.has(named.errno)) return { result: 'failed', errno: named.errno };
        // Under its own name at once: it can be cut short, yet never replaces anything.
        fill(folder, name, create(folder, name), text);
      }
      syncDirectory(folder);
      return DONE;
    }),
  );
}

/**
 * Only if it is still the file that was read. Mode, owner and group are kept: a file that the new one would take from somebody is left
 * alone (EPERM), and so is one with another name, which would keep the old text (EMLINK).
 */
export function replaceFile(root: Directory, path: PathText, before: Facts, text: string, unique: string): StepOutcome {
  if (before.type !== 'file') throw new Error('only a regular file can be replaced');
  return outcomeOf(
    attempt(() => {
      const { folder, name } = folderAndName(root, path);
      const isStill = (): boolean => {
        const now = factsAt(folder, name);
        return now !== null && sameObject(now, before);
      };
      if (!isStill()) return CHANGED;
      if (before.nlink > 1n) return { result: 'failed', errno: 'EMLINK' };
      const temporary = temporaryName(unique);
      const file = createFile(folder, temporary, before.mode, 'exactly');
      const group = fstatSync(file.descriptor).gid;
      fill(folder, temporary, file, text);
      return orRemove(folder, temporary, () => {
        const isTaken =
          file.facts.uid !== before.uid || file.facts.mode !== before.mode || lstatSync(at(folder, name)).gid !== group;
        if (isTaken) return { result: 'failed', errno: 'EPERM' };
        if (!isStill()) return CHANGED;
        rename(folder, temporary, folder, name);
        syncDirectory(folder);
        return DONE;
      });
    }),
  );
}

/** Whatever hinders the new file from taking the name (an append-only file: EPERM), nothing of it is left. */
function orRemove(folder: Directory, temporary: PathText, take: () => StepOutcome): StepOutcome {
  const taken = attempt(take);
  if (taken.ok && taken.value.result === 'done') return taken.value;
  attempt(() => removeName(folder, temporary));
  return taken.ok ? taken.value : { result: 'failed', errno: taken.errno };
}

/** Only if it is still the file that was read. For what this program wrote itself and nobody else would miss. */
export function removeFile(root: Directory, path: PathText, before: Facts): StepOutcome {
  return outcomeOf(
    attempt(() => {
      const { folder, name } = folderAndName(root, path);
      const now = factsAt(folder, name);
      if (now === null) return { result: 'gone' };
      if (now.type !== 'file' || !sameObject(now, before)) return CHANGED;
      removeName(folder, name);
      syncDirectory(folder);
      return DONE;
    }),
  );
}

/** Leaves nothing behind where it fails. */
function fill(folder: Directory, name: PathText, file: NewFile, text: string): void {
  const filled = attempt(() => {
    try {
      write(file, Buffer.from(text));
      syncFile(file);
    } finally {
      closeFile(file);
    }
  });
  if (filled.ok) return;
  attempt(() => removeName(folder, name));
  throw Object.assign(new Error(`${filled.errno}: write`), { code: filled.errno, syscall: 'write' });
}

function folderAndName(root: Directory, path: PathText): { readonly folder: Directory; readonly name: PathText } {
  const slash = path.lastIndexOf('/');
  return { folder: openPath(root, path.slice(0, slash) || '/'), name: path.slice(slash + 1) };
}

/** Not made of the real name, which may have no room for more. */
function temporaryName(unique: string): PathText {
  return `.outputs-${unique}.tmp`;
}

function outcomeOf(attempted: Attempt<StepOutcome>): StepOutcome {
  return attempted.ok ? attempted.value : { result: 'failed', errno: attempted.errno };
}
