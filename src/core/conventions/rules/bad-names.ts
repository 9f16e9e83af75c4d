// Decides which files of a section are named against its conventions, or lie in the wrong section.
//
// Names that a framework gives are correct, and so is all that lies in the folder of such a run: whoever calls Hugging Face's Trainer
// does not choose `optimizer.pt`. What no template speaks of (a picture beside checkpoints, a report beside results) is nobody's mistake.

import { isReservedName } from '../../items/reserved-names.ts';
import { walkItems } from '../../items/walk-items.ts';
import { LAYOUT_SOURCES } from '../../layouts/builtin-layouts.generated.ts';
import { SEED } from '../../layouts/compile-layouts.ts';
import { extensionOf } from '../../layouts/layout-rule.ts';
import { folderOf, nameOf, pathIn } from '../../lib/paths.ts';
import { isTemporaryName } from '../../naming/temporary-names.ts';
import { isKeepName } from '../../protection/keep-files.ts';
import type { Recognition } from '../../types/checkpoints.ts';
import type { Item } from '../../types/items.ts';
import type { PathText } from '../../types/primitives.ts';
import type { Section } from '../../types/project.ts';
import type { Finding } from '../../types/reports.ts';
import { type Convention, readByConvention } from '../section-conventions.ts';
import { nearestName, type Repairs, repairsOf } from './suggest-name.ts';

/** One section and what its names say. */
export interface Named {
  readonly section: Section;
  readonly items: readonly Item[];
  /** As if it were one of checkpoints; null for a cache. */
  readonly recognition: Recognition | null;
  readonly conventions: readonly Convention[];
}

/** Layouts of the project or of this program: names in them follow the templates. */
const OWN_LAYOUTS: ReadonlySet<string> = new Set(['naming', SEED]);
/** Files that trackers and launchers name themselves. */
const FOREIGN_FOLDER = /(?:^|\/)(?:wandb|lightning_logs|mlruns|\.hydra|\.neptune|\.aim|tensorboard|runs|events)(?:\/|$)/;
const SEED_TEMPLATES: ReadonlySet<string> = new Set((LAYOUT_SOURCES[SEED]?.match ?? []).flatMap(({ name = '' }) => name));
const HIDDEN = /(?:^|\/)\./;
/** Of weights, by name alone: an empty one was to be one. A `.bin` or `.npz` among results can be anything. */
const WEIGHTS: ReadonlySet<string> = new Set(['.pth', '.pt', '.ckpt', '.safetensors']);

/** `all`: every section that is looked at, for what belongs in another one. */
export function nameFindings(named: Named, all: readonly Named[]): readonly Finding[] {
  const { section, items, recognition, conventions } = named;
  if (section.kind === 'cache' || recognition === null) return [];
  const owners = ownersOf(recognition);
  const names = namesByFolder(items);
  const homes = homesOf(named, all);
  const view: View = {
    named,
    repairs: repairsOf(conventions),
    governed: extensionsOf(named),
    homes,
    others: homes.flatMap((home) => home.conventions),
    taken: pathsOnce(),
    names,
  };
  const findings: Finding[] = [];
  for (const item of walkItems(items)) {
    if (item.facts.type !== 'file' || !isNamedByPeople(item.path) || isTheirs(item.path, owners)) continue;
    const finding = findingFor(item.path, owners.own.has(item.path), view);
    if (finding !== null) findings.push(finding);
  }
  return findings;
}

interface View {
  readonly named: Named;
  readonly repairs: Repairs;
  /** Extensions that the section's templates speak of, in small letters. */
  readonly governed: ReadonlySet<string>;
  /** Where else something can belong, and all their names. */
  readonly homes: readonly Named[];
  readonly others: readonly Convention[];
  /** Every path in such a section. */
  readonly taken: (home: Named) => ReadonlySet<PathText>;
  readonly names: ReadonlyMap<PathText, ReadonlySet<PathText>>;
}

function findingFor(path: PathText, isOwnUnit: boolean, view: View): Finding | null {
  const { section, conventions } = view.named;
  const name = nameOf(path);
  if (section.kind === 'checkpoints' && isOwnUnit) return null;
  if (readByConvention(conventions, name) !== null) return null;
  const place = { path: pathIn(section.path, path), section: section.name };
  const elsewhere = readByConvention(view.others, name);
  const home = elsewhere === null ? undefined : view.homes.find((each) => each.section.name === elsewhere.section);
  if (home !== undefined) {
    const isFree = !view.taken(home).has(path);
    const correct = isFree ? { correct: pathIn(home.section.path, path) } : {};
    return { ...place, rule: 'wrong-section', belongs: home.section.name, ...correct };
  }
  if ((section.kind === 'results' || section.kind === 'logs') && WEIGHTS.has(extensionOf(name).toLowerCase())) {
    const weights = view.homes.find((each) => each.section.kind === 'checkpoints');
    if (weights !== undefined) return { ...place, rule: 'wrong-section', belongs: weights.section.name };
  }
  return isGoverned(path, view) ? badName(path, view) : null;
}

