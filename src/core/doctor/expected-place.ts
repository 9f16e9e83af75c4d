// Decides whether a path is in the folder that the configuration gives for its kind, and names that folder.

import { escapeText } from '../lib/escape.ts';
import { isIn, nameOf } from '../lib/paths.ts';
import type { PathText } from '../types/primitives.ts';
import { type Project, SECTION_KINDS, type Section, type SectionKind } from '../types/project.ts';
import { usualFolder } from './setting-names.ts';

/** In a section (of that kind), or, of no kind, anywhere in the outputs directory. */
export function isWhereItBelongs(
  project: Project,
  path: PathText,
  kind: SectionKind | null,
  where: 'anywhere' | 'sections' = 'anywhere',
): boolean {
  const sections = project.sections.filter((section) => kind === null || section.kind === kind);
  if (sections.some((section) => isIn(path, section.path))) return true;
  // The outputs directory itself: what is meant in it is decided elsewhere.
  return (kind === null && where === 'anywhere' && isIn(path, project.outputs)) || path === project.outputs;
}

export function kindOfPath(path: PathText): SectionKind | null {
  const name = nameOf(path);
  return SECTION_KINDS.find((kind) => kind === name) ?? usualFolder(name)?.kind ?? null;
}

export function sectionFor(project: Project, kind: SectionKind | null): Section | null {
  return kind === null ? null : (project.sections.find(({ name }) => name === kind) ?? null);
}

export function configSays(project: Project, section: Section | null): string {
  if (section === null) return `outputs are in ${shownPath(project.outputs, project)}`;
  const { origin, name, path } = section;
  const by = origin.from === 'default' ? '' : ` (${escapeText(origin.key)}, line ${origin.place.line})`;
  return `${name} are in ${shownPath(path, project)}${by}`.replace(/^cache are/, 'cache is');
}

/** Relative to the project if it is inside. */
export function shownPath(path: PathText, { root }: Project): string {
  return escapeText(isIn(path, root) && path !== root ? path.slice(root.length + 1) : path);
}
