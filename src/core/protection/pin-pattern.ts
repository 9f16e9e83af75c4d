// Decides how exactly one path is written as a pin: as a pattern that matches it and nothing else.

import type { Parsed } from '../lib/quantities.ts';
import { matcher } from '../patterns/globs.ts';
import type { PathText } from '../types/primitives.ts';
import type { Project, Section } from '../types/project.ts';
import { namesOf } from './pins.ts';

/** What picomatch reads as more than itself somewhere in a pattern; `{`, so that no `${` is left for the config's interpolation. */
const SPECIAL = /[\\*+?[\](){}!|"']/g;
const WILD = /[*?[\](){}\\]/;
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/** `path` is relative to the section; `''` is all of it. `why` is a clause to put after the name. */
export function pinPattern(section: Section, path: PathText): Parsed<string> {
  const full = path === '' ? section.name : `${section.name}/${path}`;
  if (CONTROL.test(path)) return { ok: false, why: 'has control characters in its name, which no pattern of a config may have' };
  const pattern = literally(full);
  return matcher([pattern])(full) === null
    ? { ok: false, why: 'has a name that no pattern means' }
    : { ok: true, value: pattern };
}

/** The patterns of the project that name exactly this path, escaped or as a person writes a name that holds nothing to escape. */
export function patternsNaming(project: Project, section: Section, path: PathText): readonly string[] {
  const names = new Set(
    namesOf(project, section, path).flatMap((name) => (WILD.test(name) ? [literally(name)] : [name, literally(name)])),
  );
  return project.pinned.filter((pattern) => names.has(pattern.replace(/^(?:\.\/)+/, '').replace(/(?<!\/)\/+$/, '')));
}

/** A backslash in brackets: picomatch makes one of two. */
function literally(path: PathText): string {
  return path.replace(SPECIAL, (character) => (character === '\\' ? '[\\\\]' : `\\${character}`));
}
