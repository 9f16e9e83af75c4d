// Looks at everything below one section, and says what it could not see. Follows nothing, enters no other mount, changes nothing.

import { attempt, type Directory, enter, mountOf, openChild, openPath, withRoot } from '../disk/directory.ts';
import { whereIs } from '../disk/real-path.ts';
import { factsAt, namesIn, targetOf } from '../disk/stat-and-read.ts';
import { inodeKey } from '../items/inode-key.ts';
import { pathLimit } from '../items/longest-path.ts';
import type { Facts, Item, Problem, Scan } from '../types/items.ts';
import type { PathText } from '../types/primitives.ts';
import type { Section } from '../types/project.ts';

/** How often `progress` hears of it. */
const OBJECTS_A_REPORT = 500;

/** A folder with so many names is entered: each of them then costs less. */
const MANY_NAMES = 50;

/**
 * A section that does not exist (ENOENT, and nothing else) has `directory: null` and no problem; whatever else hinders the look
 * is a problem. `progress` is told how many objects have been seen so far.
 */
export function scanSection(section: Section, progress: (objects: number) => void = () => {}): Scan {
  return look(section, (directory, report) => scanFolder(directory, '', report, progress).children);
}

/** The same of the section's own directory: nothing in it is looked at. */
export function findSection(section: Section): Scan {
  return look(section, () => []);
}

type Report = (path: PathText, errno: string) => void;

function look(section: Section, into: (directory: Directory, report: Report) => readonly Item[]): Scan {
  const found = whereIs(section.path);
  const realPath = found?.ok ? found.value : section.path;
  const nothing: Scan = { section, realPath, directory: null, items: [], problems: [] };
  const problem = (code: string): Scan => ({ ...nothing, problems: [{ section: section.name, path: '', code }] });
  if (found === null) return nothing;
  if (!found.ok) return problem(found.errno);
  return withRoot((root) => {
    const directory = attempt(() => openPath(root, realPath));
    if (!directory.ok) return problem(directory.errno);
    const problems: Problem[] = [];
    const items = into(directory.value, (path, code) => void problems.push({ section: section.name, path, code }));
    return { section, realPath, directory: directory.value.facts, items, problems };
  });
}

/** Of a folder in which the paths are longer than we remember. */
const TOO_LONG = 'ENAMETOOLONG';

/** A directory being read: what it holds is collected in `item.children`, from `names[next]` on. */
interface Level {
  readonly directory: Directory;
  readonly item: OpenItem;
  readonly names: readonly PathText[];
  next: number;
}

/** An item while its directory is being read. */
type OpenItem = { readonly path: PathText; readonly facts: Facts; readonly children: Item[]; closed?: 'unreadable' | 'mount' };

/**
 * A directory with all that it holds, under `path`. `report` is told what could not be read.
 * Depth first with a stack of its own: recursion ends a tree of 20,000 levels in a RangeError.
 */
export function scanFolder(
  top: Directory,
  path: PathText,
  report: (path: PathText, errno: string) => void,
  progress: (objects: number) => void,
): Item {
  const mount = mountOf(top);
  const fits = pathLimit();
  const folder: OpenItem = { path, facts: top.facts, children: [] };
  const first = read(top, folder, report);
  const levels = first === null ? [] : [first];
  let seen = 0;
  let entered: Directory | null = null;
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    const name = level.names[level.next++];
    if (name === undefined) {
      levels.pop();
      continue;
    }
    if (++seen % OBJECTS_A_REPORT === 0) progress(seen);
    const { directory, item: parent } = level;
    if (directory !== entered && level.names.length - level.next >= MANY_NAMES) {
      attempt(() => enter(directory));
      entered = directory;
    }
    const path = parent.path === '' ? name : `${parent.path}/${name}`;
    if (!fits(path)) {
      report(parent.path, TOO_LONG);
      parent.closed = 'unreadable';
      levels.pop();
      continue;
    }
    const facts = attempt(() => factsAt(directory, name));
    if (!facts.ok) {
      report(path, facts.errno);
      parent.closed = 'unreadable';
    } else if (facts.value?.type === 'directory') {
      const child = attempt(() => openChild(directory, name));
      if (!child.ok) {
        if (child.errno === 'ENOENT') continue;
        report(path, child.errno);
        parent.children.push({ path, facts: facts.value, children: [], closed: 'unreadable' });
        continue;
      }
      // The facts from before the names are read: what is added later then shows as a change.
      const item: OpenItem = { path, facts: child.value.facts, children: [] };
      parent.children.push(item);
      if (item.facts.dev !== top.facts.dev || mountOf(child.value) !== mount) item.closed = 'mount';
      else {
        const below = read(child.value, item, report);
        if (below !== null) levels.push(below);
      }
    } else if (facts.value !== null) parent.children.push(leaf(directory, name, path, facts.value));
  }
  progress(seen);
  return folder;
}

function read(directory: Directory, item: OpenItem, report: (path: PathText, errno: string) => void): Level | null {
  const names = attempt(() => namesIn(directory));
  if (names.ok) return { directory, item, names: names.value, next: 0 };
  report(item.path, names.errno);
  item.closed = 'unreadable';
  return null;
}

/** One for all: a hundred thousand empty lists are two megabytes. */
const NOTHING: readonly Item[] = [];

function leaf(directory: Directory, name: PathText, path: PathText, facts: Facts): Item {
  const target = facts.type === 'link' ? targetOf(directory, name) : null;
  return target === null ? { path, facts, children: NOTHING } : { path, facts, children: NOTHING, leadsTo: inodeKey(target) };
}
