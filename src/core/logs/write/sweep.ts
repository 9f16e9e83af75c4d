// Removes what a rule lets go, in one pass over a section: one look and one unlink a file, from held directories, one folder's names in
// memory at a time. Nothing is followed, no mount entered, no repository taken apart; what cannot be looked into stays and is told.
// Where there is much to do, helper processes take a share of the folders, or of the names of a large one.

import { attempt, type Directory, openPath, withRoot } from '../../disk/directory.ts';
import { sameInode } from '../../disk/facts.ts';
import { type ApplyContext, sectionHandle } from '../../trash/write/apply-context.ts';
import { type HelperProgram, type Helpers, startHelpers } from '../../trash/write/worker-pool.ts';
import type { StepOutcome, Swept } from '../../types/operation.ts';
import type { Action, LogRule } from '../../types/plan.ts';
import { judgeOf } from '../log-rule.ts';
import type { SweepAnswer } from './sweep-folder.ts';
import {
  addCounts,
  countsSoFar,
  folderFinder,
  openTask,
  SOME_NAMES,
  type SweepCounts,
  type SweptFolder,
  someNames,
  sweepNames,
  sweptOf,
  type Task,
} from './sweep-folder.ts';
import type { SweepHello } from './sweep-worker.ts';

/** Between two questions whether to stop: one unlink of a large file can take milliseconds. */
const NAMES_A_TURN = 16;

type Sweep = Extract<Action, { readonly do: 'sweep' }>;

export async function sweep({ section: name, rule }: Sweep, work: ApplyContext): Promise<StepOutcome> {
  const place = sectionHandle(name, work);
  const top = attempt(() => openPath(work.root, place.path));
  const { directory } = place;
  if (!top.ok || directory === null || !sameInode(top.value.facts, directory)) return { result: 'skipped', why: 'moved' };
  const counts = countsSoFar();
  const isOver = await sweepAll(top.value, { rule, directory }, counts, work);
  const swept = sweptOf(counts, name, isOver);
  work.swept.push(swept);
  work.freed.bytes += BigInt(swept.freedBytes);
  work.freed.blocks += counts.blocks;
  if (!isOver) return { result: 'skipped', why: 'interrupted' };
  return swept.left[0]?.outcome ?? { result: 'done', freedBytes: swept.freedBytes, heldBytes: 0 };
}

/** Turns between two looks for what the helpers say: a millisecond. */
const TURNS_A_WORD = 8;

/** False where it was interrupted. */
async function sweepAll(top: Directory, hello: SweepHello, counts: SweepCounts, work: ApplyContext): Promise<boolean> {
  const judge = judgeOf(hello.rule);
  const find = folderFinder(top);
  const waiting: Task[] = [{ path: '', pinnedBy: judge.pins?.whole ?? null }];
  /** In an object, for it comes into being within a closure. */
  const team: { helpers: Helpers<Task> | null } = { helpers: null };
  let turns = 0;
  const over = { folders: 0, files: 0 };
  const beforeTurn = async (folder: SweptFolder | null): Promise<'go' | 'stop'> => {
    if (team.helpers !== null && turns % TURNS_A_WORD === 0) {
      await work.pause();
      giveOut(team.helpers, waiting, folder);
    } else if (team.helpers === null && work.helpers !== null && expected(waiting.length, folder, over) >= work.helpers.after) {
      // Of one small folder nothing can be given away.
      if (waiting.length > 1 || namesToShare(folder) > 0) {
        await work.muchToDo();
        team.helpers = await helpersFor(hello, waiting, counts, work.helpers);
      }
    }
    turns++;
    work.sweeping(counts.removed);
    return (await work.shouldStop()) ? 'stop' : 'go';
  };
  try {
    for (;;) {
      const next = waiting.pop();
      if (next === undefined && team.helpers?.areBusy() !== true) return true;
      const folder = next === undefined ? null : openTask(next, find, counts);
      for (let isOver = false; !isOver; ) {
        if ((await beforeTurn(folder)) === 'stop') {
          await team.helpers?.stop();
          return false;
        }
        if (next === undefined) await team.helpers?.wait();
        isOver = folder === null || sweepNames(folder, judge, counts, NAMES_A_TURN, 'remove');
      }
      over.folders++;
      over.files += filesIn(folder);
      for (const task of folder?.below ?? []) waiting.push(task);
    }
  } finally {
    team.helpers?.end();
  }
}

