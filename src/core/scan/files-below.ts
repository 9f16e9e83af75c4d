// Lists the files below a folder that somebody wants, by the types that directories keep: no look at each, nothing followed, no other
// mount entered, and never more than so many names.

import { opendirSync } from 'node:fs';
import { attempt, type Directory, here, mountOf, openChild, openPath } from '../disk/directory.ts';
import { LONGEST_PATH } from '../items/longest-path.ts';
import { byCodePoint } from '../lib/code-point-order.ts';
import { textOfBytes } from '../lib/path-text.ts';
import type { PathText } from '../types/primitives.ts';

export interface FileFilter {
  /** Paths are relative to the start. */
  readonly isWanted: (path: PathText) => boolean;
  readonly isEntered: (path: PathText) => boolean;
  /** Names looked at, wanted or not. */
  readonly most: number;
}

export interface FilesBelow {
  /** Relative to the start, by code point. */
  readonly files: readonly PathText[];
  /** The folders that could not be read, with their errnos; `''` is the start itself. */
  readonly unread: readonly { readonly path: PathText; readonly errno: string }[];
  /** There were more names than asked for. */
  readonly stopped: boolean;
}

/** Names as bytes: as in `disk/list-folders.ts`. */
const AS_BYTES = { encoding: 'buffer' as BufferEncoding, bufferSize: 256 };

interface Waiting {
  readonly path: PathText;
  readonly open: () => Directory;
}

export function filesBelow(root: Directory, start: PathText, { isWanted, isEntered, most }: FileFilter): FilesBelow {
  const files: PathText[] = [];
  const unread: { path: PathText; errno: string }[] = [];
  const waiting: Waiting[] = [{ path: '', open: () => openPath(root, start) }];
  let mount: string | undefined;
  let seen = 0;
  for (let next = waiting.pop(); next !== undefined && seen < most; next = waiting.pop()) {
    const { path, open } = next;
    if (path.length > LONGEST_PATH) {
      unread.push({ path, errno: 'ENAMETOOLONG' });
      continue;
    }
    const looked = attempt(() => {
      const directory = open();
      mount ??= mountOf(directory);
      if (mountOf(directory) !== mount) return;
      for (const { name, isFolder } of entriesOf(directory)) {
        if (++seen > most) return;
        const below = path === '' ? name : `${path}/${name}`;
        if (!isFolder && isWanted(below)) files.push(below);
        if (isFolder && isEntered(below)) waiting.push({ path: below, open: () => openChild(directory, name) });
      }
    });
    if (!looked.ok && looked.errno !== 'ENOENT') unread.push({ path, errno: looked.errno });
  }
  return { files: files.sort(byCodePoint), unread, stopped: seen >= most };
}

/** Links and everything else that is neither file nor folder are left out. */
function* entriesOf(directory: Directory): Iterable<{ readonly name: PathText; readonly isFolder: boolean }> {
  const opened = opendirSync(here(directory), AS_BYTES);
  try {
    for (let entry = opened.readSync(); entry !== null; entry = opened.readSync()) {
      const isFolder = entry.isDirectory();
      if (!isFolder && !entry.isFile()) continue;
      const name: unknown = entry.name;
      if (!(name instanceof Uint8Array)) throw new Error('names were to be bytes');
      yield { name: textOfBytes(name), isFolder };
    }
  } finally {
    opened.closeSync();
  }
}
