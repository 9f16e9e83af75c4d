// Finds checkpoints with the same bytes, so that a budget can give up copies before anything is lost. Only asked where a budget asks:
// what might be equal is read to its end. By size first, then by head and tail, then by all of it; nothing that changes meanwhile is equal
// to anything. Names of one inode are no copies: removing one frees nothing.

import { createHash, type Hash } from 'node:crypto';
import { attempt, type Directory, openPath, withRoot } from '../../disk/directory.ts';
import { sameContent } from '../../disk/facts.ts';
import { type HeldFile, withFile } from '../../disk/file-source.ts';
import { inodeKey } from '../../items/inode-key.ts';
import { byCodePoint } from '../../lib/code-point-order.ts';
import { groupBy } from '../../lib/group-by.ts';
import { folderOf, nameOf } from '../../lib/paths.ts';
import type { Unit } from '../../types/checkpoints.ts';
import type { InodeKey, Item, Scan } from '../../types/items.ts';
import type { PathText } from '../../types/primitives.ts';
import { foldersBelow } from './inspect-checkpoint.ts';

/** What is read of each end at first, and at once of the whole. */
const END = 64 * 1024;
const PIECE = 1024 * 1024;

/** `progress` is told how many bytes have been read so far. Classes of at least two, each sorted; units with no bytes are in none. */
export function findDuplicates(
  { realPath }: Pick<Scan, 'realPath'>,
  units: readonly Pick<Unit, 'path' | 'parts'>[],
  progress: (bytes: number) => void = () => {},
): readonly (readonly PathText[])[] {
  const candidates = classesBy(units.flatMap(filesOf), ({ shape }) => shape);
  if (candidates.length === 0) return [];
  return withRoot((root) => {
    const top = attempt(() => openPath(root, realPath));
    if (!top.ok) return [];
    const hashed = hashing(top.value, progress);
    return candidates
      .flatMap((alike) => classesBy(alike, ({ files }) => hashed(files, 'ends')))
      .flatMap((alike) => classesBy(alike, ({ files }) => hashed(files, 'all')))
      .map((alike) => alike.map(({ path }) => path).sort(byCodePoint))
      .sort((a, b) => byCodePoint(a[0] ?? '', b[0] ?? ''));
  });
}

interface Files {
  readonly path: PathText;
  readonly files: readonly Item[];
  /** Which files of which size lie where in it. The names of the parts themselves do not count. */
  readonly shape: string;
  /** Which inodes it is made of. */
  readonly inodes: string;
}

/** Nothing of what holds links or could not be looked into: whether that is equal nobody can tell. */
function filesOf({ path, parts }: Pick<Unit, 'path' | 'parts'>): readonly Files[] {
  const files: Item[] = [];
  const shape: string[] = [];
  const left = parts.map((item, part) => ({ item, part, start: item.path.length }));
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { item, part, start } = next;
    if (item.closed !== undefined) return [];
    if (item.facts.type === 'directory') for (const child of item.children) left.push({ item: child, part, start });
    else if (item.facts.type !== 'file') return [];
    else {
      files.push(item);
      shape.push(JSON.stringify([part, item.path.slice(start), String(item.facts.size)]));
    }
  }
  if (files.every(({ facts }) => facts.size === 0n)) return [];
  return [{ path, files, shape: shape.join('\n'), inodes: files.map(({ facts }) => inodeKey(facts)).join(' ') }];
}

/** Those that have a key, and not all the same inodes. */
function classesBy(all: readonly Files[], keyOf: (each: Files) => string | null): readonly (readonly Files[])[] {
  return [...groupBy(all, keyOf).values()].filter((same) => new Set(same.map(({ inodes }) => inodes)).size > 1);
}

type Extent = 'ends' | 'all';

/** The hash of all files of a unit; null where one could not be read, or is no longer what the scan saw. */
function hashing(top: Directory, progress: (bytes: number) => void): (files: readonly Item[], extent: Extent) => string | null {
  const reach = foldersBelow(top);
  const known: Readonly<Record<Extent, Map<InodeKey, string | null>>> = { ends: new Map(), all: new Map() };
  let bytes = 0;
  const read = (hash: Hash, file: HeldFile, from: number, to: number): void => {
    for (let at = from; at < to; at += PIECE) {
      const piece = file.read(at, Math.min(PIECE, to - at));
      hash.update(piece);
      bytes += piece.length;
      progress(bytes);
    }
  };
  const hashOf = ({ path, facts: seen }: Item, extent: Extent): string | null => {
    const hashed = attempt(() =>
      withFile(reach(folderOf(path)), nameOf(path), (file, facts) => {
        // A new name for it, or one less, changes ctime and nothing in it.
        if (!sameContent(seen, facts)) return null;
        const hash = createHash('sha256');
        const isShort = extent === 'all' || file.size <= 2 * END;
        read(hash, file, 0, isShort ? file.size : END);
        if (!isShort) read(hash, file, file.size - END, file.size);
        return sameContent(seen, file.facts()) ? hash.digest('hex') : null;
      }),
    );
    return hashed.ok ? hashed.value : null;
  };
  return (files, extent) => {
    const all = createHash('sha256');
    for (const item of files) {
      const key = inodeKey(item.facts);
      const hash = known[extent].has(key) ? (known[extent].get(key) ?? null) : hashOf(item, extent);
      known[extent].set(key, hash);
      if (hash === null) return null;
      all.update(hash);
    }
    return all.digest('hex');
  };
}
