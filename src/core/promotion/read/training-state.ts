// Reads the state of the project at a promotion: the commit of its repository, and the hash of its config.

import { createHash } from 'node:crypto';
import { attempt, openPath, withRoot } from '../../disk/directory.ts';
import { realPathOf } from '../../disk/real-path.ts';
import { bytesAt } from '../../disk/stat-and-read.ts';
import { askGit, type GitMeans, RULES_UNREAD } from '../../git/read/ask-git.ts';
import { commitNamed, openRepository, type Repository } from '../../git/read/git-repository.ts';
import { askerFor, repositoryFor } from '../../git/read/tracked-files.ts';
import { OutputsError } from '../../lib/errors.ts';
import { bytesOfText, textOfBytes } from '../../lib/path-text.ts';
import { folderOf, nameOf } from '../../lib/paths.ts';
import type { PromotionRecord } from '../../types/plan.ts';
import type { Project } from '../../types/project.ts';

const ABOUT = 'for the commit';

export interface Commit {
  /** Null without a repository, before its first commit, and where git cannot be asked: a model is no worse for it. */
  readonly git: PromotionRecord['git'];
  /** Why git could not be asked, or not about changes. */
  readonly unasked: string | null;
}

export async function commitOf(project: Project, means: GitMeans): Promise<Commit> {
  let commit: string | null = null;
  try {
    const asker = askerFor(project, means);
    const top = repositoryFor(project.root, asker, ABOUT);
    if (top === null) return { git: null, unasked: null };
    const repository = openRepository(top, asker, ABOUT);
    commit = commitNamed('HEAD', repository);
    if (commit === null) return { git: null, unasked: repository.refs === 'other' ? OTHER_REFS : null };
    return { git: { commit, dirty: await isDirty(repository, commit, means) }, unasked: null };
  } catch (error) {
    if (!(error instanceof OutputsError)) throw error;
    return { git: commit === null ? null : { commit, dirty: null }, unasked: error.message };
  }
}

const OTHER_REFS = 'the names of its commits are kept in a form (reftable) that only git reads, with the configuration';

/** Null when it is not known: comparing a file would run a filter that the repository names (`filter.*.clean`, as with LFS). */
async function isDirty(repository: Repository, commit: string, means: GitMeans): Promise<boolean | null> {
  const ask = async (args: readonly string[], input?: Uint8Array): Promise<readonly string[]> => {
    const answer = await askGit(repository, args, means, {
      answers: [0],
      harmless: RULES_UNREAD,
      about: ABOUT,
      ...(input !== undefined && { input }),
    });
    return textOfBytes(answer)
      .split('\0')
      .filter((part) => part !== '');
  };
  const staged = await ask(['diff-index', '--cached', '--no-renames', '--ignore-submodules', '--name-only', '-z', commit]);
  if (staged.length > 0) return true;
  const status = ['status', '--porcelain', '-z', '--untracked-files=no', '--ignore-submodules=all', '--no-renames'];
  // `XY PATH`: X compares the index with our empty repository, Y the file with the index.
  const changed = (await ask(status)).flatMap((line) => (line[1] === ' ' ? [] : [line.slice(3)]));
  if (changed.length === 0) return false;
  const filtered = await ask(['check-attr', '-z', '--stdin', 'filter'], bytesOfText(changed.join('\0')));
  const isFiltered = (n: number): boolean => !['unspecified', 'unset'].includes(filtered[3 * n + 2] ?? '');
  return changed.some((_, n) => !isFiltered(n)) ? true : null;
}

const LARGEST_CONFIG = 16 * 1024 * 1024;

export function configDigest({ configFile, root }: Project): PromotionRecord['config'] {
  const path = configFile === null ? null : realPathOf(configFile);
  if (path === null || configFile === null) return null;
  const bytes = attempt(() => withRoot((disk) => bytesAt(openPath(disk, folderOf(path) || '/'), nameOf(path), LARGEST_CONFIG)));
  if (!bytes.ok || bytes.value === null) return null;
  const sha256 = createHash('sha256').update(bytes.value).digest('hex');
  return { path: configFile.startsWith(`${root}/`) ? configFile.slice(root.length + 1) : configFile, sha256 };
}
