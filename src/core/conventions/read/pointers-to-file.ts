// Finds the texts of a section that name files of it: pointers of the forms that frameworks write, which can be made to say other names,
// and whatever else does, which is somebody's own. Read are small texts beside a file and in the folders above it.

import { withRoot } from '../../disk/directory.ts';
import { inodeKey } from '../../items/inode-key.ts';
import { isReservedName } from '../../items/reserved-names.ts';
import { walkItems } from '../../items/walk-items.ts';
import { layoutsFor } from '../../layouts/compile-layouts.ts';
import { folderOf, nameOf, pathIn } from '../../lib/paths.ts';
import { nameIndex, unitsNamedIn } from '../../references/mentions-in-text.ts';
import { namesInPointer } from '../../references/pointer-files.ts';
import { whyNotReplaced } from '../../scan/read-existing-file.ts';
import { textReader } from '../../scan/text-reader.ts';
import type { PointerForm, Unit } from '../../types/checkpoints.ts';
import type { Item, Scan } from '../../types/items.ts';
import type { PathText } from '../../types/primitives.ts';
import type { Project } from '../../types/project.ts';
import type { FixObstacle } from '../../types/reports.ts';
import type { Namer } from '../fix-actions.ts';
import type { Named } from '../rules/bad-names.ts';
import type { Naming } from './symlinks-to-file.ts';

/** A `trainer_state.json` of a million steps. */
const LARGEST_POINTER = 16 * 1024 * 1024;
/** Larger than texts that people write. */
const LARGEST_TEXT = 1024 * 1024;
/** A record of what was, which no program looks for a name in. */
const RECORD = /\.(?:log|out|err|csv|jsonl)(?:\.\d+)?$|\.tfevents\./i;

