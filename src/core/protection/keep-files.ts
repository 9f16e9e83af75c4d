// Decides what `NAME.keep` beside a file or folder says: that it stays. `UNet_epoch_40.pth.keep` and `UNet_epoch_40.keep` both keep
// `UNet_epoch_40.pth`; the second also keeps what else begins with that name and a dot.
// A pin for those who cannot or will not edit the config: a training script, somebody on another machine, a name with a newline.

import { nameOf } from '../lib/paths.ts';
import type { Item, ObjectType } from '../types/items.ts';
import type { PathText } from '../types/primitives.ts';

const ENDING = '.keep';
const LAST_LETTER = ENDING.charCodeAt(ENDING.length - 1);

/** Not `.keep`, which keeps an empty folder in git. */
function isKeepFile({ path, facts }: Item): boolean {
  // One letter first: it is asked of a million names.
  return path.charCodeAt(path.length - 1) === LAST_LETTER && canKeep(facts.type) && isKeepName(nameOf(path));
}

/** A pipe, a socket or a device says so by its name as well as a file. A link may lead to anything, and a folder is somebody's own. */
export function canKeep(type: ObjectType): boolean {
  return type === 'file' || type === 'other';
}

/** By the path of what stays, the path of the file that says so. The keep file itself stays as long as there is something that it keeps. */
export function keepFilesIn(items: readonly Item[]): ReadonlyMap<PathText, PathText> {
  const kept = new Map<PathText, PathText>();
  for (const { folder, keepFiles } of keepFilesByFolder(items)) {
    addKept(
      folder.map(({ path }) => path),
      keepFiles,
      kept,
    );
  }
  return kept;
}

interface KeepFiles {
  readonly folder: readonly Item[];
  /** Their paths; there is at least one. */
  readonly keepFiles: readonly PathText[];
}

/** Folders that hold any, in one pass. */
export function keepFilesByFolder(items: readonly Item[]): readonly KeepFiles[] {
  const found: KeepFiles[] = [];
  const folders = [items];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const keepFiles: PathText[] = [];
    for (let at = 0; at < folder.length; at++) {
      const item = folder[at] as Item;
      if (item.children.length > 0) folders.push(item.children);
      if (isKeepFile(item)) keepFiles.push(item.path);
    }
    if (keepFiles.length > 0) found.push({ folder, keepFiles });
  }
  return found;
}

/** Whether the name alone could be a keep file's. */
export function isKeepName(name: PathText): boolean {
  return name.endsWith(ENDING) && name !== ENDING;
}

/** The same of one folder's paths, of which `keepFiles` are keep files; what stays is added to `kept`. */
export function addKept(paths: readonly PathText[], keepFiles: readonly PathText[], kept: Map<PathText, PathText>): void {
  const stems = new Map(keepFiles.map((path) => [path.slice(0, -ENDING.length), path]));
  for (const path of paths) {
    for (const stem of stemsOf(path)) {
      const by = stems.get(stem);
      if (by === undefined || by === path) continue;
      kept.set(path, by);
      if (!kept.has(by)) kept.set(by, by);
      break;
    }
  }
}

/** `a/l=0.1.ckpt`, `a/l=0.1`, `a/l=0`: the name, and what is before each dot of it. */
function* stemsOf(path: PathText): Generator<PathText> {
  yield path;
  const start = path.lastIndexOf('/') + 1;
  for (let dot = path.lastIndexOf('.'); dot > start; dot = path.lastIndexOf('.', dot - 1)) yield path.slice(0, dot);
}
