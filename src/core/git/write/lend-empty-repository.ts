// Lends git an empty repository to be asked with: the one that was installed with the program, which takes no change of the disk; or a
// new folder in a temporary place where that one cannot be read (one executable file without a package; root that became another user).

import { accessSync, constants, realpathSync } from 'node:fs';
import { attempt, closeAll, type Directory, openChild, openPath, openRoot } from '../../disk/directory.ts';
import {
  closeFile,
  createFile,
  makeDirectoryExactly,
  removeDirectory,
  removeName,
  write,
} from '../../disk/write/mutating-calls.ts';
import { refusal } from '../../lib/errors.ts';
import { fsPath, textOfBytes } from '../../lib/path-text.ts';
import { folderOf, nameOf } from '../../lib/paths.ts';
import type { PathText } from '../../types/primitives.ts';
import {
  EMPTY_REPOSITORY_FOLDERS,
  emptyRepositoryFiles,
  type LendEmptyRepository,
  type ObjectFormat,
} from '../empty-repository.ts';

interface Places {
  /** Holds `sha1` and `sha256`; null where the program is not installed as a package. */
  readonly installed: PathText | null;
  /** Tried in this order: the first may be the very disk that is full. */
  readonly temporary: readonly PathText[];
  readonly newName: () => string;
}

export function emptyRepositories({ installed, temporary, newName }: Places): LendEmptyRepository {
  return async (format, use) => {
    const folder = installed === null ? null : `${installed}/${format}`;
    if (folder !== null && attempt(() => accessSync(fsPath(`${folder}/HEAD`), constants.R_OK)).ok) return use(folder);
    const made = firstMade(format, temporary, newName());
    try {
      return await use(made.path);
    } finally {
      made.remove();
    }
  };
}

interface Made {
  readonly path: PathText;
  readonly remove: () => void;
}

function firstMade(format: ObjectFormat, places: readonly PathText[], name: string): Made {
  const errnos: string[] = [];
  for (const place of new Set(places)) {
    const made = attempt(() => makeIn(place, name, format));
    if (made.ok) return made.value;
    errnos.push(`${place}: ${made.errno}`);
  }
  throw refusal(
    `cannot make a temporary folder to ask git with (${errnos.join(', ')})`,
    'git must be asked which files are tracked: make room, or set TMPDIR; nothing was touched',
  );
}

/** Open to us alone, and new: nobody else can have prepared it. */
function makeIn(place: PathText, name: string, format: ObjectFormat): Made {
  const real = textOfBytes(realpathSync.native(fsPath(place), { encoding: 'buffer' }));
  const root = openRoot();
  const undo: (() => void)[] = [];
  const remove = (): void => {
    for (const step of undo.reverse()) attempt(step);
    closeAll(root);
  };
  try {
    const parent = openPath(root, real);
    makeDirectoryExactly(parent, name, 0o700);
    undo.push(() => removeDirectory(parent, name));
    const folders = new Map<string, Directory>([['', openChild(parent, name)]]);
    const top = folders.get('') as Directory;
    for (const folder of EMPTY_REPOSITORY_FOLDERS) {
      makeDirectoryExactly(top, folder, 0o700);
      undo.push(() => removeDirectory(top, folder));
      folders.set(folder, openChild(top, folder));
    }
    for (const [path, text] of Object.entries(emptyRepositoryFiles(format))) {
      const folder = folders.get(folderOf(path)) as Directory;
      const file = createFile(folder, nameOf(path), 0o600, 'as-umask-says');
      undo.push(() => removeName(folder, nameOf(path)));
      try {
        write(file, Buffer.from(text));
      } finally {
        closeFile(file);
      }
    }
    return { path: `${real === '/' ? '' : real}/${name}`, remove };
  } catch (error) {
    remove();
    throw error;
  }
}
