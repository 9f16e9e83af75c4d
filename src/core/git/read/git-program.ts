// Finds the git program. Root runs none that somebody else can change.

import { accessSync, constants, statSync } from 'node:fs';
import { attempt } from '../../disk/directory.ts';
import { absoluteFolders } from '../../environment/search-folders.ts';
import { escapeText } from '../../lib/escape.ts';

/** Cron's PATH may be empty. */
const USUAL_FOLDERS = ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin', '/bin'];
const WRITABLE_BY_ALL = 0o002;

export type GitProgram = { readonly file: string } | { readonly missing: string };

/** `missing`: why there is none, as a part of a sentence. */
export function gitProgram(path: string | undefined, uid: number): GitProgram {
  const files = [...absoluteFolders(path), ...USUAL_FOLDERS].map((folder) => `${folder}/git`).filter(isProgram);
  const file = files.find((each) => uid !== 0 || isRootsOwn(each));
  if (file !== undefined) return { file };
  const [first] = files;
  return {
    missing:
      first === undefined
        ? 'git was not found on the PATH'
        : `${escapeText(first)} can be changed by others than root, so root does not run it`,
  };
}

function isProgram(file: string): boolean {
  const stats = attempt(() => statSync(file));
  return stats.ok && stats.value.isFile() && attempt(() => accessSync(file, constants.X_OK)).ok;
}

/** The file and the folder that names it. */
function isRootsOwn(file: string): boolean {
  return [file, file.slice(0, file.lastIndexOf('/'))].every((path) => {
    const stats = attempt(() => statSync(path));
    return stats.ok && stats.value.uid === 0 && (stats.value.mode & WRITABLE_BY_ALL) === 0;
  });
}
