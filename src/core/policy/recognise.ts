// Decides what the names below a checkpoints section say: which checkpoints lie there, whole, by which layout, and which files name them.
//
// Folder by folder from the top. What is a checkpoint is never looked into, nor is anything that any layout takes for one: half a
// checkpoint is none. A link is never a checkpoint. The order of the items makes no difference.

import type { PointerSource } from '../layout-source.ts';
import type { Item, PathText, PointerFile, Recognition, Unit } from '../types.ts';
import { type Choice, chooseLayouts } from './choose-layout.ts';
import { type Folder, indexRules, type RuleIndex } from './folder-names.ts';
import { type Proposal, proposalsIn } from './folder-units.ts';
import type { Layout } from './layout.ts';
import { byCodePoint } from './order.ts';
import { folderOf, nameOf } from './path-parts.ts';
import { isRepository } from './repository.ts';
import { isTrash } from './skeleton.ts';
import { BEING_WRITTEN, isTemporaryName } from './temporary-names.ts';

/** `top` is the name of the section's own folder, for layouts that go by the name of a folder. */
export function recognise(layouts: readonly Layout[], items: readonly Item[], top: PathText = ''): Recognition {
  const tiers = [...new Set(layouts.map(({ tier }) => tier))]
    .sort()
    .map((tier) => indexRules(layouts.filter((each) => each.tier === tier)));
  const pointers = layouts.flatMap((layout) => layout.pointers);
  const looks: Look[] = [];
  const stack = [
    folderFrom(
      '',
      top,
      items.filter(({ path }) => !isTrash(path)),
    ),
  ];
  for (let folder = stack.pop(); folder !== undefined; folder = stack.pop()) {
    const look = lookInto(folder, tiers, pointers);
    if (look.choices.length + look.unfinished.length + look.pointers.length > 0) looks.push(look);
    for (const item of folder.byName.values()) {
      if (item.facts.type === 'directory' && !look.shut.has(item))
        stack.push(folderFrom(item.path, nameOf(item.path), item.children));
    }
  }
  return {
    units: looks.flatMap(({ chosen }) => chosen.flatMap(({ units }) => units)).sort(byPath),
    unfinished: looks
      .flatMap(({ unfinished }) => unfinished)
      .sort(byPath)
      .map((item) => ({ item, why: BEING_WRITTEN })),
    pointers: pointersOf(looks).sort(byPath),
    choices: looks
      .flatMap(({ choices }) => choices)
      .sort((a, b) => byCodePoint(a.folder, b.folder) || byCodePoint(a.layout ?? '', b.layout ?? '')),
  };
}

const NOTHING: ReadonlySet<Item> = new Set();

function byPath(a: { readonly path: PathText }, b: { readonly path: PathText }): number {
  return byCodePoint(a.path, b.path);
}

function folderFrom(path: PathText, name: PathText, items: readonly Item[]): Folder {
  const byName = new Map<PathText, Item>();
  const temporary = new Set<Item>();
  const links = new Map<PathText, Item>();
  for (const item of items) {
    if (item.facts.type === 'link') links.set(nameOf(item.path), item);
    if (!isMovable(item)) continue;
    const own = nameOf(item.path);
    byName.set(own, item);
    if (isTemporaryName(own, item.facts.type)) temporary.add(item);
  }
  return { path, name, byName, links, temporary, claimed: NOTHING };
}

/** What could be a checkpoint, a part of one, or a folder of some: nothing that is no plain object, or whose content is not ours to know. */
function isMovable(item: Item): boolean {
  if (item.facts.type === 'file') return true;
  return item.facts.type === 'directory' && item.closed === undefined && !isRepository(item);
}

/** What is said of one folder: no more of it is held, for a tree can have a million. */
interface Look {
  readonly path: PathText;
  readonly chosen: readonly Proposal[];
  readonly choices: Recognition['choices'];
  readonly unfinished: readonly Item[];
  /** Directories that are not looked into. */
  readonly shut: ReadonlySet<Item>;
  readonly pointers: readonly PointerFile[];
}

/** Each tier sees what those before it have left. */
function lookInto(folder: Folder, tiers: readonly RuleIndex[], pointers: readonly PointerSource[]): Look {
  const made: Choice[] = [];
  const claimed = new Set<Item>();
  for (const rules of tiers) {
    const choices = chooseLayouts(proposalsIn({ ...folder, claimed }, rules));
    for (const { claims } of choices) for (const item of claims) claimed.add(item);
    made.push(...choices);
  }
  const chosen = made.map((choice) => choice.chosen).filter((proposal) => proposal !== null);
  const unfinished = [...folder.temporary, ...temporaryOf(chosen, folder)].filter((item) => !claimed.has(item));
  const choices = made.map((choice) => ({ folder: folder.path, layout: choice.chosen?.layout.name ?? null, why: choice.why }));
  return {
    path: folder.path,
    chosen,
    choices,
    unfinished,
    shut: directoriesAmong(claimed, unfinished),
    pointers: pointersIn(folder, pointers),
  };
}

/** A link too: DeepSpeed reads its `latest` through one. Where it leads is `read-pointers.ts`'s business. */
function pointersIn({ byName, links }: Folder, pointers: readonly PointerSource[]): readonly PointerFile[] {
  return pointers.flatMap(({ name, form }) => {
    const file = byName.get(name) ?? links.get(name);
    return file === undefined || file.facts.type === 'directory' ? [] : [{ path: file.path, form }];
  });
}

function directoriesAmong(...lists: readonly Iterable<Item>[]): ReadonlySet<Item> {
  const directories = new Set<Item>();
  for (const list of lists) for (const item of list) if (item.facts.type === 'directory') directories.add(item);
  return directories;
}

/** What the layouts that were taken call so, besides the names that all of them do. */
function temporaryOf(chosen: readonly Proposal[], { byName, temporary }: Folder): readonly Item[] {
  const patterns = chosen.flatMap(({ layout }) => layout.unfinished);
  if (patterns.length === 0) return [];
  return [...byName].flatMap(([name, item]) =>
    !temporary.has(item) && patterns.some((pattern) => pattern.test(name)) ? [item] : [],
  );
}

/**
 * Beside checkpoints, and upwards to the folders of their runs. Whose checkpoints they are makes no difference: a `last_checkpoint`
 * means what it says beside anybody's. Only `checkpoint`, TensorFlow's, can be anything elsewhere.
 */
function pointersOf(looks: readonly Look[]): PointerFile[] {
  const inFolder = new Map(looks.map(({ path, pointers }) => [path, pointers]));
  const found = new Map<PathText, PointerFile>();
  for (const { path, chosen } of looks) {
    for (const { layout, units } of chosen) {
      for (const pointer of placesOf(path, units).flatMap((place) => inFolder.get(place) ?? [])) {
        const isOwn = layout.pointers.some(({ name }) => name === nameOf(pointer.path));
        if (isOwn || pointer.form !== 'textproto') found.set(pointer.path, pointer);
      }
    }
  }
  return [...found.values()];
}

function placesOf(folder: PathText, units: readonly Unit[]): readonly PathText[] {
  const places = new Set([folder]);
  for (const { run } of units) {
    for (let place = folder; !places.has(run) && place !== ''; places.add(place)) place = folderOf(place);
  }
  return [...places];
}
