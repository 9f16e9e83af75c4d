// Looks whether a folder's filesystem takes `A` and `a` for one name. Reads only: the folder's own name, written the other way, is asked for.

import { lstatSync } from 'node:fs';
import { otherCase } from '../lib/name-folding.ts';
import { fsPath } from '../lib/path-text.ts';
import type { PathText } from '../types/primitives.ts';
import { attempt } from './directory.ts';

/** Of the folder that `path` lies in. False where that cannot be told: nothing there, or a name without letters. */
export function foldsCase(path: PathText): boolean {
  const at = path.lastIndexOf('/') + 1;
  const name = path.slice(at);
  const other = otherCase(name);
  if (other === name) return false;
  const [own, written] = [name, other].map((each) =>
    attempt(() => lstatSync(fsPath(path.slice(0, at) + each), { bigint: true })),
  );
  return own?.ok === true && written?.ok === true && own.value.ino === written.value.ino && own.value.dev === written.value.dev;
}
