// Finds the symlinks whose text names a file, without those that reach it through another link or another name. A link in a section can be
// rewritten; a link elsewhere is not ours.

import { attempt, openPath, withRoot } from '../../disk/directory.ts';
import { realPathOf } from '../../disk/real-path.ts';
import { linkText } from '../../disk/stat-and-read.ts';
import { inodeKey } from '../../items/inode-key.ts';
import { isTrash } from '../../items/reserved-names.ts';
import { walkItems } from '../../items/walk-items.ts';
import { groupBy } from '../../lib/group-by.ts';
import { foldedName } from '../../lib/name-folding.ts';
import { folderOf, nameOf, pathIn } from '../../lib/paths.ts';
import { linksTo } from '../../references/read/symlinks.ts';
import type { Item, Scan } from '../../types/items.ts';
import type { PathText } from '../../types/primitives.ts';
import type { Project } from '../../types/project.ts';
import type { FixObstacle } from '../../types/reports.ts';
import type { Namer } from '../fix-actions.ts';

export interface Naming {
  readonly namers: readonly Namer[];
  /** By the absolute path of the file. */
  readonly obstacles: ReadonlyMap<PathText, FixObstacle>;
}

/** `files`: by their absolute paths. Throws a refusal where links that may lead there cannot be seen. */
export function linksNaming(project: Project, scans: readonly Scan[], files: ReadonlyMap<PathText, Item>): Naming {
  const namers: Namer[] = [];
  const obstacles = new Map<PathText, FixObstacle>();
  if (files.size === 0) return { namers, obstacles };
  const wanted = new Set([...files.values()].map(({ facts }) => inodeKey(facts)));
  const folders = new Map<PathText, PathText | null>();
  const realFolder = (path: PathText): PathText | null => {
    const known = folders.get(path);
    const real = known === undefined ? realPathOf(path) : known;
    folders.set(path, real);
    return real;
  };
  const byName = groupBy(files, ([path]) => foldedName(nameOf(path)));
  const links = linksIn(scans);
  withRoot((root) => {
    for (const link of linksTo(project, scans, wanted)) {
      const text = attempt(() => linkText(openPath(root, folderOf(link)), nameOf(link)));
      const place = links.get(link);
      const named = text.ok ? (byName.get(foldedName(nameOf(text.value))) ?? []) : [...files];
      for (const [path, item] of named) {
        if (text.ok && !says(link, text.value, path, realFolder)) continue;
        const isOnDisk = place !== undefined && place.item.facts.dev === item.facts.dev;
        if (!text.ok || !isOnDisk) obstacles.set(path, { code: 'pointed-at', by: link });
        else
          namers.push({
            ...{ section: place.scan.section.name, item: place.item, form: null, text: text.value },
            means: new Map([[path, nameOf(text.value)]]),
          });
      }
    }
  });
  return { namers, obstacles };
}

function says(link: PathText, text: PathText, path: PathText, realFolder: (path: PathText) => PathText | null): boolean {
  const whole = text.startsWith('/') ? text : pathIn(folderOf(link), text);
  if (foldedName(nameOf(whole)) !== foldedName(nameOf(path))) return false;
  const folder = realFolder(folderOf(whole));
  return folder !== null && folder === realFolder(folderOf(path));
}

/** By their absolute paths, as links are told. */
function linksIn(scans: readonly Scan[]): ReadonlyMap<PathText, { readonly scan: Scan; readonly item: Item }> {
  const links = new Map<PathText, { readonly scan: Scan; readonly item: Item }>();
  for (const scan of scans)
    for (const item of walkItems(scan.items.filter(({ path }) => !isTrash(path))))
      if (item.leadsTo !== undefined) links.set(pathIn(scan.realPath, item.path), { scan, item });
  return links;
}
