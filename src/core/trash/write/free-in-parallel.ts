// Frees several things from the trash, on all cores where that is worth it: piece by piece, each by this process or by a helper. What a
// helper does not answer for is done here; what it frees and what it must leave is decided by the same code (`free-tree.ts`).

import { attempt, type Directory, openChild } from '../../disk/directory.ts';
import { sameInode } from '../../disk/facts.ts';
import { lastName } from '../../disk/write/compare-tree.ts';
import type { Item } from '../../types/items.ts';
import type { PathText } from '../../types/primitives.ts';
import {
  EXTRA,
  type FreeingTask,
  freeSome,
  INTERRUPTED,
  type Left,
  leftBy,
  nothingFreed,
  removeEmptied,
  worseOf,
} from './free-tree.ts';
import type { FreeAnswer, FreeTask } from './free-worker.ts';
import { packItems } from './serialise-items.ts';
import { cutItems, type Piece } from './split-work.ts';
import { type HelperProgram, type Helpers, startHelpers } from './worker-pool.ts';

/** What the caller wants one answer for. */
export interface Load {
  /** An operation's `items`, and its absolute path. */
  readonly items: Directory;
  readonly path: PathText;
  /** `n`: what it is called there. */
  readonly moves: readonly { readonly n: number; readonly item: Item }[];
}

interface Over {
  readonly left: Left | null;
  readonly freedBytes: number;
}

export interface Together extends FreeingTask {
  readonly helpers: HelperProgram | null;
  readonly pause: () => Promise<void>;
  readonly ctime: FreeTask['ctime'];
  /** Of each load, once nothing more of it will be done. */
  readonly over: (load: number, freed: Over) => void;
}

interface Job extends Piece {
  readonly number: number;
  readonly open: OpenLoad;
}

/** A load while it is freed. */
interface OpenLoad extends Load {
  readonly number: number;
  readonly jobs: Job[];
  readonly divided: readonly (readonly Item[])[];
  readonly lefts: Map<Job, Left>;
  /** Jobs that are not over. */
  waiting: number;
  bytes: bigint;
  isOver: boolean;
}

/** Objects between two looks for what the helpers say: some milliseconds. */
const OBJECTS_A_WORD = 250;
/** Given to a helper at once: enough that asking costs nothing beside the work, few enough that all end together. */
const OBJECTS_AT_MOST = 4000;

function isInterrupted(left: Left | null): boolean {
  return left?.result === 'skipped' && left.why === 'interrupted';
}

/** `some`: a helper was lost, and what it freed last is in none of the numbers. */
export async function freeTogether(loads: readonly Load[], together: Together): Promise<{ readonly counted: 'all' | 'some' }> {
  const jobs: Job[] = [];
  const opened = loads.map((load, number) => openLoad(load, number, jobs));
  const ours = jobs.filter(({ isPlain }) => !isPlain).reverse();
  /** We take from the end, which is the first in order; helpers from the beginning. */
  const anyones = jobs.filter(({ isPlain }) => isPlain).reverse();
  const folders = folderFinder();
  const emptied: OpenLoad[] = opened.filter(({ waiting }) => waiting === 0);
  let counted: 'all' | 'some' = 'all';
  const settle = (job: Job, left: Left | null, bytes: bigint): void => {
    const { open } = job;
    open.bytes += bytes;
    if (isInterrupted(left)) return;
    if (left !== null) open.lefts.set(job, left);
    if (--open.waiting === 0) emptied.push(open);
  };
  const endEmptied = (): void => {
    for (let load = emptied.pop(); load !== undefined; load = emptied.pop()) {
      load.isOver = true;
      together.over(load.number, { left: endLoad(load, folders, together), freedBytes: Number(load.bytes) });
    }
  };
  let team: Helpers<FreeTask> | null = null;
  try {
    team = await helpersFor(jobs, anyones, together, {
      hear: ({ results }) => {
        for (const { job, left, freedBytes, blocks } of results) {
          together.freed.bytes += freedBytes;
          together.freed.blocks += blocks;
          settle(jobs[job] as Job, left, freedBytes);
        }
      },
      // Whatever it had done of them is done: what is gone is not met again.
      lost: (tasks) => {
        counted = 'some';
        for (const { job } of tasks) anyones.push(jobs[job] as Job);
      },
    });
    let objects = OBJECTS_A_WORD;
    for (let isStopped = false; !isStopped; ) {
      endEmptied();
      if (team !== null && objects >= OBJECTS_A_WORD) {
        await together.pause();
        giveOut(team, anyones, together);
        objects = 0;
      }
      const job = ours.pop() ?? anyones.pop();
      if (job !== undefined) {
        objects += job.objects;
        // Counted apart: while we wait, helpers say what they have freed.
        const freed = nothingFreed();
        const holder = folders(job.open, job.way);
        const left = 'left' in holder ? holder.left : await freeSome(holder.directory, job.items, { ...together, freed });
        together.freed.bytes += freed.bytes;
        together.freed.blocks += freed.blocks;
        settle(job, left, freed.bytes);
        isStopped = isInterrupted(left);
      } else if (team?.areBusy() === true) {
        await team.wait();
        isStopped = await together.shouldStop();
      } else if (emptied.length === 0) break;
      if (isStopped) await team?.stop();
    }
  } finally {
    team?.end();
  }
  endEmptied();
  for (const { isOver, number, bytes } of opened) {
    if (!isOver) together.over(number, { left: INTERRUPTED, freedBytes: Number(bytes) });
  }
  return { counted };
}

