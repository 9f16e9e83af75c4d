// Whether a directory still holds exactly what the plan says: nothing more, nothing less, nothing touched.

import { inodeKey } from '../../items/inode-key.ts';
import type { Facts, Identity, InodeKey, Item } from '../../types/items.ts';
import type { PathText } from '../../types/primitives.ts';
import { attempt, type Directory, openChild, release } from '../directory.ts';
import { sameContent, sameObject } from '../facts.ts';
import { countNames, factsAt, namesIn } from '../stat-and-read.ts';

/** Inodes whose ctime we have changed ourselves, by moving or removing another name of theirs. */
export interface OurChanges {
  readonly has: (inode: InodeKey) => boolean;
  readonly add: (inode: InodeKey) => unknown;
}

/** Since it was moved its ctime is another; and other names of the same inode may have come and gone for days. */
export const ANY_CTIME: OurChanges = { has: () => true, add: () => {} };

/** Untouched since the plan, as far as anybody but us is concerned. */
export function isUntouched(now: Identity, planned: Identity, ours: OurChanges): boolean {
  return sameObject(now, planned) || (ours.has(inodeKey(planned)) && sameContent(now, planned));
}

/** `directory` is the planned item itself, already known to be; this is about what lies in it, at every depth. */
export function sameTree(directory: Directory, item: Item, ours: OurChanges): boolean {
  const left: { readonly directory: Directory; readonly item: Item }[] = [{ directory, item }];
  for (let level = left.pop(); level !== undefined; level = left.pop()) {
    const { directory: holder, item: planned } = level;
    const names = attempt(() => namesIn(holder));
    if (!names.ok || names.value.length !== planned.children.length) return false;
    for (const [n, child] of planned.children.entries()) {
      const name = lastName(child.path);
      if (names.value[n] !== name) return false;
      const now = attempt(() => factsAt(holder, name));
      if (!now.ok || now.value === null || !isUntouched(now.value, child.facts, ours)) return false;
      if (child.facts.type !== 'directory') continue;
      const below = attempt(() => openChild(holder, name));
      if (!below.ok || !isUntouched(below.value.facts, child.facts, ours)) return false;
      left.push({ directory: below.value, item: child });
    }
  }
  return true;
}

/**
 * Whether no folder of a tree has gained or lost a name: its own times tell, and of those that `counts` asks for, how many names there are. One
 * look for each folder instead of one for each file. A file that was only written to is not seen here: whoever frees it looks at it first.
 */
export function sameFolders(top: Directory, item: Item, ours: OurChanges, counts: (folder: Facts) => boolean): boolean {
  const left: { readonly parent: Directory; readonly item: Item }[] = [];
  const isSame = (directory: Directory, planned: Item): boolean => {
    if (counts(planned.facts)) {
      const count = attempt(() => countNames(directory));
      if (!count.ok || count.value !== planned.children.length) return false;
    }
    for (const child of planned.children) if (child.facts.type === 'directory') left.push({ parent: directory, item: child });
    return true;
  };
  if (!isSame(top, item)) return false;
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { parent, item: planned } = next;
    const directory = attempt(() => openChild(parent, lastName(planned.path)));
    if (!directory.ok || !isUntouched(directory.value.facts, planned.facts, ours)) return false;
    if (!isSame(directory.value, planned)) return false;
    if (left.at(-1)?.parent !== directory.value) release(directory.value);
  }
  return true;
}

export function lastName(path: PathText): PathText {
  return path.slice(path.lastIndexOf('/') + 1);
}
