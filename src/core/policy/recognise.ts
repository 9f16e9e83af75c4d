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
import { byCodePoint, inOrder } from './order.ts';
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
  const pointerNames = new Set(pointers.map(({ name }) => name));
  const looks: Look[] = [];
  const shown = items.filter(({ path }) => !isTrash(path));
  const stack = [folderFrom('', top, shown, pointerNames)];
  for (let folder = stack.pop(); folder !== undefined; folder = stack.pop()) {
    const look = lookInto(folder, tiers, pointers);
    if (look.choices.length + look.unfinished.length + look.pointers.length > 0) looks.push(look);
    for (const { path, children } of look.open) stack.push(folderFrom(path, nameOf(path), children, pointerNames));
  }
  const units: Unit[] = [];
  for (const { chosen } of looks) for (const proposal of chosen) for (const unit of proposal.units) units.push(unit);
  return {
    units: inOrder(units, byPath),
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

function byPath(a: { readonly path: PathText }, b: { readonly path: PathText }): number {
  return byCodePoint(a.path, b.path);
}

function folderFrom(path: PathText, name: PathText, all: readonly Item[], pointerNames: ReadonlySet<PathText>): Folder {
  const items = all.filter(isMovable);
  const names = items.map((item) => nameOf(item.path));
  const pointers = new Map<PathText, Item>();
  for (const item of all) {
    const own = item.facts.type === 'link' ? nameOf(item.path) : undefined;
    if (own !== undefined && pointerNames.has(own)) pointers.set(own, item);
  }
  const temporary = new Uint8Array(items.length);
  for (let at = 0; at < items.length; at++) {
    const item = items[at] as Item;
    const own = names[at] as PathText;
    if (isTemporaryName(own, item.facts.type)) temporary[at] = 1;
    if (pointerNames.has(own)) pointers.set(own, item);
  }
  return { path, name, items, names, placeOf: placesOfNames(names), pointers, temporary, claimed: new Uint8Array(items.length) };
}

/** Looked up in what is made when it is first asked: in most folders nobody does. */
function placesOfNames(names: readonly PathText[]): Folder['placeOf'] {
  let places: Map<PathText, number> | null = null;
  return (name) => {
    places ??= new Map(names.map((each, at) => [each, at]));
    return places.get(name);
  };
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
  /** Directories that are to be looked into. */
  readonly open: readonly Item[];
  readonly pointers: readonly PointerFile[];
}

/** Each tier sees what those before it have left. */
function lookInto(folder: Folder, tiers: readonly RuleIndex[], pointers: readonly PointerSource[]): Look {
  const { path, items, claimed } = folder;
  const made: Choice[] = [];
  for (const rules of tiers) {
    const choices = chooseLayouts(proposalsIn(folder, rules));
    for (const { claims } of choices) for (const at of claims) claimed[at] = 1;
    made.push(...choices);
  }
  const chosen = made.map((choice) => choice.chosen).filter((proposal) => proposal !== null);
  const isTemporary = temporaryBy(chosen, folder);
  const isLeft = (_: Item, at: number): boolean => claimed[at] === 0;
  return {
    path,
    chosen,
    choices: made.map((choice) => ({ folder: path, layout: choice.chosen?.layout.name ?? null, why: choice.why })),
    unfinished: items.filter((item, at) => isLeft(item, at) && isTemporary(at)),
    open: items.filter((item, at) => item.facts.type === 'directory' && isLeft(item, at) && !isTemporary(at)),
    pointers: pointersIn(folder, pointers),
  };
}

/** A link too: DeepSpeed reads its `latest` through one. Where it leads is `read-pointers.ts`'s business. */
function pointersIn({ pointers: its }: Folder, pointers: readonly PointerSource[]): readonly PointerFile[] {
  if (its.size === 0) return [];
  return pointers.flatMap(({ name, form }) => {
    const file = its.get(name);
    return file === undefined || file.facts.type === 'directory' ? [] : [{ path: file.path, form }];
  });
}

/** What the layouts that were taken call so, besides the names that all of them do. */
function temporaryBy(chosen: readonly Proposal[], { names, temporary }: Folder): (at: number) => boolean {
  const patterns = chosen.flatMap(({ layout }) => layout.unfinished);
  return (at) => temporary[at] === 1 || patterns.some((pattern) => pattern.test(names[at] as PathText));
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
