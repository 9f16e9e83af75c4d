// Asks git a question about a repository, in a way that runs nothing of that repository's own and changes nothing.

import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { attempt } from '../disk/directory.ts';
import { refusal } from '../errors.ts';
import { escapeText } from '../escape.ts';
import { fsPath } from '../path-text.ts';
import type { PathText } from '../types.ts';

/**
 * `core.fsmonitor` and hooks are programs that a repository names; `safe.directory` is git's own fear of a stranger's repository
 * (CVE-2022-24765), which reading an index without them does not touch. No optional locks: a question must not write `index.lock`.
 */
const HARMLESS = [
  '--no-optional-locks',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'safe.directory=*',
];

/** Cron's PATH may be empty. */
const USUAL_FOLDERS = ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin', '/bin'];
const PATIENCE_MS = 60_000;
const LARGEST_ANSWER = 1 << 30;

export interface GitQuestion {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Bytes for git's standard input. */
  readonly input?: Uint8Array;
  /** Exit codes that are answers. */
  readonly answers: readonly number[];
  /** Completes "cannot ask git …". */
  readonly about: string;
}

/** What git printed. Throws a refusal where it cannot be asked: no answer is not "nothing". */
export async function askGit(folder: PathText, args: readonly string[], question: GitQuestion): Promise<Uint8Array> {
  const cannot = (why: string) =>
    refusal(`cannot ask git ${question.about} in ${escapeText(folder)}: ${why}`, 'nothing was touched');
  const git = gitProgram(question.env['PATH']);
  if (git === null) throw cannot('git was not found on the PATH');
  return new Promise((resolve, reject) => {
    const asked = execFile(
      git,
      [...HARMLESS, ...args],
      {
        cwd: fsPath(folder) as string,
        env: ownEnvironment(question.env),
        encoding: 'buffer',
        maxBuffer: LARGEST_ANSWER,
        timeout: PATIENCE_MS,
      },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : error.code;
        if (typeof code === 'number' && question.answers.includes(code)) resolve(stdout);
        else
          reject(
            cannot(escapeText(stderr.toString('utf8').trim()) || `it ended with ${escapeText(String(code ?? error?.signal))}`),
          );
      },
    );
    // A git that ends without reading its input breaks the pipe; its exit code says the rest.
    asked.stdin?.on('error', () => {});
    asked.stdin?.end(question.input);
  });
}

function gitProgram(path: string | undefined): string | null {
  const folders = [...(path ?? '').split(':').filter((folder) => folder.startsWith('/')), ...USUAL_FOLDERS];
  return folders.map((folder) => `${folder}/git`).find((file) => attempt(() => accessSync(file, constants.X_OK)).ok) ?? null;
}

/** Without GIT_DIR and its kin, which would make it answer for another repository. */
function ownEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept = Object.entries(env).filter(([name, value]) => value !== undefined && !name.startsWith('GIT_'));
  return { ...(Object.fromEntries(kept) as Record<string, string>), LC_ALL: 'C' };
}
