// A helper's share of freeing: the pieces that it is given, told by name and number, by the very code of the process that asks.

import { attempt, type Directory, openChild, openPath, openRoot } from '../../disk/directory.ts';
import { sameInode } from '../../disk/facts.ts';
import { ANY_CTIME } from '../../disk/write/compare-tree.ts';
import type { Identity } from '../../types/items.ts';
import type { PathText } from '../../types/primitives.ts';
import { EXTRA, type FreeingTask, freeSome, type Left, leftBy, nothingFreed } from './free-tree.ts';
import { type Packed, unpackItems } from './serialise-items.ts';
import type { Channel } from './worker-pool.ts';

/** One piece of what lies in an operation's `items`. */
export interface FreeTask {
  readonly job: number;
  /** Absolute path of the `items`, and what must lie there. */
  readonly items: PathText;
  readonly directory: Identity;
  readonly way: readonly { readonly name: PathText; readonly facts: Identity }[];
  readonly packed: Packed;
  /** `any`: other names may have come and gone since it was planned. */
  readonly ctime: 'planned' | 'any';
}

/** What became of pieces since the last answer. */
export interface FreeAnswer {
  readonly done: number;
  readonly results: readonly {
    readonly job: number;
    readonly left: Left | null;
    readonly freedBytes: bigint;
    readonly blocks: number;
  }[];
}

type Order = { readonly hello: object } | { readonly tasks: readonly FreeTask[] } | { readonly stop: true };

/** Names between two looks at the wire. */
const NAMES_A_TURN = 64;
const MS_A_REPORT = 100;

export function helpFree(channel: Channel): void {
  const root = openRoot();
  let isStopped = false;
  channel.hear((message) => {
    const order = message as Order;
    if ('hello' in order) channel.send({ ready: channel.build });
    else if ('stop' in order) isStopped = true;
    else work(order.tasks, root, channel, () => isStopped).catch(channel.end);
  });
}

async function work(tasks: readonly FreeTask[], root: Directory, channel: Channel, isStopped: () => boolean): Promise<void> {
  let results: FreeAnswer['results'][number][] = [];
  let [done, names, reportedAt] = [0, 0, channel.clock()];
  const report = (): void => {
    channel.send({ done, results } satisfies FreeAnswer);
    [results, done, reportedAt] = [[], 0, channel.clock()];
  };
  const afterPause = async (): Promise<boolean> => {
    await channel.pause();
    // Also where nothing is over yet: whoever is silent for long is taken for lost.
    if (channel.clock() - reportedAt >= MS_A_REPORT) report();
    return isStopped();
  };
  const shouldStop = () => (++names % NAMES_A_TURN === 0 ? afterPause() : isStopped());
  for (const task of tasks) {
    const freed = nothingFreed();
    const ours = task.ctime === 'any' ? ANY_CTIME : new Set<string>();
    const left = await free(task, root, { ours, shouldStop, mayEnter: 'alone', freed });
    results.push({ job: task.job, left, freedBytes: freed.bytes, blocks: freed.blocks });
    done++;
    if (isStopped()) break;
  }
  // Stopped, nothing of it is to be done by anybody.
  if (isStopped()) done = tasks.length;
  report();
}

/** Throws where the path leads to another folder, or nowhere. */
async function free({ items, directory, way, packed }: FreeTask, root: Directory, freeing: FreeingTask): Promise<Left | null> {
  let holder = openPath(root, items);
  if (!sameInode(holder.facts, directory)) throw new Error('another folder');
  for (const { name, facts } of way) {
    const below = attempt(() => openChild(holder, name));
    if (!below.ok) return leftBy(below.errno);
    if (!sameInode(below.value.facts, facts)) return EXTRA;
    holder = below.value;
  }
  return freeSome(holder, unpackItems(packed), freeing);
}
