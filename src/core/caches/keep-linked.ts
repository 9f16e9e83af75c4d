// Decides what stays because something that stays needs it: in a cache, what a link of a kept entry leads to. The Hugging Face hub keeps blobs
// that several repositories share in one store (`blobs/xx/<hash>`), and each repository holds links to them.

import { inodeKey } from '../items/inode-key.ts';
import { walkItems } from '../items/walk-items.ts';
import { pathIn } from '../lib/paths.ts';
import { entryOf } from '../plans/entries.ts';
import { kept } from '../plans/verdicts.ts';
import type { InodeKey, Item, Scan } from '../types/items.ts';
import type { Verdict } from '../types/plan.ts';
import type { PathText } from '../types/primitives.ts';

/** The verdicts on one section. Until nothing changes: what is kept for a link may hold links itself. */
export function keepLinked(verdicts: readonly Verdict[], scan: Scan): readonly Verdict[] {
  const targets = new Map<InodeKey, PathText>();
  const staying: Verdict[] = [];
  const stay = (verdict: Verdict): void => {
    staying.push(verdict);
    for (const { leadsTo, path } of walkItems(verdict.entry.parts))
      if (leadsTo !== undefined && !targets.has(leadsTo)) targets.set(leadsTo, pathIn(scan.realPath, path));
  };
  for (const verdict of verdicts) if (verdict.keep) stay(verdict);
  let going = verdicts.filter(({ keep }) => !keep);
  for (let known = 0; known !== targets.size && going.length > 0; ) {
    known = targets.size;
    going = going.flatMap((verdict) => whatStillGoes(verdict, targets, scan, stay));
  }
  const stillGoing = withoutManifests(going, staying, stay);
  return [...staying, ...stillGoing];
}

function whatStillGoes(
  verdict: Verdict,
  targets: ReadonlyMap<InodeKey, PathText>,
  scan: Scan,
  stay: (verdict: Verdict) => void,
): readonly Verdict[] {
  const by = linkTo(verdict.entry.parts, targets);
  if (by === null) return [verdict];
  const store = storeFolder(verdict);
  if (store === null) {
    stay(kept(verdict.entry, [{ code: 'pointed-at', by }]));
    return [];
  }
  return store.children.flatMap((child) =>
    whatStillGoes({ ...verdict, entry: entryOf(scan.section, scan.realPath, child) }, targets, scan, stay),
  );
}

function linkTo(parts: readonly Item[], targets: ReadonlyMap<InodeKey, PathText>): PathText | null {
  for (const { facts } of walkItems(parts)) {
    const by = targets.get(inodeKey(facts));
    if (by !== undefined) return by;
  }
  return null;
}

/** A store of blobs, or one of its folders: each blob in it goes or stays by itself. */
function storeFolder({ entry: { parts } }: Verdict): Item | null {
  const [only, ...others] = parts;
  if (only === undefined || others.length > 0) return null;
  return isStore(only) || /(?:^|\/)blobs\/[0-9a-f]{2}$/.test(only.path) ? only : null;
}

/** `blobs/` with nothing but folders of two digits in it. The blobs of one repository lie directly in its `blobs/`. */
export function isStore({ path, children }: Item): boolean {
  return /(?:^|\/)blobs$/.test(path) && children.length > 0 && children.every((child) => /\/[0-9a-f]{2}$/.test(child.path));
}

/** `<hash>.refs` says who needs a blob, and stays with it. */
function withoutManifests(
  going: readonly Verdict[],
  staying: readonly Verdict[],
  stay: (verdict: Verdict) => void,
): readonly Verdict[] {
  if (staying.length === 0) return going;
  const reasons = new Map(staying.map((verdict) => [`${verdict.entry.path}.refs`, verdict.reasons]));
  return going.filter((verdict) => {
    const why = reasons.get(verdict.entry.path);
    if (why !== undefined) stay(kept(verdict.entry, why));
    return why === undefined;
  });
}
