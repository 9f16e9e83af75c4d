// Decides what the user's own configuration says of projects, and how it is written. Everything in it is an absolute path: what
// depends on a current folder or a variable could be led elsewhere.

import type { PathText } from '../types/primitives.ts';
import type { Trust } from '../types/project.ts';
import type { TrustChange } from '../types/reports.ts';

export const NO_TRUST: Trust = { project: false, paths: [] };

export type TrustedProject = { readonly root: PathText } & Trust;

/** Without doubled and trailing slashes; null for what is not absolute, or has `.` or `..` in it. */
export function absolutePathOf(text: string): PathText | null {
  const names = text.split('/').filter((name) => name !== '');
  if (!text.startsWith('/') || names.some((name) => name === '.' || name === '..')) return null;
  return `/${names.join('/')}`;
}

export function trustIn(projects: readonly TrustedProject[], root: PathText): Trust {
  const found = projects.find((each) => each.root === root);
  return found === undefined ? NO_TRUST : { project: found.project, paths: found.paths };
}

/** Who is trusted once these changes are made. A project of which nothing is left goes. */
export function withChanges(
  projects: readonly TrustedProject[],
  root: PathText,
  { did, changes }: { readonly did: 'add' | 'remove'; readonly changes: readonly TrustChange[] },
): readonly TrustedProject[] {
  const now = trustIn(projects, root);
  const named = changes.filter(({ what }) => what === 'path').map(({ path }) => path);
  const isProjectMeant = changes.some(({ what }) => what === 'project');
  const next: TrustedProject = {
    root,
    project: isProjectMeant ? did === 'add' : now.project,
    paths:
      did === 'add'
        ? [...now.paths, ...named.filter((path) => !now.paths.includes(path))]
        : now.paths.filter((path) => !named.includes(path)),
  };
  const isEmpty = !next.project && next.paths.length === 0;
  if (!projects.some((each) => each.root === root)) return isEmpty ? projects : [...projects, next];
  return projects.flatMap((each) => (each.root !== root ? [each] : isEmpty ? [] : [next]));
}
