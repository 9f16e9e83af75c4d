// A helper's share of a sweep: the folders, or the names of one, that it is given. Decided and removed as in the process that asks.

import { attempt, openPath, openRoot } from '../../disk/directory.ts';
import { sameInode } from '../../disk/facts.ts';
import type { Channel } from '../../trash/write/worker-pool.ts';
import type { Facts } from '../../types/items.ts';
import type { LogRule } from '../../types/plan.ts';
import { judgeOf, type LogJudge } from '../log-rule.ts';
import { countsSoFar, type FindFolder, folderFinder, openTask, type SweepAnswer, sweepNames, type Task } from './sweep-folder.ts';

export interface SweepHello {
  readonly rule: LogRule;
  /** The section's directory as it was planned for. */
  readonly directory: Facts;
}

type Order = { readonly hello: SweepHello } | { readonly tasks: readonly Task[] } | { readonly stop: true };

/** Files between two looks at the wire, and what one has to itself: a larger folder is divided by who asked. */
const NAMES_A_TURN = 64;
const LARGE = 20_000;
const FILES_A_REPORT = 1000;
const MS_A_REPORT = 100;

interface SweptSection {
  readonly judge: LogJudge;
  readonly find: FindFolder;
}

export function helpSweep(channel: Channel): void {
  let place: SweptSection | null = null;
  let isStopped = false;
  channel.hear((message) => {
    const order = message as Order;
    if ('hello' in order) {
      place = sweptSectionOf(order.hello);
      if (place === null) channel.end();
      else channel.send({ ready: channel.build });
    } else if ('stop' in order) isStopped = true;
    else if (place !== null) work(order.tasks, place, channel, () => isStopped).catch(channel.end);
  });
}

/** Null where the section's path leads to another directory. */
function sweptSectionOf({ rule, directory }: SweepHello): SweptSection | null {
  const top = attempt(() => openPath(openRoot(), rule.section.path));
  if (!top.ok || !sameInode(top.value.facts, directory)) return null;
  return { judge: judgeOf(rule), find: folderFinder(top.value) };
}

async function work(
  tasks: readonly Task[],
  { judge, find }: SweptSection,
  channel: Channel,
  isStopped: () => boolean,
): Promise<void> {
  let counts = countsSoFar();
  let found: Task[] = [];
  let done = 0;
  let reportedAt = channel.clock();
  const report = (): void => {
    const { removed, freedBytes, blocks, left, problems } = counts;
    const answer: SweepAnswer = {
      ...{ done, removed, freedBytes, blocks, problems, found },
      left: [...left].map(([errno, { count }]) => ({ errno, count })),
    };
    channel.send(answer);
    [counts, found, done, reportedAt] = [countsSoFar(), [], 0, channel.clock()];
  };
  for (const task of tasks) {
    const folder = openTask(task, find, counts);
    if (folder !== null && folder.names.length > LARGE && task.isLarge !== true) {
      found.push({ path: task.path, pinnedBy: task.pinnedBy, isLarge: true });
      done++;
      continue;
    }
    for (let isOver = folder === null; !isOver && folder !== null; ) {
      isOver = sweepNames(folder, judge, counts, NAMES_A_TURN, 'remove');
      await channel.pause();
      if (isStopped()) break;
      if (counts.removed >= FILES_A_REPORT || channel.clock() - reportedAt >= MS_A_REPORT) report();
    }
    if (isStopped()) break;
    for (const below of folder?.below ?? []) found.push(below);
    done++;
  }
  // Stopped, nothing of it is to be done by anybody.
  if (isStopped()) done = tasks.length;
  report();
}
