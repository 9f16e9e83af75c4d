// Looks into one checkpoint on disk, through held directories, following no link. What cannot be read, or changes meanwhile, is unknown.

import { type Attempt, attempt, type Directory, enter, openChild, openPath, withRoot } from '../../disk/directory.ts';
import { sameContent } from '../../disk/facts.ts';
import { type HeldFile, withFile } from '../../disk/file-source.ts';
import { factsAt } from '../../disk/stat-and-read.ts';
import { exactly, LONGEST_PIECE } from '../../formats/byte-source.ts';
import { type InspectionDepth, inspectFile } from '../../formats/inspect-file.ts';
import { inspectFolder, isContent } from '../../formats/inspect-folder.ts';
import { unknown } from '../../formats/inspection-result.ts';
import type { UnitView } from '../../formats/unit-reader.ts';
import { folderOf, nameOf } from '../../lib/paths.ts';
import type { Inspection, Unit } from '../../types/checkpoints.ts';
import type { Item, Scan } from '../../types/items.ts';
import type { PathText } from '../../types/primitives.ts';

const BEING_WRITTEN = 'it is being written';

/** How often `progress` hears of it. */
const UNITS_A_REPORT = 100;

/** Every unit of a scan, by path. `progress` is told how many have been looked into. */
export function inspectUnits(
  scan: Scan,
  units: readonly Unit[],
  wanted: InspectionDepth,
  progress: (done: number, of: number) => void = () => {},
): ReadonlyMap<PathText, Inspection> {
  const inspections = new Map<PathText, Inspection>();
  withRoot((root) => {
    // Nothing is in a section that is not there or cannot be opened, so nothing is asked of this folder then.
    const top = scan.directory === null ? root : openPath(root, scan.realPath);
    for (const unit of units) {
      inspections.set(unit.path, inspectUnit(top, unit, wanted));
      if (inspections.size % UNITS_A_REPORT === 0) progress(inspections.size, units.length);
    }
  });
  progress(inspections.size, units.length);
  return inspections;
}

/** `top` is the section's own directory; the unit's items are those of a scan of it. */
export function inspectUnit(top: Directory, unit: Unit, wanted: InspectionDepth = 'everything'): Inspection {
  const reach = foldersBelow(top);
  // What moves along with a single file (its configuration, a mark) says nothing of it.
  const content = unit.parts.length === 1 ? unit.parts : unit.parts.filter(({ path }) => isContent(path));
  const [only] = content;
  const isOne = only !== undefined && content.length === 1 && only.facts.type !== 'directory';
  return isOne ? inspectItem(reach, only, wanted) : inspectItems(reach, unit, wanted);
}

type Reach = (folder: PathText) => Directory;

const reaches = new WeakMap<Directory, Reach>();

/** Opens each folder on the way once, for all units below the same top. */
export function foldersBelow(top: Directory): Reach {
  const reachOfTop = reaches.get(top) ?? makeReach(top);
  reaches.set(top, reachOfTop);
  return reachOfTop;
}

/** From here on, each name in a folder costs less from inside. */
const TIMES_BEFORE_ENTERING = 50;

function makeReach(top: Directory): Reach {
  const known = new Map<PathText, Directory>([['', top]]);
  const open = (folder: PathText): Directory => {
    const held = known.get(folder);
    if (held !== undefined) return held;
    const opened = openChild(open(folderOf(folder)), nameOf(folder));
    known.set(folder, opened);
    return opened;
  };
  let [latest, times]: [Directory | null, number] = [null, 0];
  return (folder) => {
    const directory = open(folder);
    times = directory === latest ? times + 1 : 1;
    latest = directory;
    if (times === TIMES_BEFORE_ENTERING) attempt(() => enter(directory));
    return directory;
  };
}

function inspectItem(reach: Reach, item: Item, wanted: InspectionDepth): Inspection {
  if (item.facts.type !== 'file') return unknown('unknown', item.facts.type === 'link' ? 'it is a link' : 'it is no file');
  const found = read(reach, item, (file, directory) =>
    inspectFile(nameOf(item.path), file, (name) => sizeOf(directory, name), wanted),
  );
  return found.ok ? (found.value ?? unknown('unknown', BEING_WRITTEN)) : unknown('unknown', `it cannot be read: ${found.errno}`);
}

/** Null where it is not, or does not stay, what the scan saw. */
function read<T>(reach: Reach, { path, facts: seen }: Item, use: (file: HeldFile, directory: Directory) => T): Attempt<T | null> {
  return attempt(() => {
    const directory = reach(folderOf(path));
    return withFile(directory, nameOf(path), (file, facts) => {
      // A new name for it, or one less, changes ctime and nothing in it.
      if (!sameContent(seen, facts)) return null;
      const value = use(file, directory);
      // A file that is read at once needs no second look: what happens to it after that look would not be seen either.
      return file.isOneMoment() || sameContent(seen, file.facts()) ? value : null;
    });
  });
}

/** A single name beside the file; whatever leads elsewhere is not looked at. */
function sizeOf(directory: Directory, name: PathText): number | null | undefined {
  if (name === '' || name === '.' || name === '..' || /[/\0]/.test(name)) return undefined;
  const facts = attempt(() => factsAt(directory, name));
  if (!facts.ok) return undefined;
  if (facts.value === null) return null;
  return facts.value.type === 'file' ? Number(facts.value.size) : undefined;
}

function inspectItems(reach: Reach, unit: Unit, wanted: InspectionDepth): Inspection {
  const isFolder = unit.parts.length === 1;
  const base = isFolder ? unit.path : folderOf(unit.path);
  const items = new Map<PathText, Item>();
  const left = [...unit.parts];
  for (let item = left.pop(); item !== undefined; item = left.pop()) {
    if (item.closed !== undefined) return unknown('folder', 'a folder in it cannot be looked into');
    // Not `push(...children)`: a hundred thousand arguments end in a RangeError.
    if (item.facts.type === 'directory') for (const child of item.children) left.push(child);
    else items.set(base === '' ? item.path : item.path.slice(base.length + 1), item);
  }
  const files = new Map(
    [...items].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, { facts }]) => [path, { size: Number(facts.size) }]),
  );
  const view: UnitView = {
    files,
    inspect: (path, asked) => {
      const item = items.get(path);
      return item === undefined ? unknown('unknown', 'it is not there') : inspectItem(reach, item, asked);
    },
    read: (path) => {
      const item = items.get(path);
      const bytes = item && read(reach, item, (file) => (file.size > LONGEST_PIECE ? null : exactly(file, 0, file.size)));
      return bytes?.ok ? bytes.value : null;
    },
  };
  return inspectFolder(nameOf(unit.path), view, wanted);
}
