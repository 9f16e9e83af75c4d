// Finds which entry of which section somebody means by a path: from where they stand, from the project, from the outputs directory, from
// a section, or as a command printed it.

import { lstatSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path/posix';
import { attempt } from '../../disk/directory.ts';
import { realPathOf } from '../../disk/real-path.ts';
import { walkItems } from '../../items/walk-items.ts';
import { nearest } from '../../lib/did-you-mean.ts';
import { usageError } from '../../lib/errors.ts';
import { escapeText } from '../../lib/escape.ts';
import { fsPath } from '../../lib/path-text.ts';
import { isIn, pathIn } from '../../lib/paths.ts';
import type { Scan } from '../../types/items.ts';
import type { PathText } from '../../types/primitives.ts';
import type { Project, Section } from '../../types/project.ts';

export interface EntryPlace {
  readonly section: Section;
  /** Relative to the section; `''` is the section itself. */
  readonly path: PathText;
  readonly absolute: PathText;
}

/** Names to compare a mistyped one with: more would take longer than reading the list oneself. */
const MOST_COMPARED = 5000;
const MOST_MEANT = 3;

/** Exactly one, or a usage error with the nearest names. `scan` is asked only where no path is the one that was given. */
export function findEntry(given: PathText, project: Project, cwd: PathText, scan: (section: Section) => Scan): EntryPlace {
  const [here, ...others] = placesMeant(given, project, cwd).filter(({ absolute }) => exists(absolute));
  if (here !== undefined && (others.length === 0 || here.absolute === resolve(cwd, given))) return here;
  if (here !== undefined) throw ambiguous(given, [here, ...others]);
  if (exists(resolve(cwd, given))) {
    throw usageError(
      `${escapeText(given)} lies in no section`,
      'only what lies in a section is meant here; outputs paths lists them',
    );
  }
  const all = project.sections.filter(({ active }) => active).flatMap((section) => entriesIn(scan(section)));
  const [printed, ...more] = all.filter(({ section, path }) => printedAs(section, path, project).includes(given));
  if (printed === undefined) throw nothing(given, all);
  if (more.length > 0) throw ambiguous(given, [printed, ...more]);
  return printed;
}

/** Where a path may lead, each once, existing or not: from the current folder first. */
export function placesMeant(given: PathText, project: Project, cwd: PathText): readonly EntryPlace[] {
  if (given === '' || given.includes('\0')) throw usageError('an entry has a name');
  const bases = [cwd, project.root, project.outputs];
  const inSections = project.sections
    .map(({ path }) => resolve(path, given))
    .filter((path, at) => path !== project.sections[at]?.path);
  const bySection = project.sections.flatMap(({ name, path }) =>
    given === name || given.startsWith(`${name}/`) ? [resolve(path, `.${given.slice(name.length)}`)] : [],
  );
  const places = [...bases.map((base) => resolve(base, given)), ...inSections, ...bySection].flatMap(
    (path) => entryPlaceOf(path, project) ?? [],
  );
  const first = new Map(places.map((place) => [place.absolute, place]));
  return [...first.values()];
}

/** In the innermost section. The folder may be reached through links; what is named is never followed. */
function entryPlaceOf(path: PathText, project: Project): EntryPlace | null {
  const folder = realPathOf(dirname(path));
  const absolute = folder === null || path === '/' ? path : pathIn(folder, basename(path));
  const [place] = project.sections
    .map((section) => ({ section, at: realPathOf(section.path) ?? section.path }))
    .filter(({ at }) => isIn(absolute, at))
    .sort((a, b) => b.at.length - a.at.length)
    .map(({ section, at }) => ({ section, path: absolute.slice(at.length + 1), absolute }));
  return place ?? null;
}

export function exists(path: PathText): boolean {
  const looked = attempt(() => lstatSync(fsPath(path), { throwIfNoEntry: false }));
  return looked.ok && looked.value !== undefined;
}

function entriesIn({ section, realPath, items }: Scan): readonly EntryPlace[] {
  return [...walkItems(items)].map(({ path }) => ({ section, path, absolute: pathIn(realPath, path) }));
}

/** Names are shown escaped: a newline as `\n`. */
function printedAs(section: Section, path: PathText, { root, outputs }: Project): readonly string[] {
  const absolute = pathIn(section.path, path);
  const below = [root, outputs].flatMap((base) => (isIn(absolute, base) ? [absolute.slice(base.length + 1)] : []));
  return [path, `${section.name}/${path}`, absolute, ...below].map(escapeText);
}

function ambiguous(given: PathText, places: readonly EntryPlace[]) {
  const named = places.map(({ absolute }) => escapeText(absolute));
  return usageError(`${escapeText(given)} can mean ${named.join(' or ')}`, 'give the whole path');
}

function nothing(given: PathText, all: readonly EntryPlace[]) {
  const word = given.slice(given.replace(/(?<!\/)\/+$/, '').lastIndexOf('/') + 1);
  const names = new Map(all.slice(0, MOST_COMPARED).map((place) => [basename(place.path), place]));
  const meant: string[] = [];
  for (let name = nearest(word, [...names.keys()]); name !== undefined; name = nearest(word, [...names.keys()])) {
    const place = names.get(name);
    if (place !== undefined) meant.push(escapeText(`${place.section.name}/${place.path}`));
    names.delete(name);
    if (meant.length === MOST_MEANT) break;
  }
  const hint = meant.length === 0 ? 'give a path as prune-checkpoints --dry-run prints it' : `did you mean ${meant.join(', ')}?`;
  return usageError(`there is no ${escapeText(given)} in any section`, hint);
}