/** `files`: of this section, by their absolute paths. */
export function pointersNaming(
  scan: Scan,
  { recognition, section }: Named,
  files: ReadonlyMap<PathText, Item>,
  project: Project,
): Naming {
  const namers: Namer[] = [];
  const obstacles = new Map<PathText, FixObstacle>();
  const say = (path: PathText, why: FixObstacle): void => {
    if (!obstacles.has(path)) obstacles.set(path, why);
  };
  const forms = new Map(
    layoutsFor({ ...section, kind: 'checkpoints', layout: 'auto' }, project.layouts ?? {}).flatMap(({ pointers }) =>
      pointers.map(({ name, form }) => [name, form] as const),
    ),
  );
  const inodes = new Set([...walkItems(scan.items)].map(({ facts }) => inodeKey(facts)));
  const isWeights = new Set((recognition?.units ?? []).flatMap(({ parts }) => (parts.length === 1 ? parts : [])));
  const readsTexts = section.kind === 'checkpoints' || section.kind === 'models' || section.kind === 'artifacts';
  const index = nameIndex([...files.values()].map(unitOf));
  const folders = foldersAround(files, section.path);
  const known = new Map<PathText, readonly (readonly [PathText, Item])[]>();
  const filesBelow = (folder: PathText): readonly (readonly [PathText, Item])[] => {
    const below = known.get(folder) ?? [...files].filter(([path]) => path.startsWith(pathIn(section.path, prefixOf(folder))));
    known.set(folder, below);
    return below;
  };
  withRoot((root) => {
    const read = textReader(root, scan.realPath);
    for (const item of itemsIn(scan, folders)) {
      if (item.facts.type === 'directory' && !isPointerFolder(item)) continue;
      const form = forms.get(nameOf(item.path)) ?? (/\.index\.json$/.test(item.path) ? 'shard-index' : undefined);
      const below = filesBelow(folderOf(item.path));
      if (below.length === 0 || isReservedName(nameOf(item.path)) || isWeights.has(item)) continue;
      const by = pathIn(section.path, item.path);
      if (form !== undefined) {
        const understood = sayPointer(item, form, below);
        if (understood) continue;
      }
      if (!readsTexts || item.facts.type !== 'file' || RECORD.test(item.path) || Number(item.facts.size) > LARGEST_TEXT) continue;
      const text = read(item.path, LARGEST_TEXT);
      if (!text.ok)
        for (const [path] of below) say(path, { code: 'unread-pointer', pointer: by, why: `it cannot be read (${text.errno})` });
      else if (!text.value.includes('\0'))
        for (const { unit, line } of unitsNamedIn(text.value, index, scan.realPath)) {
          const path = pathIn(section.path, unit.path);
          if (path !== by) say(path, { code: 'referenced', by, line });
        }
    }

    /** Whether that is all there is to say of it. */
    function sayPointer(item: Item, form: PointerForm, below: readonly (readonly [PathText, Item])[]): boolean {
      const pointer = pathIn(section.path, item.path);
      // `symlinks-to-file.ts` finds links to checkpoints.
      if (item.facts.type === 'link' && item.leadsTo !== undefined && inodes.has(item.leadsTo)) return true;
      const text = read(item.path, LARGEST_POINTER);
      const names = text.ok ? namesInPointer(form, text.value) : { ok: false as const, why: `it cannot be read (${text.errno})` };
      if (!text.ok || !names.ok) {
        // A file called `checkpoint` can be anything, a checkpoint too.
        if (form === 'textproto' && text.ok) return false;
        const why = names.ok ? '' : names.why;
        for (const [path] of below) say(path, { code: 'unread-pointer', pointer, why });
        return true;
      }
      const means = new Map<PathText, PathText>();
      for (const name of names.value) {
        const said = nameOf(name).slice(nameOf(name).lastIndexOf('\\') + 1);
        const meant = below.filter(([path]) => nameOf(path) === said || isPrefixed(nameOf(path), said));
        const places = new Set(meant.map(([path]) => folderOf(path)));
        const own = meant.filter(
          ([path]) => path === pathIn(pathIn(section.path, prefixOf(folderOf(item.path))), name).replace(/\/{2,}/g, '/'),
        );
        const sure = places.size <= 1 && isOnly(said, item.path) ? meant : own;
        for (const [path] of meant)
          if (sure.some(([each]) => each === path)) means.set(path, said);
          else say(path, { code: 'unread-pointer', pointer, why: 'there is another file of the name that it says' });
      }
      const fixed = means.size === 0 ? null : whyNotReplaced(pathIn(scan.realPath, item.path));
      if (fixed !== null) for (const path of means.keys()) say(path, { code: 'fixed-pointer', by: pointer, why: fixed });
      else if (means.size > 0) namers.push({ section: section.name, item, form, text: text.value, means });
      return true;
    }
  });
  return { namers, obstacles };

  /** A folder of a pointer's name is one that cannot be read; a folder of somebody's files is not. */
  function isPointerFolder({ path, children }: Item): boolean {
    if (!forms.has(nameOf(path))) return false;
    return recognition === null ? children.length === 0 : recognition.pointers.some((each) => each.path === path);
  }

  /** Whether all files of this name below the pointer lie in one folder. */
  function isOnly(said: PathText, pointer: PathText): boolean {
    const start = prefixOf(folderOf(pointer));
    const places = new Set<PathText>();
    for (const { path, facts } of walkItems(scan.items))
      if (facts.type === 'file' && path.startsWith(start) && (nameOf(path) === said || isPrefixed(nameOf(path), said)))
        places.add(folderOf(path));
    return places.size <= 1;
  }
}

/** TensorFlow names the common prefix of `ckpt-5.index` and `ckpt-5.data-00000-of-00001`. */
function isPrefixed(name: PathText, said: PathText): boolean {
  return name === `${said}.index` || (name.startsWith(`${said}.data-`) && /^\d{5}-of-\d{5}$/.test(name.slice(said.length + 6)));
}

/** Folders of the files and above them, relative to the section. */
function foldersAround(files: ReadonlyMap<PathText, Item>, section: PathText): ReadonlySet<PathText> {
  const folders = new Set<PathText>(['']);
  for (const path of files.keys())
    for (let folder = folderOf(path.slice(section.length + 1)); !folders.has(folder); folder = folderOf(folder))
      folders.add(folder);
  return folders;
}

function* itemsIn({ items }: Scan, folders: ReadonlySet<PathText>): Iterable<Item> {
  for (const item of walkItems(items)) if (folders.has(folderOf(item.path))) yield item;
}

function prefixOf(folder: PathText): PathText {
  return folder === '' ? '' : `${folder}/`;
}

function unitOf(item: Item): Unit {
  return { path: item.path, parts: [item], checkpoint: { model: '', role: 'regular' }, run: folderOf(item.path), layout: '' };
}
