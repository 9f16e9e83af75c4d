// Decides what the names below a checkpoints section say: which checkpoints lie there, whole, by which layout, and which files name them.
//
// Folder by folder from the top. What is a checkpoint is never looked into, nor is anything that any layout takes for one: half a
// checkpoint is none. A link is never a checkpoint. The order of the items makes no difference.

import { byCodePoint, inOrder } from '../lib/code-point-order.ts';
import { folderOf, nameOf } from '../lib/paths.ts';
import { BEING_WRITTEN } from '../naming/temporary-names.ts';
import type { PointerFile, Recognition, Unit } from '../types/checkpoints.ts';
import type { Item } from '../types/items.ts';
import type { PointerSource } from '../types/layout.ts';
import type { PathText } from '../types/primitives.ts';
import { chooseLayouts, type LayoutChoice } from './choose-layout.ts';
import type { Layout } from './compile-layouts.ts';
import { type FolderEntries, folderFrom } from './folder-entries.ts';
import { indexRules, type RuleIndex } from './index-rules.ts';
import { type Proposal, proposalsIn } from './units-by-layout.ts';

/** `top` is the name of the section's own folder, for layouts that go by the name of a folder. */
export function recognise(layouts: readonly Layout[], items: readonly Item[], top: PathText = ''): Recognition {
  const tiers = [...new Set(layouts.map(({ tier }) => tier))]
    .sort()
    .map((tier) => indexRules(layouts.filter((each) => each.tier === tier)));
  const pointers = layouts.flatMap((layout) => layout.pointers);
  const pointerNames = new Set(pointers.map(({ name }) => name));
  const looks: Look[] = [];
  const stack = [folderFrom('', top, items, pointerNames)];
  for (let folder = stack.pop(); folder !== undefined; folder = stack.pop()) {
    const look = lookInto(folder, tiers, pointers);
    if (look.choices.length + look.unfinished.length + look.pointers.length > 0) looks.push(look);
    for (const { path, children } of look.open) stack.push(folderFrom(path, nameOf(path), children, pointerNames));
  }
  return {
    units: joined(looks.flatMap(({ chosen }) => chosen.map(({ units }) => units))),
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

/** Of lists that are in order, one that is. A folder of 100,000 is most often the only one. */
function joined(lists: readonly (readonly Unit[])[]): readonly Unit[] {
  const [only] = lists;
  return only !== undefined && lists.length === 1 ? only : inOrder(lists.flat(), byPath);
}

function byPath(a: { readonly path: PathText }, b: { readonly path: PathText }): number {
  return byCodePoint(a.path, b.path);
}

/** What is said of one folder: no more of it is held, for a tree can have a million. */
interface Look {
  readonly path: PathText;
  readonly chosen: readonly Proposal[];
  readonly choices: Recognition['choices'];
  readonly unfinished: readonly Item[];
  /** Directories that are to be looked into. */
  readonly open: readonly Item[];
  readonly pointers: readonly SeenPointer[];
}

interface SeenPointer {
  readonly pointer: PointerFile;
  /** It cannot be read, so that nothing beside it may go; unless checkpoints lie in it (`pointersOf`). */
  readonly isFolder: boolean;
}

/** Each tier sees what those before it have left. */
function lookInto(folder: FolderEntries, tiers: readonly RuleIndex[], pointers: readonly PointerSource[]): Look {
  const { path, items, claimed } = folder;
  const made: LayoutChoice[] = [];
  for (const rules of tiers) {
    const choices = chooseLayouts(proposalsIn(folder, rules));
    for (const { claims } of choices) for (let n = 0; n < claims.length; n++) claimed[claims[n] as number] = 1;
    made.push(...choices);
  }
  const chosen = made.map((choice) => choice.chosen).filter((proposal) => proposal !== null);
  const isTemporary = temporaryBy(chosen, folder);
  const unfinished: Item[] = [];
  const open: Item[] = [];
  for (let at = 0; at < items.length; at++) {
    if (claimed[at] === 1) continue;
    const item = items[at] as Item;
    if (isTemporary(at)) unfinished.push(item);
    else if (item.facts.type === 'directory') open.push(item);
  }
  const choices = made.map((choice) => ({ folder: path, layout: choice.chosen?.layout.name ?? null, why: choice.why }));
  return { path, chosen, choices, unfinished, open, pointers: pointersIn(folder, pointers) };
}

/**
 * Whatever it is: DeepSpeed reads its `latest` through a link, and a pipe, a socket or a folder is a pointer that cannot be read. What a
 * link leads to and what cannot be read is `read-pointers.ts`'s business. A folder that is a checkpoint or a part of one is no pointer.
 */
function pointersIn(folder: FolderEntries, pointers: readonly PointerSource[]): readonly SeenPointer[] {
  if (folder.pointers.size === 0) return [];
  return pointers.flatMap(({ name, form }) => {
    const item = folder.pointers.get(name);
    if (item === undefined) return [];
    const isFolder = item.facts.type === 'directory';
    if (isFolder && folder.claimed[folder.placeOf(name) ?? -1] === 1) return [];
    return [{ pointer: { path: item.path, form }, isFolder }];
  });
}

/** What the layouts that were taken call so, besides the names that all of them do. */
function temporaryBy(chosen: readonly Proposal[], { names, temporary }: FolderEntries): (at: number) => boolean {
  const patterns = chosen.flatMap(({ layout }) => layout.unfinished);
  return (at) => temporary[at] === 1 || patterns.some((pattern) => pattern.fits(names[at] as PathText));
}

/**
 * Beside checkpoints, and upwards to the folders of their runs. Whose checkpoints they are makes no difference: a `last_checkpoint`
 * means what it says beside anybody's. Only `checkpoint`, TensorFlow's, can be anything elsewhere. A folder in which checkpoints lie is
 * somebody's run, whatever it is called.
 */
function pointersOf(looks: readonly Look[]): PointerFile[] {
  if (looks.every(({ pointers }) => pointers.length === 0)) return [];
  const inFolder = new Map(looks.map(({ path, pointers }) => [path, pointers]));
  const holdsCheckpoints = foldersOver(looks);
  const found = new Map<PathText, PointerFile>();
  for (const { path, chosen } of looks) {
    for (const { layout, units } of chosen) {
      for (const { pointer, isFolder } of placesOf(path, units).flatMap((place) => inFolder.get(place) ?? [])) {
        const isOwn = layout.pointers.some(({ name }) => name === nameOf(pointer.path));
        if (!isOwn && pointer.form === 'textproto') continue;
        if (!isFolder || !holdsCheckpoints.has(pointer.path)) found.set(pointer.path, pointer);
      }
    }
  }
  return [...found.values()];
}

/** Those with checkpoints, and every folder above one; none where no folder has a pointer's name, for then nobody asks. */
function foldersOver(looks: readonly Look[]): ReadonlySet<PathText> {
  const over = new Set<PathText>();
  if (!looks.some(({ pointers }) => pointers.some(({ isFolder }) => isFolder))) return over;
  for (const { path, chosen } of looks) {
    if (chosen.length === 0) continue;
    for (let folder = path; folder !== '' && !over.has(folder); folder = folderOf(folder)) over.add(folder);
  }
  return over;
}

function placesOf(folder: PathText, units: readonly Unit[]): readonly PathText[] {
  const places = new Set([folder]);
  for (const { run } of units) {
    for (let place = folder; !places.has(run) && place !== ''; places.add(place)) place = folderOf(place);
  }
  return [...places];
}
