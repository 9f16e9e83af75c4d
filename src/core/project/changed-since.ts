// Which files changed since a commit: of those that git tracks, what is staged or committed since; of the others, what was written since.
// The working tree is not compared: git would run the filters that a repository names.

import { usageError } from '../errors.ts';
import { escapeText } from '../escape.ts';
import { textOfBytes } from '../path-text.ts';
import type { Instant, PathText, Project } from '../types.ts';
import { askGit } from './git.ts';
import { gitTopOf } from './landmarks.ts';

export interface Since {
  /** Absolute paths of files that differ in git's index. */
  readonly changed: ReadonlySet<PathText>;
  /** When the commit was made. */
  readonly at: Instant;
}

/** Throws a usage error where there is no repository, or no such commit in it. */
export async function changedSince(
  { root }: Project,
  revision: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Since> {
  const top = gitTopOf(root);
  if (top === null) throw usageError('--since needs a git repository', `there is none around ${escapeText(root)}`);
  const ask = (args: readonly string[]) =>
    askGit(top, ['--git-dir=.git', '--work-tree=.', ...args], { env, answers: [0, 1, 128], about: 'what changed' });
  const commit = textOfBytes(await ask(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`])).trim();
  if (!/^[0-9a-f]{40,64}$/.test(commit)) throw usageError(`--since ${escapeText(revision)}: there is no such commit`);
  const seconds = textOfBytes(await ask(['log', '-1', '--no-show-signature', '--format=%ct', commit])).trim();
  const names = textOfBytes(await ask(['diff-index', '--cached', '--name-only', '-z', commit])).split('\0');
  const changed = new Set(names.filter((name) => name !== '').map((name) => `${top === '/' ? '' : top}/${name}`));
  return { changed, at: BigInt(seconds || '0') * 1_000_000_000n };
}
