// Asks git a question about a repository. Git reads no configuration, of the repository or of anybody else: it is given an empty
// repository of ours, and from the other one only the index and the objects. So nothing that the repository names is run (filters,
// hooks, fsmonitor, remotes of partial clones, pagers), and no include can hold it up. Changes nothing.

import { execFile } from 'node:child_process';
import { lstatSync } from 'node:fs';
import { attempt } from '../../disk/directory.ts';
import { absoluteFolders, libraryLists } from '../../environment/search-folders.ts';
import { escapeText } from '../../lib/escape.ts';
import { fsPath, isPlainText } from '../../lib/path-text.ts';
import { pathIn } from '../../lib/paths.ts';
import type { PathText } from '../../types/primitives.ts';
import type { LendEmptyRepository } from '../empty-repository.ts';
import { gitProgram } from './git-program.ts';
import { cannotAsk, type Repository } from './git-repository.ts';

/** How git can be asked on this machine. */
export interface GitMeans {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Effective user, -1 where there is no such thing. */
  readonly uid: number;
  readonly lendEmptyRepository: LendEmptyRepository;
}

export interface GitQuestion {
  /** Bytes for git's standard input. */
  readonly input?: Uint8Array;
  /** Exit codes that are answers, of a git that says nothing on stderr. */
  readonly answers: readonly number[];
  /** Lines on stderr that take nothing from the answer. */
  readonly harmless?: RegExp;
  /** Completes "cannot ask git …". */
  readonly about: string;
}

/** What could still be a program or a wait is forbidden here too, although no configuration that could name one is read. */
const FORBIDDEN: Readonly<Record<string, string>> = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_NO_LAZY_FETCH: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  // Hints are no complaints; newer gits give one for each sparse index that they open up.
  GIT_ADVICE: '0',
  GIT_TRACE2: '0',
  GIT_TRACE2_EVENT: '0',
  GIT_TRACE2_PERF: '0',
  // Before git 2.32, which does not know GIT_CONFIG_GLOBAL.
  HOME: '/nonexistent',
  LC_ALL: 'C',
};
const ARGUMENTS = [
  ...['--no-optional-locks', '--no-replace-objects', '--no-pager', '--work-tree=.'],
  ...['core.fsmonitor=false', 'core.hooksPath=/dev/null', 'core.attributesFile=/dev/null', 'core.untrackedCache=false'].flatMap(
    (setting) => ['-c', setting],
  ),
];

/** The loader's, of a library that another program brought (Conda on LD_LIBRARY_PATH); git itself starts its lines with another word. */
const LOADERS = /^\S*git\S*: \S+: no version information available \(required by \S+\)$/;
/** Rules in a link, which git does not follow, or in a file that we may not read: it goes on without them, as it does for everybody. */
export const RULES_UNREAD: RegExp = /^warning: unable to access '[^\n]*\.git(?:ignore|attributes)': /;

/** Git answers in milliseconds. A pipe in the place of a pack or of a `.gitignore` would hold it for ever. */
const PATIENCE_MS = 5_000;
const LARGEST_ANSWER = 1 << 30;

/** What git printed. Throws a refusal where it cannot be asked, or complained: no answer is not "nothing". */
export async function askGit(
  repository: Repository,
  args: readonly string[],
  means: GitMeans,
  question: GitQuestion,
): Promise<Uint8Array> {
  const git = gitProgram(means.env['PATH'], means.uid);
  if ('missing' in git) throw cannotAsk(question.about, repository.top, git.missing);
  return means.lendEmptyRepository(repository.format, (empty) => answered(git.file, empty, repository, args, means, question));
}

async function answered(
  git: string,
  empty: PathText,
  { top, own, shared }: Repository,
  args: readonly string[],
  { env }: GitMeans,
  { about, answers, input, harmless }: GitQuestion,
): Promise<Uint8Array> {
  const [index, objects] = [fromTop(`${own}/index`, top), fromTop(`${shared}/objects`, top)];
  if (![index, objects].every(isPlainText)) throw cannotAsk(about, top, 'the path of its repository is not UTF-8');
  const places = { GIT_DIR: empty, GIT_INDEX_FILE: index, GIT_OBJECT_DIRECTORY: objects };
  const options = {
    cwd: fsPath(top) as string,
    env: { PATH: [...absoluteFolders(env['PATH']), '/usr/bin', '/bin'].join(':'), ...libraryLists(env), ...FORBIDDEN, ...places },
    encoding: 'buffer',
    maxBuffer: LARGEST_ANSWER,
    timeout: PATIENCE_MS,
    killSignal: 'SIGKILL',
  } as const;
  return new Promise((resolve, reject) => {
    const asked = execFile(git, [...ARGUMENTS, ...args], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      const lines = stderr.toString('utf8').trim().split('\n');
      const complaints = lines.filter((line) => line !== '' && !LOADERS.test(line) && harmless?.test(line) !== true);
      if (typeof code === 'number' && answers.includes(code) && complaints.length === 0) resolve(stdout);
      else {
        const complaint = escapeText(complaints.join('\n'));
        const end =
          error?.killed === true ? `it did not answer within ${PATIENCE_MS / 1000} s` : `it ended with ${code ?? error?.signal}`;
        reject(cannotAsk(about, top, complaint || escapeText(end)));
      }
    });
    // A git that ends without reading its input breaks the pipe; its exit code says the rest.
    asked.stdin?.on('error', () => {});
    asked.stdin?.end(input);
  });
}

/** The rules that a repository keeps beside its `.gitignore` files, which git would look for in our empty one. */
export function ownExcludes({ top, shared }: Repository): readonly string[] {
  const file = `${shared}/info/exclude`;
  const isThere = attempt(() => lstatSync(fsPath(file)).isFile());
  return ['-c', `core.excludesFile=${isThere.ok && isThere.value ? fromTop(file, top) : '/dev/null'}`];
}

/** As git is given it: the environment of a program is text, and the path down to the repository may be any bytes. */
function fromTop(path: PathText, top: PathText): PathText {
  const start = pathIn(top, '');
  return path.startsWith(start) ? path.slice(start.length) : path;
}
