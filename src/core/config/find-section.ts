// Which section a name or a kind means in a project, and which sections a profile has in use.

import { nearest } from '../lib/did-you-mean.ts';
import { usageError } from '../lib/errors.ts';
import { escapeText } from '../lib/escape.ts';
import { type Profile, type Project, SECTION_KINDS, type Section, type SectionKind } from '../types/project.ts';

const KINDS_IN_USE: Readonly<Record<Profile, readonly SectionKind[]>> = {
  development: SECTION_KINDS,
  production: ['models', 'results'],
  ci: ['artifacts'],
};

export function isInUse(kind: SectionKind, profile: Profile): boolean {
  return KINDS_IN_USE[profile].includes(kind);
}

/** The section with this name, in use in the profile in force; a usage error with the nearest name otherwise. */
export function sectionNamed(project: Project, name: string): Section {
  const section = project.sections.find((each) => each.name === name);
  if (section?.active) return section;
  const active = project.sections.filter((each) => each.active).map((each) => each.name);
  const inUse = `Sections in use: ${active.join(', ')}.`;
  if (section !== undefined) throw usageError(`section \`${name}\` is not in use in the profile \`${project.profile}\``, inUse);
  const meant = nearest(name, active);
  const hint = meant === undefined ? inUse : `Did you mean \`${meant}\`? ${inUse}`;
  throw usageError(`there is no section \`${escapeText(name)}\``, hint);
}

/** The sections of this kind that are in use, in the project's order. */
export function sectionsOfKind(project: Project, kind: SectionKind): readonly Section[] {
  return project.sections.filter((section) => section.active && section.kind === kind);
}