function openLoad(load: Load, number: number, jobs: Job[]): OpenLoad {
  const { pieces, divided } = cutItems(load.moves.map(({ n, item }) => ({ ...item, path: String(n) })));
  const open: OpenLoad = {
    ...{ ...load, number, jobs: [], divided, lefts: new Map() },
    ...{ waiting: pieces.length, bytes: 0n, isOver: false },
  };
  for (const piece of pieces) {
    const job: Job = { ...piece, number: jobs.length, open };
    open.jobs.push(job);
    jobs.push(job);
  }
  return open;
}

type FindFolder = (load: OpenLoad, way: readonly Item[]) => { readonly directory: Directory } | { readonly left: Left | null };

/** The folders that were divided, each opened once. */
function folderFinder(): FindFolder {
  const known = new Map<Item, ReturnType<FindFolder>>();
  const find: FindFolder = (load, way) => {
    const item = way.at(-1);
    if (item === undefined) return { directory: load.items };
    const found = known.get(item);
    if (found !== undefined) return found;
    const above = find(load, way.slice(0, -1));
    const here = 'left' in above ? above : openFolder(above.directory, item);
    known.set(item, here);
    return here;
  };
  return find;
}

function openFolder(parent: Directory, { path, facts }: Item): ReturnType<FindFolder> {
  const opened = attempt(() => openChild(parent, lastName(path)));
  if (!opened.ok) return { left: leftBy(opened.errno) };
  return sameInode(opened.value.facts, facts) ? { directory: opened.value } : { left: EXTRA };
}

/** Removes the folders that were divided. The answer does not depend on who freed what first. */
function endLoad(load: OpenLoad, find: FindFolder, together: Together): Left | null {
  let worst: Left | null = null;
  for (const job of load.lefts.size === 0 ? [] : load.jobs) worst = worseOf(worst, load.lefts.get(job) ?? null);
  for (const way of [...load.divided].reverse()) {
    const [above, folder] = [find(load, way.slice(0, -1)), find(load, way)];
    if ('left' in above || 'left' in folder) continue;
    const name = lastName(way.at(-1)?.path ?? '');
    worst = worseOf(worst, removeEmptied({ parent: above.directory, name }, folder.directory, together));
  }
  return worst;
}

/** None for what is over before one could help. */
async function helpersFor(
  jobs: readonly Job[],
  anyones: readonly Job[],
  { helpers }: Together,
  share: { readonly hear: (answer: FreeAnswer) => void; readonly lost: (tasks: readonly FreeTask[]) => void },
): Promise<Helpers<FreeTask> | null> {
  const objects = jobs.reduce((sum, job) => sum + job.objects, 0);
  if (helpers === null || anyones.length < 2 || objects < helpers.after) return null;
  return startHelpers<FreeTask, FreeAnswer>(helpers, { deed: 'free', hello: { hello: {} }, ...share });
}

/** One job is left for us. */
function giveOut(team: Helpers<FreeTask>, anyones: Job[], { ctime }: Together): void {
  for (let idle = team.idle(); idle > 0 && anyones.length > 1; idle--) {
    const share = Math.ceil(anyones.length / (2 * (team.count() + 1)));
    let objects = 0;
    let count = 0;
    while (count < share && objects < OBJECTS_AT_MOST) objects += anyones[count++]?.objects ?? 0;
    team.give(anyones.splice(0, count).map((job) => taskOf(job, ctime)));
  }
}

function taskOf({ number, open, way, items }: Job, ctime: FreeTask['ctime']): FreeTask {
  return {
    ...{ job: number, items: open.path, directory: open.items.facts, ctime },
    way: way.map(({ path, facts }) => ({ name: lastName(path), facts })),
    packed: packItems(items),
  };
}
