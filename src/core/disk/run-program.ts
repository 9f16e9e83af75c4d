// Runs another program to its end: what it said, or that it is not there.

import { spawnSync } from 'node:child_process';
import { absoluteFolders, LIBRARY_LISTS, libraryLists } from '../environment/search-folders.ts';

export type Env = Readonly<Record<string, string | undefined>>;

const PATIENCE_MS = 60_000;

export interface Answer {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a program said, each byte one character. `null`: it is not there. */
export function ask(words: readonly [string, ...string[]], env: Env, input = ''): Answer | null {
  const [program, ...args] = words;
  const asked = spawnSync(program, args, {
    env: {
      ...withoutLibraries(env),
      ...libraryLists(env),
      PATH: [...absoluteFolders(env['PATH']), ...USUAL_FOLDERS].join(':'),
      LC_ALL: 'C',
    },
    encoding: 'latin1',
    input: Buffer.from(input, 'latin1'),
    timeout: PATIENCE_MS,
  });
  return asked.error === undefined ? { status: asked.status, stdout: asked.stdout, stderr: asked.stderr.trim() } : null;
}

const USUAL_FOLDERS = ['/usr/local/bin', '/usr/bin', '/bin'];
const LIBRARIES: ReadonlySet<string> = new Set(LIBRARY_LISTS);

function withoutLibraries(env: Env): Record<string, string> {
  const isKept = (entry: [string, string | undefined]): entry is [string, string] =>
    entry[1] !== undefined && !LIBRARIES.has(entry[0]);
  return Object.fromEntries(Object.entries(env).filter(isKept));
}
