// Finds the git repository that a folder lies in, and whose it is. A `.git` of another user would say which files are tracked, so it
// counts only where the user trusts the project, and for a look in a folder that a group shares with us.

import { lstatSync } from 'node:fs';
import { accessOf } from '../../disk/access.ts';
import { attempt, openPath, withRoot } from '../../disk/directory.ts';
import { escapeText } from '../../lib/escape.ts';
import { fsPath } from '../../lib/path-text.ts';
import { folderOf, pathIn } from '../../lib/paths.ts';
import { isSharedBy } from '../../trust/access.ts';
import type { PathText, Warning } from '../../types/primitives.ts';
import type { Project } from '../../types/project.ts';

export interface Asker {
  /** The project's root: what lies there is the project's own, whoever else may write beside it. */
  readonly root: PathText;
  /** Effective user, -1 where there is no such thing. */
  readonly uid: number;
  /** `outputs trust` was said for this project. */
  readonly trusted: boolean;
  /** For a look: all groups of the user. None for a change. */
  readonly looksAs?: readonly number[];
}

export type RepositoryAround =
  | { readonly state: 'none' }
  | { readonly state: 'found'; readonly top: PathText }
  /** Somebody else's, where nobody should be able to put one. */
  | { readonly state: 'foreign'; readonly top: PathText; readonly uid: number };

export interface PassedOver {
  readonly path: PathText;
  readonly uid: number;
}

/** The nearest from here up. `passedOver`: those of other users in sticky folders above (`/tmp/.git`), where anybody may put one. */
export function repositoryAround(
  start: PathText,
  asker: Asker,
): { readonly around: RepositoryAround; readonly passedOver: readonly PassedOver[] } {
  const passedOver: PassedOver[] = [];
  for (let folder = start; ; folder = folderOf(folder) || '/') {
    const path = pathIn(folder, '.git');
    const owner = attempt(() => lstatSync(fsPath(path)).uid);
    if (owner.ok) {
      if (isOurs(owner.value, asker) || isSharedWith(asker, folder))
        return { around: { state: 'found', top: folder }, passedOver };
      if (folder === asker.root || !isSticky(folder))
        return { around: { state: 'foreign', top: folder, uid: owner.value }, passedOver };
      passedOver.push({ path, uid: owner.value });
    }
    if (folder === '/') return { around: { state: 'none' }, passedOver };
  }
}

/** Of the outputs and the sections in use: what is ignored is said. */
export function passedOverAround({ root, outputs, sections, trust }: Project, uid: number): readonly Warning[] {
  const starts = [root, outputs, ...sections.filter(({ active }) => active).map(({ path }) => path)];
  const found = starts.flatMap((start) => repositoryAround(start, { root, uid, trusted: trust.project }).passedOver);
  return [...new Map(found.map((each) => [each.path, each])).values()].map(({ path, uid: owner }) => ({
    text: `${escapeText(path)} is ignored: it belongs to user ${owner}, in a folder where everybody can make one`,
  }));
}

/** Whoever may put a `.git` there is of a group with us. Nothing is changed by what it says, and nothing of it is run. */
export function isSharedWith({ looksAs }: { readonly looksAs?: Asker['looksAs'] | undefined }, folder: PathText): boolean {
  if (looksAs === undefined) return false;
  const access = attempt(() => withRoot((root) => accessOf(openPath(root, folder))));
  return access.ok && isSharedBy(looksAs, access.value);
}

/** Root can do to us whatever it likes anyway. */
export function isOurs(owner: number, { uid, trusted }: Pick<Asker, 'uid' | 'trusted'>): boolean {
  return trusted || uid === -1 || owner === uid || owner === 0;
}

const STICKY = 0o1000;

function isSticky(folder: PathText): boolean {
  const mode = attempt(() => lstatSync(fsPath(folder)).mode);
  return mode.ok && (mode.value & STICKY) !== 0;
}
