// Opens small texts below one folder by their paths, with the folder held: what is read is what a scan saw, or an errno.

import { type Attempt, attempt, type Directory, openPath } from '../disk/directory.ts';
import { itemFinder } from '../disk/find-item.ts';
import { textAt } from '../disk/read-small-text.ts';
import type { StepOutcome } from '../types/operation.ts';
import type { PathText } from '../types/primitives.ts';

/** The text of `path` (relative to the folder) if it has at most `most` bytes. Neighbours one after another are the quickest. */
export type TextReader = (path: PathText, most: number) => Attempt<PathText>;

/** `folder`: absolute, no link on the way. Every read fails with its errno where it cannot be opened. */
export function textReader(root: Directory, folder: PathText): TextReader {
  const opened = attempt(() => openPath(root, folder));
  if (!opened.ok) return () => opened;
  const find = itemFinder(root, { name: '', kind: 'artifacts', path: folder, directory: opened.value.facts });
  return (path, most) => {
    const found = find(path);
    if ('outcome' in found) return { ok: false, errno: errnoFor(found.outcome) };
    return textAt(found.spot.parent, found.spot.name, most);
  };
}

/** ESTALE: a folder on the way is a link now, another mount, or elsewhere. */
function errnoFor(outcome: StepOutcome): string {
  if (outcome.result === 'failed') return outcome.errno;
  return outcome.result === 'gone' ? 'ENOENT' : 'ESTALE';
}
