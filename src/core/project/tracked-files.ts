// Which files git tracks in the repositories that a project's folders lie in. What is tracked is somebody's work and stays.

import { textOfBytes } from '../path-text.ts';
import { isIn } from '../planning/guard.ts';
import type { PathText } from '../types.ts';
import { askGit } from './git.ts';
import { gitTopOf } from './landmarks.ts';

/**
 * Absolute paths of the tracked files in `folders` (absolute, real, not necessarily existing). Empty where there is no repository;
 * a refusal where there is one and git cannot answer. The repository is named outright: left to search, git would go on upwards
 * from a damaged `.git` and answer for another one.
 */
export async function trackedFiles(
  folders: readonly PathText[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<ReadonlySet<PathText>> {
  const tracked = new Set<PathText>();
  const tops = new Set(folders.flatMap((folder) => gitTopOf(folder) ?? []));
  for (const top of tops) {
    const answer = await askGit(top, ['--git-dir=.git', '--work-tree=.', 'ls-files', '-z', '--full-name'], {
      env,
      answers: [0],
      about: 'which files are tracked',
    });
    for (const name of textOfBytes(answer).split('\0')) {
      const path = top === '/' ? `/${name}` : `${top}/${name}`;
      if (name !== '' && folders.some((folder) => isIn(path, folder))) tracked.add(path);
    }
  }
  return tracked;
}
