// Finds the whole checkpoint that a path below a section means: the file, the folder, or the set of shards that it is a part of.

import { walkItems } from '../../items/walk-items.ts';
import { refusal, usageError } from '../../lib/errors.ts';
import { escapeText } from '../../lib/escape.ts';
import { folderOf, isIn, pathIn } from '../../lib/paths.ts';
import type { Recognition, Unit } from '../../types/checkpoints.ts';
import type { Scan } from '../../types/items.ts';
import type { PathText } from '../../types/primitives.ts';

const MOST_NAMED = 5;

/** Throws a usage error for a folder that holds several, a refusal for what is still being written. */
export function findCheckpoint({ items, realPath }: Scan, { units, unfinished }: Recognition, path: PathText): Unit {
  const shown = escapeText(pathIn(realPath, path));
  if (path === '') throw usageError(`${escapeText(realPath)} is a section`, 'name a checkpoint in it');
  const around = units.find(({ parts }) => parts.some((part) => part.path === path || isIn(path, part.path)));
  if (around !== undefined) return around;
  const begun = unfinished.find(({ item }) => isIn(path, item.path));
  if (begun !== undefined)
    throw refusal(`${shown} is incomplete: ${escapeText(begun.why)}`, 'only a complete checkpoint becomes a model');
  const [inside, ...others] = units.filter((unit) => isIn(unit.path, path));
  if (inside !== undefined && others.length === 0) return inside;
  if (inside !== undefined) {
    const named = [inside, ...others].slice(0, MOST_NAMED).map((unit) => escapeText(unit.path));
    throw usageError(`${shown} holds ${others.length + 1} checkpoints`, `name one of them: ${named.join(', ')}`);
  }
  const item = [...walkItems(items)].find((each) => each.path === path);
  if (item === undefined) throw refusal(`${shown} cannot be looked at`);
  // Of no known layout: what its bytes say decides.
  return { path, parts: [item], checkpoint: { model: '', role: 'regular' }, run: folderOf(path), layout: '' };
}