/** So many files, if the folders that wait are like those that were seen. */
function expected(
  waiting: number,
  folder: SweptFolder | null,
  over: { readonly folders: number; readonly files: number },
): number {
  const left = folder === null ? 0 : folder.names.length - folder.next;
  return left + (waiting * (over.files + filesIn(folder))) / (over.folders + 1);
}

function filesIn(folder: SweptFolder | null): number {
  return folder === null ? 0 : folder.names.length - folder.below.length;
}

function helpersFor(hello: SweepHello, waiting: Task[], counts: SweepCounts, program: HelperProgram): Promise<Helpers<Task>> {
  return startHelpers<Task, SweepAnswer>(program, {
    deed: 'sweep',
    hello: { hello },
    hear: (answer) => {
      addCounts(counts, answer);
      for (const task of answer.found) waiting.push(task);
    },
    // Whatever it had done of them is done: what is gone is not met again.
    lost: (tasks) => {
      counts.uncounted = true;
      for (const task of tasks) waiting.push(task);
    },
  });
}

/** Folders at once, and names at once: enough that asking costs nothing beside the work, few enough that all end together. */
const FOLDERS_AT_MOST = 32;
const NAMES_AT_MOST = 4000;
const NAMES_AT_LEAST = 1000;

/** What lies nearest to the top goes first: most lies below it. One folder is left for us. Of the last one, half of the names. */
function giveOut(helpers: Helpers<Task>, waiting: Task[], folder: SweptFolder | null): void {
  for (let idle = helpers.idle(); idle > 0; idle--) {
    if (waiting.length > 1) {
      const share = Math.ceil(waiting.length / (2 * (helpers.count() + 1)));
      helpers.give(waiting.splice(0, Math.min(share, FOLDERS_AT_MOST)));
      continue;
    }
    const share = namesToShare(folder);
    if (folder === null || share === 0) return;
    const { path, pinnedBy } = folder;
    helpers.give([{ path, pinnedBy, names: folder.names.splice(-share) }]);
  }
}

/** None of a folder with keep files: a helper would have to see all of its names to know what they keep. */
function namesToShare(folder: SweptFolder | null): number {
  const half = folder?.kept === null ? (folder.names.length - folder.next) >> 1 : 0;
  return half < NAMES_AT_LEAST ? 0 : Math.min(half, NAMES_AT_MOST);
}

/**
 * Whether a sweep would remove anything, by a look that ends at the first such file; and what could not be looked into. Changes nothing.
 * Of a large folder some names are asked first, so a keep file among the others goes unseen: then there is a sweep that removes nothing.
 */
export function wouldRemove(rule: LogRule): Pick<Swept, 'removed' | 'problems'> {
  const counts = countsSoFar();
  const done = attempt(() =>
    withRoot((root) => {
      const judge = judgeOf(rule);
      const find = folderFinder(openPath(root, rule.section.path));
      const waiting: Task[] = [{ path: '', pinnedBy: judge.pins?.whole ?? null }];
      for (let next = waiting.pop(); next !== undefined && counts.removed === 0; next = waiting.pop()) {
        let folder = openTask(next, find, counts, someNames);
        if (folder !== null && folder.names.length === SOME_NAMES) {
          const some = countsSoFar();
          sweepNames(folder, judge, some, SOME_NAMES, 'find');
          counts.removed = some.removed;
          folder = some.removed > 0 ? null : openTask(next, find, counts);
        }
        if (folder === null) continue;
        while (!sweepNames(folder, judge, counts, NAMES_A_TURN, 'find') && counts.removed === 0) {}
        for (const task of folder.below) waiting.push(task);
      }
    }),
  );
  if (!done.ok) counts.problem('', done.errno);
  return sweptOf(counts, rule.section.name, true);
}
