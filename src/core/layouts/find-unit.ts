// Decides which checkpoint a name means that a framework wrote down: one of the same folder, else one of that name in the same run.

import { folderOf, nameOf } from '../lib/paths.ts';
import type { Unit } from '../types/checkpoints.ts';
import type { PathText } from '../types/primitives.ts';

/** The units that `name` means when it is said about `folder`, a folder of the section. */
export type UnitsNamed = (folder: PathText, name: PathText) => readonly Unit[];

/**
 * Paths are of the machine that wrote them, so only their last name counts (`/content/drive/…/checkpoint-500`), except where the
 * whole of it lies below the folder (a DeepSpeed tag may hold a slash).
 */
export function unitsNamed(units: readonly Unit[]): UnitsNamed {
  const byPath = new Map<PathText, Unit>();
  const byRun = new Map<string, Unit[]>();
  for (const unit of units) for (const { path } of unit.parts) byPath.set(path, unit);
  for (const unit of units) {
    for (const name of namesOfUnit(unit)) {
      const path = below(folderOf(unit.path), name);
      if (!byPath.has(path)) byPath.set(path, unit);
      const key = `${unit.run}\0${name}`;
      const known = byRun.get(key);
      if (known === undefined) byRun.set(key, [unit]);
      else if (known.at(-1) !== unit) known.push(unit);
    }
  }
  return (folder, written) => {
    const last = nameOf(written);
    for (const name of [written, last, last.slice(last.lastIndexOf('\\') + 1)]) {
      const unit = byPath.get(below(folder, name));
      if (unit !== undefined) return [unit];
    }
    return byRun.get(`${folder}\0${last}`) ?? [];
  };
}

/** Without folders: of every part, and the prefix that TensorFlow calls the files of one checkpoint by. */
export function namesOfUnit({ parts, path }: Unit): readonly PathText[] {
  if (parts.length === 1) return [nameOf(parts[0]?.path ?? path)];
  const names = parts.map(({ path }) => nameOf(path));
  const index = names.find((name) => name.endsWith('.index'));
  return index === undefined ? names : [...names, index.slice(0, -'.index'.length)];
}

function below(folder: PathText, name: PathText): PathText {
  return folder === '' ? name : `${folder}/${name}`;
}
