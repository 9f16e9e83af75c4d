// Asks git a question about a repository. Git reads no configuration, of the repository or of anybody else: it is given an empty
// repository of ours, and from the other one only the index and the objects. So nothing that the repository names is run (filters,
// hooks, fsmonitor, remotes of partial clones, pagers), and no include can hold it up. Changes nothing.

import { execFile } from 'node:child_process';
import { accessSync, constants, lstatSync } from 'node:fs';
import { attempt } from '../disk/directory.ts';
import { escapeText } from '../escape.ts';
import { fsPath, isPlainText } from '../path-text.ts';
import type { LendEmptyRepository } from '../policy/empty-repository.ts';
import { pathIn } from '../policy/path-parts.ts';
import type { PathText } from '../types.ts';
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

/** Cron's PATH may be empty. */
const USUAL_FOLDERS = ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin', '/bin'];
/** What a dynamically linked git may need to start. */
const PASSED_ON = ['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'DYLD_FALLBACK_LIBRARY_PATH'];
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
  const git = gitProgram(means.env['PATH']);
  if (git === null) throw cannotAsk(question.about, repository.top, 'git was not found on the PATH');
  return means.lendEmptyRepository(repository.format, (empty) => answered(git, empty, repository, args, means, question));
}

async function answered(
  git: string,
  empty: PathText,
  { top, own, shared }: Repository,
  args: readonly string[],
  { env }: GitMeans,
  { about, answers, input }: GitQuestion,
): Promise<Uint8Array> {
  const [index, objects] = [fromTop(`${own}/index`, top), fromTop(`${shared}/objects`, top)];
  if (![index, objects].every(isPlainText)) throw cannotAsk(about, top, 'the path of its repository is not UTF-8');
  const places = { GIT_DIR: empty, GIT_INDEX_FILE: index, GIT_OBJECT_DIRECTORY: objects };
  const kept = Object.fromEntries(PASSED_ON.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
  const options = {
    cwd: fsPath(top) as string,
    env: { ...kept, ...FORBIDDEN, ...places },
    encoding: 'buffer',
    maxBuffer: LARGEST_ANSWER,
    timeout: PATIENCE_MS,
    killSignal: 'SIGKILL',
  } as const;
  return new Promise((resolve, reject) => {
    const asked = execFile(git, [...ARGUMENTS, ...args], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      if (typeof code === 'number' && answers.includes(code) && stderr.length === 0) resolve(stdout);
      else {
        const complaint = escapeText(stderr.toString('utf8').trim());
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

function gitProgram(path: string | undefined): string | null {
  const folders = [...(path ?? '').split(':').filter((folder) => folder.startsWith('/')), ...USUAL_FOLDERS];
  return folders.map((folder) => `${folder}/git`).find((file) => attempt(() => accessSync(file, constants.X_OK)).ok) ?? null;
}
