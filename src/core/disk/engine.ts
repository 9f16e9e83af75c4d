// What a held directory is, and the two things this machine must be able to do with one. Ways to do them: `proc-engine.ts`, `chdir-engine.ts`.

import type { Facts } from '../types/items.ts';
import type { PathText } from '../types/primitives.ts';

/**
 * A directory that was opened without following a link at any step. It costs no descriptor of its own: the engine keeps a few
 * open, opens others again from an ancestor when they are needed, and then takes only the very same inode for it.
 */
export interface Directory {
  readonly parent: Directory | null;
  /** Its name in `parent`; `''` for `/`. */
  readonly name: PathText;
  /** As it was when first opened. */
  readonly facts: Facts;
  readonly engine: Engine;
}

/** How names below a directory are reached. */
export interface Engine {
  /** Opens `name` in `parent`, or `/` where there is none. Throws ENOTDIR for anything that is not itself a directory, links included. */
  open(parent: Directory | null, name: PathText): Directory;
  /** What to put before a name in `directory`, good for the very next system call only. Throws ESTALE if it cannot be found again. */
  reach(directory: Directory): PathText;
  /** The same for the second directory of one call (`rename`, `link`), leaving the first within reach. */
  reachSecond(directory: Directory): PathText;
  /** Which mount it is on. `st_dev` does not say: a bind mount of the same filesystem has the same. */
  mountOf(directory: Directory): string;
  /** Makes it the working directory, until another is: for thousands of names, each of which then costs a third less. */
  enter(directory: Directory): void;
  /** Lets go of one directory for now. One that is removed while it is open costs ext4 twice the work. */
  release(directory: Directory): void;
  /** Lets go of everything that was opened, and works where it worked before. */
  close(): void;
}

/** Like an error of the system: a directory that is no longer where it was. */
export function staleError(): Error {
  return Object.assign(new Error('ESTALE: no longer there'), { code: 'ESTALE', syscall: 'open' });
}

/**
 * From the nearest ancestor that `isAtHand` (or from `/`, or from `most` levels above) down to `directory`: no path of the whole,
 * for a tree can be deeper than any path may be long.
 */
export function wayTo(
  directory: Directory,
  isAtHand: (ancestor: Directory) => boolean,
  most: number = Number.POSITIVE_INFINITY,
): { readonly from: Directory; readonly names: readonly PathText[] } {
  const names: PathText[] = [];
  let from = directory;
  while (from.parent !== null && !isAtHand(from) && names.length < most) {
    names.push(from.name);
    from = from.parent;
  }
  return { from, names: names.reverse() };
}
