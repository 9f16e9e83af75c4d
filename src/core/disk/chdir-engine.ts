// Reaches names from the working directory, which the kernel holds for us: for machines without a usable `/proc` (some chroots, macOS), and
// where a million names are only looked at, because no call is cheaper than one with a bare name.
// Weaker in one point: the second directory of a rename is named by its path, checked just before.
// It changes something of `process`, the working directory, since that is what it is about; `close` puts it back.

import { closeSync, constants, lstatSync, openSync, statSync } from 'node:fs';
import { chdir, cwd } from 'node:process';
import { errnoOf } from '../lib/errors.ts';
import { fsPath, isPlainText } from '../lib/path-text.ts';
import type { PathText } from '../types/primitives.ts';
import { type Directory, type Engine, staleError, wayTo } from './engine.ts';
import { factsOf, sameInode } from './facts.ts';
import { O_PATH } from './proc-engine.ts';

/** `../` so often fits into PATH_MAX, 4096. */
const LEVELS_A_CALL = 1000;

export function chdirEngine(): Engine {
  const startedIn = whereWeAre();
  let current: Directory | null = null;

  const enter = (directory: Directory): void => {
    if (directory === current || (directory.parent !== current && climb(directory))) return;
    const { from, names } = wayTo(directory, (ancestor) => ancestor === current);
    const before = current;
    current = null;
    if (from !== before) chdir('/');
    try {
      for (const name of names) step(name);
    } catch (error) {
      throw ['ENOENT', 'ENOTDIR', 'ELOOP'].includes(errnoOf(error) ?? '') ? staleError() : error;
    }
    if (!isHere(directory)) throw staleError();
    current = directory;
  };

  /** False where it is not above the current one, or no longer: then the way is from `/`. Without this a deep tree would cost the square of its levels. */
  const climb = (directory: Directory): boolean => {
    let levels = 0;
    let above = current;
    for (; above !== null && above !== directory; above = above.parent) levels++;
    if (above === null) return false;
    current = null;
    for (; levels > 0; levels -= LEVELS_A_CALL) chdir('../'.repeat(Math.min(levels, LEVELS_A_CALL)));
    if (!isHere(directory)) return false;
    current = directory;
    return true;
  };

  const engine: Engine = {
    open(parent, name) {
      if (parent === null) {
        chdir('/');
        current = { parent, name, facts: factsOf(statSync('.', { bigint: true })), engine };
        return current;
      }
      enter(parent);
      const facts = factsOf(lstatSync(fsPath(`./${name}`), { bigint: true }));
      if (facts.type !== 'directory') {
        throw Object.assign(new Error('ENOTDIR: not a directory'), { code: 'ENOTDIR', syscall: 'open' });
      }
      const directory = { parent, name, facts, engine };
      enter(directory);
      return directory;
    },
    reach(directory) {
      enter(directory);
      return './';
    },
    reachSecond(directory) {
      const path = pathOf(directory);
      if (!sameInode(factsOf(lstatSync(fsPath(path), { bigint: true })), directory.facts)) throw staleError();
      return `${path}/`;
    },
    enter,
    mountOf: (directory) => String(directory.facts.dev),
    release() {},
    close() {
      current = null;
      // A user who has become another, or a service, may stand where it may not go.
      if (startedIn !== undefined && !attemptChdir(startedIn)) chdir('/');
    },
  };
  return engine;
}

/** `chdir` takes no bytes, and a lossy name could be somebody else's: such a folder is opened by its bytes, and entered by its descriptor. */
function step(name: PathText): void {
  if (isPlainText(name)) {
    chdir(`./${name}`);
    return;
  }
  const descriptor = openSync(fsPath(`./${name}`), O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    if (attemptChdir(`/proc/self/fd/${descriptor}`)) return;
  } finally {
    closeSync(descriptor);
  }
  throw Object.assign(new Error('EILSEQ: a name that is not UTF-8'), { code: 'EILSEQ', syscall: 'chdir' });
}

function attemptChdir(path: string): boolean {
  try {
    chdir(path);
    return true;
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return false;
  }
}

function isHere(directory: Directory): boolean {
  return sameInode(factsOf(statSync('.', { bigint: true })), directory.facts);
}

function pathOf(directory: Directory): PathText {
  return `/${wayTo(directory, () => false).names.join('/')}`;
}

/** Nothing where somebody has removed the folder we were started in. */
function whereWeAre(): string | undefined {
  try {
    return cwd();
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    return undefined;
  }
}
