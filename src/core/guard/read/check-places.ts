// Looks at the places a command is going to change and asks the guard (`guard/refuse-unsafe-places.ts`) about them. Changes nothing.

import { lstatSync, realpathSync, statSync } from 'node:fs';
import { attempt } from '../../disk/directory.ts';
import { factsOf } from '../../disk/facts.ts';
import { inodeKey } from '../../items/inode-key.ts';
import { REPOSITORY_DATA } from '../../items/nested-repositories.ts';
import { fsPath, textOfBytes } from '../../lib/path-text.ts';
import type { InodeKey } from '../../types/items.ts';
import type { PathText } from '../../types/primitives.ts';
import type { Origin, Project, Section } from '../../types/project.ts';
import { type GuardedPlace, type GuardedPlaces, guardPlaces } from '../refuse-unsafe-places.ts';
import { codeOf, type Homes, protectedDirectories } from './protected-directories.ts';

/** Throws a refusal (exit 4) unless deleting in all of `sections` is sound. `home` is null where nobody knows it. */
export function checkPlaces(project: Project, sections: readonly Section[], homes: Homes): void {
  guardPlaces(placesOf(project, sections, homes, false));
}

/** The same for `init`, which makes what is missing. */
export function checkPlacesForInit(project: Project, sections: readonly Section[], homes: Homes): void {
  guardPlaces(placesOf(project, sections, homes, true));
}

function placesOf(project: Project, sections: readonly Section[], homes: Homes, outputsMayBeMissing: boolean): GuardedPlaces {
  return {
    project,
    outputs: placeOf('the outputs directory', project.outputs, project.outputsOrigin),
    chosen: sections.map(placeOfSection),
    all: project.sections.map(placeOfSection),
    trash: placeOf('the trash', `${project.outputs}/.trash`, project.outputsOrigin),
    config: project.configFile === null ? null : placeOf('the configuration', project.configFile, { from: 'default' }),
    landmarks: [...protectedDirectories(project.root, homes), ...codeOf(project)],
    outputsMayBeMissing,
  };
}

function placeOfSection(section: Section): GuardedPlace {
  return placeOf(`section "${section.name}"`, section.path, section.origin);
}

function placeOf(what: string, path: PathText, origin: Origin): GuardedPlace {
  const seen = attempt(() => factsOf(lstatSync(fsPath(path), { bigint: true })));
  return {
    what,
    path,
    origin,
    type: seen.ok ? seen.value.type : null,
    errno: seen.ok || seen.errno === 'ENOENT' ? null : seen.errno,
    link: firstLink(path),
    repository: REPOSITORY_DATA.some((name) => isThere(`${path}/${name}`)) || isBare(path),
    bare: stepsDown(path).slice(0, -1).find(isBare) ?? null,
    key: keyOf(path),
    chain: chainOf(path),
  };
}

function isThere(path: PathText): boolean {
  return attempt(() => lstatSync(fsPath(path))).ok;
}

/** As git recognises one. */
function isBare(path: PathText): boolean {
  return ['HEAD', 'objects', 'refs'].every((name) => isThere(`${path}/${name}`));
}

function firstLink(path: PathText): GuardedPlace['link'] {
  const link = stepsDown(path).find((step) => {
    const seen = attempt(() => lstatSync(fsPath(step)));
    return seen.ok && seen.value.isSymbolicLink();
  });
  return link === undefined ? null : { path: link, leadsTo: realPathOf(link) };
}

/** Of the deepest part that exists, by its real path: a link's own folder says nothing about what it leads to. */
function chainOf(path: PathText): InodeKey[] {
  const deepest = stepsDown(path).findLast((step) => realPathOf(step) !== null) ?? '/';
  return stepsDown(realPathOf(deepest) ?? '/').flatMap((step) => keyOf(step) ?? []);
}

/** Of what it leads to, if it is a link; null where nothing is. */
function keyOf(path: PathText): InodeKey | null {
  const stats = attempt(() => statSync(fsPath(path), { bigint: true }));
  return stats.ok ? inodeKey(stats.value) : null;
}

/** `/`, `/a`, `/a/b`. */
function stepsDown(path: PathText): PathText[] {
  const names = path.split('/').filter((name) => name !== '');
  return ['/', ...names.map((_, at) => `/${names.slice(0, at + 1).join('/')}`)];
}

/** Null where it leads nowhere. */
function realPathOf(path: PathText): PathText | null {
  const real = attempt(() => textOfBytes(realpathSync.native(fsPath(path), { encoding: 'buffer' })));
  return real.ok ? real.value : null;
}
