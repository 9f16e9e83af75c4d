// Decides what a person's pins cover in one section.

import { matcher } from '../patterns/globs.ts';
import type { PathText } from '../types/primitives.ts';
import type { Project, Section } from '../types/project.ts';

/** What of a project and of a section pins are about. */
type Pinning = Pick<Project, 'root' | 'outputs' | 'pinned'>;
type Pinned = Pick<Section, 'name' | 'path'>;

export interface Pins {
  /** The pattern that pins the whole section, if one names it or a folder above it. */
  readonly whole: string | null;
  /** The pattern that matches this very path of the section. What lies below a pinned folder is pinned too: the walk knows. */
  readonly by: (path: PathText) => string | null;
}

/** Patterns see a path as `<section name>/<path>`, as the path below the outputs directory and as the path from the project, where it lies there. */
export function pinsOf(project: Pinning, section: Pinned): Pins {
  if (project.pinned.length === 0) return { whole: null, by: () => null };
  const match = matcher(project.pinned);
  const firstMatch = (paths: readonly PathText[]): string | null => {
    for (const path of paths) {
      const pattern = match(path);
      if (pattern !== null) return pattern;
    }
    return null;
  };
  const prefixes = prefixesOf(project, section);
  return {
    whole: firstMatch(prefixes.flatMap(foldersOf)),
    by: (path) => firstMatch(prefixes.map((prefix) => (prefix === '' ? path : `${prefix}/${path}`))),
  };
}

/** The pattern that pins this path of the section: its own, or that of a folder it lies in. */
export function pinnedBy(project: Pinning, section: Pinned, path: PathText): string | null {
  const { whole, by } = pinsOf(project, section);
  if (whole !== null || path === '') return whole;
  return foldersOf(path).reduce<string | null>((pattern, each) => pattern ?? by(each), null);
}

/** What a pattern may say for exactly this path, before anything in it is escaped. */
export function namesOf(project: Pinning, section: Pinned, path: PathText): readonly PathText[] {
  const below = path === '' ? '' : `/${path}`;
  return prefixesOf(project, section).map((prefix) => (prefix === '' ? path : prefix + below));
}

function prefixesOf(project: Pinning, section: Pinned): readonly PathText[] {
  const below = [project.outputs, project.root].flatMap((folder) => pathBelow(folder, section.path) ?? []);
  return [...new Set([section.name, ...below])];
}

/** Whether a pattern says outright that it is about this section: then something in it should match. */
export function namesSection(pattern: string, project: Pinning, section: Pinned): boolean {
  const bare = pattern.replace(/^(?:\.\/)+/, '');
  return prefixesOf(project, section).some((prefix) => bare === prefix || bare.startsWith(`${prefix}/`));
}

/** `''` for the folder itself, null for what lies elsewhere. */
function pathBelow(folder: PathText, path: PathText): PathText | null {
  if (path === folder) return '';
  const start = folder.endsWith('/') ? folder : `${folder}/`;
  return path.startsWith(start) ? path.slice(start.length) : null;
}

/** `a/b/c` and every folder above it: `a`, `a/b`, `a/b/c`. */
function foldersOf(path: PathText): readonly PathText[] {
  const names = path.split('/');
  return names.map((_, index) => names.slice(0, index + 1).join('/')).filter((folder) => folder !== '');
}
