// Reaches names from the working directory, which the kernel holds for us: for machines without a usable `/proc` (some chroots, macOS).
// Slower, and weaker in one point: the second directory of a rename is named by its path, checked just before.
// It changes something of `process`, the working directory, since that is what it is about; `close` puts it back.

import { lstatSync, statSync } from 'node:fs';
import { chdir, cwd } from 'node:process';
import { errnoOf } from '../errors.ts';
import { fsPath, isPlainText } from '../path-text.ts';
import type { PathText } from '../types.ts';
import { type Directory, type Engine, staleError, wayTo } from './engine.ts';
import { factsOf, sameInode } from './facts.ts';

export function chdirEngine(): Engine {
  const startedIn = whereWeAre();
  let current: Directory | null = null;

  const enter = (directory: Directory): void => {
    if (directory === current) return;
    const { from, names } = wayTo(directory, (ancestor) => ancestor === current);
    const before = current;
    current = null;
    if (from !== before) chdir('/');
    try {
      for (const name of names) step(name);
    } catch (error) {
      throw ['ENOENT', 'ENOTDIR', 'ELOOP'].includes(errnoOf(error) ?? '') ? staleError() : error;
    }
    if (!sameInode(factsOf(statSync('.', { bigint: true })), directory.facts)) throw staleError();
    current = directory;
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
      if (startedIn !== undefined) chdir(startedIn);
      current = null;
    },
  };
  return engine;
}

/** `chdir` takes no bytes, and a lossy name could be somebody else's. */
function step(name: PathText): void {
  if (!isPlainText(name)) {
    throw Object.assign(new Error('EILSEQ: a name that is not UTF-8'), { code: 'EILSEQ', syscall: 'chdir' });
  }
  chdir(`./${name}`);
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
