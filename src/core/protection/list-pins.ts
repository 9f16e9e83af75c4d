// Decides what `pin --list` lists: every pattern of the config with what it matches, then every keep file with what it keeps.

import { isTrash } from '../items/reserved-names.ts';
import { append } from '../lib/group-by.ts';
import { pathIn } from '../lib/paths.ts';
import type { Item, Scan } from '../types/items.ts';
import type { PathText } from '../types/primitives.ts';
import type { Project } from '../types/project.ts';
import type { Pinned } from '../types/reports.ts';
import { keepFilesIn } from './keep-files.ts';
import { pinsOf } from './pins.ts';

/** Patterns in the order of the config, those that match nothing too. */
export function pinsInForce(project: Project, scans: readonly Scan[]): readonly Pinned[] {
  const configured = [...new Set(project.pinned)].map(
    (pattern): Pinned => ({
      from: 'config',
      by: pattern,
      entries: scans.flatMap((scan) => matchedIn(scan, pattern, project)),
    }),
  );
  return [...configured, ...scans.flatMap(keepFilesOf)];
}

function matchedIn(scan: Scan, pattern: string, project: Project): readonly PathText[] {
  const pins = pinsOf({ ...project, pinned: [pattern] }, scan.section);
  if (pins.whole !== null) return [scan.realPath];
  const matched: PathText[] = [];
  const folders: (readonly Item[])[] = [scan.items.filter(({ path }) => !isTrash(path))];
  for (let items = folders.pop(); items !== undefined; items = folders.pop()) {
    for (const { path, children } of items) {
      if (pins.by(path) !== null) matched.push(pathIn(scan.realPath, path));
      else if (children.length > 0) folders.push(children);
    }
  }
  return matched;
}

function keepFilesOf({ items, realPath }: Scan): readonly Pinned[] {
  const byFile = new Map<PathText, PathText[]>();
  for (const [path, by] of keepFilesIn(items)) {
    if (path !== by) append(byFile, by, pathIn(realPath, path));
  }
  return [...byFile].map(([by, entries]) => ({ from: 'keep-file', by: pathIn(realPath, by), entries }));
}
