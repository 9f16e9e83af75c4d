// Which files git tracks in the repositories that a project's folders lie in. What is tracked is somebody's work and stays.

import { OutputsError } from '../../lib/errors.ts';
import { textOfBytes } from '../../lib/path-text.ts';
import { pathIn } from '../../lib/paths.ts';
import type { PathText } from '../../types/primitives.ts';
import type { Project } from '../../types/project.ts';
import { askGit, type GitMeans } from './ask-git.ts';
import { type Asker, repositoryAround } from './find-repository.ts';
import { belongsTo, cannotAsk, openRepository, type Repository, TRUST_HINT } from './git-repository.ts';
import { spelledOnDisk } from './spelled-on-disk.ts';

const ABOUT = 'which files are tracked';

/**
 * Absolute paths of the tracked files in `folders` (absolute, real, not necessarily existing), as the disk spells them. A path that ends in `/` is a folder of
 * which git knows only that it tracks something in it. Empty where there is no repository; a refusal where there is one and git cannot
 * answer, or where it is somebody else's. The repository is named outright: left to search, git would go on upwards from a damaged
 * `.git` and answer for another one.
 */
export async function trackedFiles(
  folders: readonly PathText[],
  project: Asking,
  means: GitMeans,
): Promise<ReadonlySet<PathText>> {
  const tracked = new Set<PathText>();
  const asker = askerFor(project, means);
  const tops = new Set(folders.flatMap((folder) => repositoryFor(folder, asker, ABOUT) ?? []));
  for (const top of tops) {
    const repository = openRepository(top, asker, ABOUT);
    const spelled = spelledOnDisk(folders, repository.ignoresCase);
    for (const name of await namesIn(repository, means)) for (const path of spelled(pathIn(top, name))) tracked.add(path);
  }
  return tracked;
}

/** What of a project decides whose `.git` is believed. */
type Asking = Pick<Project, 'root' | 'trust' | 'looksAs'>;

export function askerFor({ root, trust, looksAs }: Asking, { uid }: Pick<GitMeans, 'uid'>): Asker {
  return { root, uid, trusted: trust.project, ...(looksAs !== undefined && { looksAs }) };
}

/** The top of the repository around `folder`; null where there is none. Throws a refusal where it is somebody else's. */
export function repositoryFor(folder: PathText, asker: Asker, about: string): PathText | null {
  const { around } = repositoryAround(folder, asker);
  if (around.state === 'foreign')
    throw cannotAsk(about, around.top, belongsTo(pathIn(around.top, '.git'), around.uid), TRUST_HINT);
  return around.state === 'none' ? null : around.top;
}

/**
 * A sparse index names folders, and to list what is in them git needs their trees. Where those are missing (a partial clone, a damaged
 * one) the folders themselves are the answer, which is more than is tracked, never less.
 */
async function namesIn(repository: Repository, means: GitMeans): Promise<readonly PathText[]> {
  try {
    return namesOf(await askGit(repository, ['ls-files', '-z', '--full-name'], means, { answers: [0], about: ABOUT }));
  } catch (error) {
    if (!(error instanceof OutputsError)) throw error;
    const names = await sparseNames(repository, means);
    if (names === null || !names.some((name) => name.endsWith('/'))) throw error;
    return names;
  }
}

/** The last: or git opens up each folder that is there after all. */
const AS_SPARSE = [
  'index.sparse=true',
  'core.sparseCheckout=true',
  'core.sparseCheckoutCone=true',
  'sparse.expectFilesOutsideOfPatterns=true',
].flatMap((setting) => ['-c', setting]);

/** Null where git has no answer to that either, or does not know the question (before 2.36). */
async function sparseNames(repository: Repository, means: GitMeans): Promise<readonly PathText[] | null> {
  try {
    const args = [...AS_SPARSE, 'ls-files', '-z', '--full-name', '--sparse'];
    return namesOf(await askGit(repository, args, means, { answers: [0], about: ABOUT }));
  } catch (error) {
    if (error instanceof OutputsError) return null;
    throw error;
  }
}

function namesOf(answer: Uint8Array): readonly PathText[] {
  return textOfBytes(answer)
    .split('\0')
    .filter((name) => name !== '');
}
