// Lists the files of a project that may name checkpoints (`references/which-texts.ts` says which): by git where it knows the project,
// so that what it ignores is left out, and by walking where there is none.

import { withRoot } from '../../disk/directory.ts';
import { askGit, type GitMeans, ownExcludes, RULES_UNREAD } from '../../git/read/ask-git.ts';
import { openRepository } from '../../git/read/git-repository.ts';
import { askerFor, repositoryFor } from '../../git/read/tracked-files.ts';
import { byCodePoint } from '../../lib/code-point-order.ts';
import { OutputsError } from '../../lib/errors.ts';
import { groupBy } from '../../lib/group-by.ts';
import { textOfBytes } from '../../lib/path-text.ts';
import { folderOf, isIn, pathIn } from '../../lib/paths.ts';
import { type FilesBelow, filesBelow } from '../../scan/files-below.ts';
import type { PathText } from '../../types/primitives.ts';
import type { Project } from '../../types/project.ts';
import {
  byWeight,
  isCredentials,
  isProjectFolder,
  isProjectText,
  isReadme,
  isResultText,
  NOT_LISTED,
  outputFolders,
} from '../which-texts.ts';
import { usedFiles } from './used-in-files.ts';

/** More names than a project has that people write; fewer than a disk has. */
const MOST_NAMES = 200_000;
const MOST_FILES = 5_000;

export interface ProjectTexts {
  /** By the folder that they are read from (absolute); paths relative to it, sorted. */
  readonly folders: readonly { readonly folder: PathText; readonly files: readonly PathText[] }[];
  /** Files that are not read because there are too many. */
  readonly passedOver: number;
  /** Why git could not say which files the project has, so that its folders were walked, ignored ones too. */
  readonly unasked: string | null;
  /** Absolute paths of folders that could not be read. */
  readonly unread: readonly { readonly path: PathText; readonly errno: string }[];
}

export async function listTexts(project: Project, means: GitMeans): Promise<ProjectTexts> {
  const { root, outputs } = project;
  const { files: used } = await usedFiles(project);
  const { listed, unasked } = await askedOrNot(project, means);
  const walked = withRoot((top) => {
    const walk = (start: PathText, isWanted: (path: PathText) => boolean, isEntered: (path: PathText) => boolean) => ({
      start,
      ...filesBelow(top, start, { isWanted, isEntered, most: MOST_NAMES }),
    });
    const ownFolders = folderTest(project);
    const own = listed === null ? [walk(root, isProjectText, ownFolders)] : [];
    const results = project.sections.filter(({ kind }) => kind === 'results');
    return [
      ...own,
      walk(outputs, isReadme, () => false),
      ...results.map(({ path }) => walk(path, isResultText, (folder) => !folder.split('/').some((name) => name.startsWith('.')))),
    ];
  });
  const fromRoot = [...(listed ?? []), ...used.filter((path) => !isCredentials(path))].map((path) => ({ start: root, path }));
  const all = [...fromRoot, ...walked.flatMap(({ start, files }) => files.map((path) => ({ start, path })))];
  return { ...chosen(all, walked), unasked };
}

/** The weightiest, each once. */
function chosen(
  all: readonly { readonly start: PathText; readonly path: PathText }[],
  walked: readonly (FilesBelow & { readonly start: PathText })[],
): Omit<ProjectTexts, 'unasked'> {
  const each = [...new Map(all.map((file) => [`${file.start}/${file.path}`, file])).values()];
  const taken = each
    .sort((a, b) => byWeight(a.path) - byWeight(b.path) || byCodePoint(a.path, b.path))
    .slice(0, MOST_FILES)
    .sort((a, b) => byCodePoint(a.path, b.path));
  return {
    folders: [...groupBy(taken, ({ start }) => start)].map(([folder, files]) => ({
      folder,
      files: files.map(({ path }) => path),
    })),
    passedOver: each.length - taken.length,
    unread: walked.flatMap(({ start, unread }) =>
      unread.map(({ path, errno }) => ({ path: path === '' ? start : `${start}/${path}`, errno })),
    ),
  };
}

/** Whether a folder of the project (relative) is its own: neither output nor somebody else's. */
function folderTest(project: Project): (path: PathText) => boolean {
  const outputs = new Set(outputFolders(project));
  return (path) => isProjectFolder(path) && !outputs.has(`${project.root}/${path}`);
}

async function askedOrNot(
  project: Project,
  means: GitMeans,
): Promise<{ readonly listed: readonly PathText[] | null; readonly unasked: string | null }> {
  try {
    return { listed: await listedByGit(project, means), unasked: null };
  } catch (error) {
    if (error instanceof OutputsError) return { listed: null, unasked: error.message };
    throw error;
  }
}

/** Relative to the project: what git tracks or does not ignore. Null where git does not know the project. Throws where it cannot be asked. */
async function listedByGit(project: Project, means: GitMeans): Promise<readonly PathText[] | null> {
  const about = 'which files the project has';
  const asker = askerFor(project, means);
  const top = repositoryFor(project.root, asker, about);
  if (top === null) return null;
  const repository = openRepository(top, asker, about);
  const start = project.root === top ? '' : `${project.root.slice(pathIn(top, '').length)}/`;
  const ignored = [
    ...NOT_LISTED.map((pattern) => (pattern.startsWith('/') ? `/${literal(start)}${pattern.slice(1)}` : pattern)),
    ...outputFolders(project)
      .filter((path) => path !== top && isIn(path, top))
      .map((path) => `${literal(path.slice(top === '/' ? 0 : top.length))}/`),
  ];
  const args = [
    ...ownExcludes(repository),
    ...['--literal-pathspecs', 'ls-files', '-z', '--full-name', '--cached', '--others', '--exclude-standard'],
    ...ignored.map((pattern) => `--exclude=${pattern}`),
    ...(start === '' ? [] : ['--', start]),
  ];
  const answer = textOfBytes(await askGit(repository, args, means, { answers: [0], harmless: RULES_UNREAD, about }));
  const isOwn = ownTest(folderTest(project));
  const files = answer.split('\0').flatMap((path) => {
    const below = path.slice(start.length);
    return path.startsWith(start) && below !== '' && isProjectText(below) && isOwn(folderOf(below)) ? [below] : [];
  });
  // A home directory under git ignores everything that it was not told of.
  return files.length === 0 ? null : files;
}

/** The same for a folder and all folders that it lies in, each asked once. */
function ownTest(isOwnFolder: (path: PathText) => boolean): (folder: PathText) => boolean {
  const known = new Map<PathText, boolean>([['', true]]);
  const isOwn = (folder: PathText): boolean => {
    const answer = known.get(folder) ?? (isOwn(folderOf(folder)) && isOwnFolder(folder));
    known.set(folder, answer);
    return answer;
  };
  return isOwn;
}

function literal(path: PathText): string {
  return path.replace(/[\\*?[\]!# ]/g, '\\$&');
}
