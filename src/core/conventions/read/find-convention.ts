// Decides which section's names a path is read by: those of the section that it lies in, or of all of them where it lies in none. By its
// text alone: a name can be asked about before the file is there, or long after.

import { resolve } from 'node:path/posix';
import { usageError } from '../../lib/errors.ts';
import { isIn, nameOf } from '../../lib/paths.ts';
import type { PathText } from '../../types/primitives.ts';
import type { Project } from '../../types/project.ts';
import type { ParsedName } from '../../types/reports.ts';
import { type Convention, conventionsOf, readByConvention } from '../section-conventions.ts';

/** Throws a usage error for what cannot be a path, and a config error for a template that cannot be used. */
export function parsePaths(project: Project, given: readonly PathText[], cwd: PathText): readonly ParsedName[] {
  const conventions = project.sections.filter(({ active }) => active).flatMap(conventionsOf);
  return given.map((path) => parsePath(project, conventions, path, cwd));
}

function parsePath({ sections }: Project, conventions: readonly Convention[], given: PathText, cwd: PathText): ParsedName {
  if (given === '' || given.includes('\0')) throw usageError('a file has a name');
  const absolute = resolve(cwd, given);
  const around = sections.filter(({ active, path }) => active && absolute !== path && isIn(absolute, path));
  const within = around.sort((a, b) => b.path.length - a.path.length)[0]?.name ?? null;
  const asked = within === null ? conventions : conventions.filter(({ section }) => section.name === within);
  return { given, reading: readByConvention(asked, nameOf(absolute)), within };
}
