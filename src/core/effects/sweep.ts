// Removes what a rule lets go, in one pass over a section: one look and one unlink a file, from held directories, one folder's names in
// memory at a time. Nothing is followed, no mount entered, no repository taken apart; what cannot be looked into stays and is told.

import { attempt, type Directory, mountOf, openChild, openPath, withRoot } from '../disk/directory.ts';
import { sameInode } from '../disk/facts.ts';
import { judgeOf, type LogJudge } from '../policy/log-rule.ts';
import type { Action, LogRule, PathText, StepOutcome, Swept } from '../types.ts';
import { type Counts, countsSoFar, type Folder, openFolder, sweepNames, sweptOf } from './sweep-folder.ts';
import { sectionNamed, type Work } from './work.ts';

/** Between two questions whether to stop: one unlink of a large file can take milliseconds. */
const NAMES_A_TURN = 16;

type Sweep = Extract<Action, { readonly do: 'sweep' }>;

export async function sweep({ section: name, rule }: Sweep, work: Work): Promise<StepOutcome> {
  const place = sectionNamed(name, work);
  const top = attempt(() => openPath(work.root, place.path));
  if (!top.ok || !sameInode(top.value.facts, place.directory)) return { result: 'skipped', why: 'moved' };
  const counts = countsSoFar();
  const isOver = await sweepAll(top.value, judgeOf(rule), counts, work);
  const swept = sweptOf(counts, name, isOver);
  work.swept.push(swept);
  work.freed.bytes += BigInt(swept.freedBytes);
  if (!isOver) return { result: 'skipped', why: 'interrupted' };
  return swept.left[0]?.outcome ?? { result: 'done', freedBytes: swept.freedBytes, heldBytes: 0 };
}

/** False where it was interrupted. */
async function sweepAll(top: Directory, judge: LogJudge, counts: Counts, work: Work): Promise<boolean> {
  for (const folder of foldersBelow(top, judge, counts)) {
    for (let isOver = false; !isOver; ) {
      if (await work.shouldStop()) return false;
      isOver = sweepNames(folder, judge, counts, NAMES_A_TURN, 'remove');
      work.sweeping(counts.removed);
    }
  }
  return true;
}

/** Whether a sweep would remove anything, by a look that ends at the first such file; and what could not be looked into. Changes nothing. */
export function wouldRemove(rule: LogRule): Pick<Swept, 'removed' | 'problems'> {
  const counts = countsSoFar();
  const done = attempt(() =>
    withRoot((root) => {
      const judge = judgeOf(rule);
      for (const folder of foldersBelow(openPath(root, rule.section.path), judge, counts)) {
        while (counts.removed === 0 && !sweepNames(folder, judge, counts, NAMES_A_TURN, 'find')) {}
        if (counts.removed > 0) break;
      }
    }),
  );
  if (!done.ok) counts.problem('', done.errno);
  return sweptOf(counts, rule.section.name, true);
}

interface Waiting {
  readonly parent: Directory;
  readonly name: PathText;
  readonly path: PathText;
  readonly pinnedBy: string | null;
}

/** Each folder to be swept before the next is asked for. Depth first with a stack of its own: recursion ends a tree of 20,000 levels in a RangeError. */
function* foldersBelow(top: Directory, judge: LogJudge, counts: Counts): Generator<Folder> {
  const mount = mountOf(top);
  const waiting: Waiting[] = [];
  function* swept(folder: Folder | null): Generator<Folder> {
    if (folder === null) return;
    yield folder;
    const { directory, pinnedBy } = folder;
    for (const { name, path, pinnedBy: its } of folder.below)
      waiting.push({ parent: directory, name, path, pinnedBy: pinnedBy ?? its });
  }
  yield* swept(openFolder(top, { path: '', pinnedBy: judge.pins?.whole ?? null }, counts));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { parent, name, path } = next;
    const directory = attempt(() => openChild(parent, name));
    if (!directory.ok) {
      if (directory.errno !== 'ENOENT') counts.problem(path, directory.errno);
    } else if (directory.value.facts.dev === top.facts.dev && mountOf(directory.value) === mount)
      yield* swept(openFolder(directory.value, next, counts));
  }
}