/** Whether the templates are meant for such a file at all. Of results only what is nearly right: reports have many names. */
function isGoverned(path: PathText, { named: { section }, governed, repairs }: View): boolean {
  const extension = extensionOf(nameOf(path)).toLowerCase();
  switch (section.kind) {
    case 'checkpoints':
      return (
        governed.has(extension) || (extension === '.pt' && governed.has('.pth')) || (extension === '.pth' && governed.has('.pt'))
      );
    case 'logs':
      return !path.includes('/') && governed.has(extension);
    case 'results':
      return nearestName(repairs, nameOf(path)) !== null;
    case 'models':
    case 'artifacts':
      return governed.has(extension);
    case 'cache':
      return false;
    default:
      return section.kind satisfies never;
  }
}

function badName(path: PathText, { named: { section, conventions }, repairs, names }: View): Finding {
  const own = conventions.filter(({ isOwn }) => isOwn);
  const near = nearestName(repairs, nameOf(path));
  const folder = folderOf(path);
  const isFree = near !== null && !names.get(folder)?.has(near.name);
  const templates = own.filter(({ kind }) => near === null || kind === near.kind).map(({ template }) => template.source);
  const correct = isFree ? pathIn(section.path, folder === '' ? near.name : `${folder}/${near.name}`) : null;
  return {
    ...{ rule: 'bad-name', path: pathIn(section.path, path), section: section.name, templates },
    ...(correct !== null && { correct }),
  };
}

function isNamedByPeople(path: PathText): boolean {
  const name = nameOf(path);
  return (
    !HIDDEN.test(path) &&
    !isReservedName(name) &&
    !isKeepName(name) &&
    !isTemporaryName(name, 'file') &&
    !FOREIGN_FOLDER.test(path)
  );
}

interface Owners {
  /** Files that are checkpoints by the project's own names. */
  readonly own: ReadonlySet<PathText>;
  /** Files and folders that are checkpoints by a framework's. */
  readonly foreign: ReadonlySet<PathText>;
  /** Folders in which a framework keeps its runs. */
  readonly folders: ReadonlySet<PathText>;
  readonly isAnywhere: boolean;
}

function ownersOf({ units, choices, unfinished }: Recognition): Owners {
  const own = new Set<PathText>();
  const foreign = new Set<PathText>(unfinished.map(({ item }) => item.path));
  for (const { layout, parts } of units) {
    const owner = OWN_LAYOUTS.has(layout) ? own : foreign;
    for (const { path } of parts) owner.add(path);
  }
  const folders = new Set([
    ...choices.filter(({ layout }) => layout !== null && !OWN_LAYOUTS.has(layout)).map(({ folder }) => folder),
    ...units.filter(({ layout }) => !OWN_LAYOUTS.has(layout)).map(({ run }) => run),
  ]);
  return { own, foreign, folders, isAnywhere: foreign.size + folders.size > 0 };
}

/** In a framework's checkpoint, or anywhere below the folder of its run. */
function isTheirs(path: PathText, { own, foreign, folders, isAnywhere }: Owners): boolean {
  if (!isAnywhere) return false;
  if (foreign.has(path)) return true;
  if (own.has(path)) return false;
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    if (folders.has(folder) || foreign.has(folder)) return true;
    if (folder === '') return false;
  }
}

/** The default templates do not apply when the config names a framework's layout and no templates. */
function extensionsOf({ section, conventions }: Named): ReadonlySet<string> {
  const isFramework = section.kind === 'checkpoints' && section.layout !== 'auto' && section.layout !== SEED;
  if (isFramework && section.naming.every((template) => SEED_TEMPLATES.has(template))) return new Set();
  const own = conventions.filter(({ isOwn }) => isOwn).map(({ template }) => extensionOf(template.source).toLowerCase());
  return new Set(own.filter((extension) => extension !== '' && !extension.includes('}')));
}

/** A model or an artifact may be called anything, so nothing follows from such a name; and their sections take what others make. */
function homesOf({ section }: Named, all: readonly Named[]): readonly Named[] {
  if (section.kind === 'artifacts') return [];
  const kinds = section.kind === 'models' ? ['logs', 'results'] : ['checkpoints', 'logs', 'results'];
  return all.filter((other) => other.section.kind !== section.kind && kinds.includes(other.section.kind));
}

/** Asked for by most findings or by none. */
function pathsOnce(): (home: Named) => ReadonlySet<PathText> {
  const known = new Map<Named, ReadonlySet<PathText>>();
  return (home) => {
    const paths = known.get(home) ?? new Set([...walkItems(home.items)].map(({ path }) => path));
    known.set(home, paths);
    return paths;
  };
}

function namesByFolder(items: readonly Item[]): ReadonlyMap<PathText, ReadonlySet<PathText>> {
  const names = new Map<PathText, ReadonlySet<PathText>>([['', new Set(items.map(({ path }) => nameOf(path)))]]);
  for (const { path, children } of walkItems(items))
    if (children.length > 0) names.set(path, new Set(children.map((child) => nameOf(child.path))));
  return names;
}
