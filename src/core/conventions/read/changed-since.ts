// Decides which files changed since a commit: tracked files that were staged or committed since, and other files written since.
// The working tree is not compared: what is staged or committed is what a reviewer sees.

import { realPathOf } from '../../disk/real-path.ts';
import { askGit, type GitMeans } from '../../git/read/ask-git.ts';
import { openRepository, withoutNames } from '../../git/read/git-repository.ts';
import { spelledOnDisk } from '../../git/read/spelled-on-disk.ts';
import { askerFor, repositoryFor } from '../../git/read/tracked-files.ts';
import { refusal, usageError } from '../../lib/errors.ts';
import { escapeText } from '../../lib/escape.ts';
import { textOfBytes } from '../../lib/path-text.ts';
import { pathIn } from '../../lib/paths.ts';
import type { Instant, PathText } from '../../types/primitives.ts';
import type { Project } from '../../types/project.ts';

export interface Since {
  /** Absolute paths of files in the sections that differ in git's index, as the disk spells them. */
  readonly changed: ReadonlySet<PathText>;
  /** When the commit was made. */
  readonly at: Instant;
}

const ABOUT = 'what changed';

/** Throws a usage error where there is no repository, or no such commit in it; a refusal where git cannot tell. */
export async function changedSince(project: Project, revision: string, means: GitMeans): Promise<Since> {
  const asker = askerFor(project, means);
  const top = repositoryFor(project.root, asker, ABOUT);
  if (top === null) throw usageError('--since needs a git repository', `there is none around ${escapeText(project.root)}`);
  const repository = openRepository(top, asker, ABOUT);
  const ask = async (args: readonly string[], answers: readonly number[]) =>
    textOfBytes(await askGit(repository, args, means, { answers, about: ABOUT }));
  const named = withoutNames(revision, repository);
  const isUnread = /@\{|^:/.test(named) || (repository.refs === 'other' && !/^[0-9a-f]{4,64}(?:[~^]|$)/.test(named));
  if (isUnread) throw unreadName(revision);
  const commit = (await ask(['rev-parse', '--verify', '--quiet', '--end-of-options', `${named}^{commit}`], [0, 1])).trim();
  if (!/^[0-9a-f]{40,64}$/.test(commit)) throw usageError(`--since ${escapeText(revision)}: there is no such commit`);
  const [, seconds] = /^committer .* (\d+) [+-]\d+$/m.exec(await ask(['cat-file', 'commit', commit], [0])) ?? [];
  if (seconds === undefined) throw refusal(`--since ${escapeText(revision)}: git does not say when ${commit} was made`);
  const names = (await ask(['diff-index', '--cached', '--no-renames', '--name-only', '-z', commit], [0])).split('\0');
  const folders = project.sections.map(({ path }) => realPathOf(path) ?? path);
  const spelled = spelledOnDisk(folders, repository.ignoresCase);
  const changed = new Set(names.filter((name) => name !== '').flatMap((name) => spelled(pathIn(top, name))));
  return { changed, at: BigInt(seconds) * 1_000_000_000n };
}

/** Names are looked up by us, because git would read the configuration to do it. A reflog, an upstream and reftable are for git alone. */
function unreadName(revision: string): Error {
  const why = 'cannot be looked up without reading what the repository configures';
  const quoted = `'${escapeText(revision.replaceAll("'", "'\\''"))}'`;
  return usageError(
    `--since ${escapeText(revision)} ${why}`,
    `name the commit by its hash: --since "$(git rev-parse ${quoted})"`,
  );
}
