// Finds out whether a place, links followed, lies outside the project and everything that the user trusts for it.

import { dirname } from 'node:path/posix';
import { realPathOf, whereIs } from '../../disk/real-path.ts';
import type { PathText } from '../../types/primitives.ts';
import type { Project } from '../../types/project.ts';
import { isInside } from './config-path.ts';

/** Of what does not exist yet the nearest folder above counts; what cannot be looked at counts as outside. */
export function leadsOutside({ root, trust }: Pick<Project, 'root' | 'trust'>, path: PathText): boolean {
  const allowed = [root, ...trust.paths.map((each) => realPathOf(each) ?? each)];
  for (let at = path, below = ''; ; below = at.slice(dirname(at).length) + below, at = dirname(at)) {
    const found = whereIs(at);
    if (found === null && at !== '/') continue;
    if (found === null || !found.ok) return true;
    const real = found.value === '/' ? below : found.value + below;
    return !allowed.some((folder) => real === folder || isInside(real, folder));
  }
}
