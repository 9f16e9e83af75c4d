// Finds where a path really leads, links followed, as the kernel sees it.

import { realpathSync } from 'node:fs';
import { attempt } from '../disk/directory.ts';
import { fsPath, textOfBytes } from '../path-text.ts';
import type { PathText } from '../types.ts';

/** Null where it leads nowhere. Not Node's own `realpath`, which takes `..` away before it follows links. */
export function realPathOf(path: PathText): PathText | null {
  const real = attempt(() => textOfBytes(realpathSync.native(fsPath(path), { encoding: 'buffer' })));
  return real.ok ? real.value : null;
}
