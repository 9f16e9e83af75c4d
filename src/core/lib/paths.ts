// Decides what the parts of a path are: `/` between names, as everywhere inside the core. (Pure: node:path asks for the cwd.)

import type { PathText } from '../types/primitives.ts';

/** The last name. */
export function nameOf(path: PathText): PathText {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** What lies above the last name; `''` at the top of a relative path. */
export function folderOf(path: PathText): PathText {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** `name` in the folder of `path`. */
export function siblingOf(path: PathText, name: PathText): PathText {
  return path.slice(0, path.lastIndexOf('/') + 1) + name;
}

/** `path` below `base`. */
export function pathIn(base: PathText, path: PathText): PathText {
  return base.endsWith('/') ? base + path : `${base}/${path}`;
}

/** Component by component; both absolute and normalised. */
export function isIn(path: PathText, folder: PathText): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}
