// Finds where a path really leads, links followed, as the kernel sees it.

import { lstatSync, realpathSync } from 'node:fs';
import { fsPath, textOfBytes } from '../lib/path-text.ts';
import type { PathText } from '../types/primitives.ts';
import { type Attempt, attempt } from './directory.ts';

/** Null where it leads nowhere. */
export function realPathOf(path: PathText): PathText | null {
  const real = followed(path);
  return real.ok ? real.value : null;
}

/** Null where nothing is (ENOENT, and nothing else). A link that leads nowhere is something, and cannot be read. */
export function whereIs(path: PathText): Attempt<PathText> | null {
  const real = followed(path);
  if (real.ok || real.errno !== 'ENOENT') return real;
  const named = attempt(() => lstatSync(fsPath(path)));
  return !named.ok && named.errno === 'ENOENT' ? null : real;
}

/** The kernel's answer, not Node's own `realpath`, which takes `..` away before it follows links. */
function followed(path: PathText): Attempt<PathText> {
  return attempt(() => textOfBytes(realpathSync.native(fsPath(path), { encoding: 'buffer' })));
}
