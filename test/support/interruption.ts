// Another program, quick enough to act between two of our system calls: every path we use is handed out by an engine, so we
// are told just before each one.

import type { Directory } from '../../src/core/disk/directory.ts';
import type { Engine } from '../../src/core/disk/engine.ts';

/** `/` as `root`, and everything opened below it, with `before` called for each path handed out. */
export function watched(root: Directory, before: (directory: Directory) => void): Directory {
  const inner = new Map<Directory, Directory>();
  const real = (directory: Directory): Directory => inner.get(directory) ?? directory;
  const outer = (directory: Directory, parent: Directory | null): Directory => {
    const shown = { ...directory, parent, engine };
    inner.set(shown, directory);
    return shown;
  };
  const engine: Engine = {
    ...root.engine,
    open: (parent, name) => outer(root.engine.open(parent === null ? null : real(parent), name), parent),
    reach(directory) {
      before(directory);
      return root.engine.reach(real(directory));
    },
    reachSecond: (directory) => root.engine.reachSecond(real(directory)),
    enter: (directory) => root.engine.enter(real(directory)),
    mountOf: (directory) => root.engine.mountOf(real(directory)),
    release: (directory) => root.engine.release(real(directory)),
  };
  return outer(root, null);
}

/** For `watched`: `act` before the `nth` path handed out in the directory of that name. */
export function onceIn(name: string, nth: number, act: () => void): (directory: Directory) => void {
  let asked = 0;
  return (directory) => {
    if (directory.name === name && ++asked === nth) act();
  };
}
