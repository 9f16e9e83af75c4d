import { lstatSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { factsOf } from '../../../../src/core/disk/facts.ts';
import { helpSweep } from '../../../../src/core/logs/write/sweep-worker.ts';
import type { Channel } from '../../../../src/core/trash/write/worker-pool.ts';
import type { Facts } from '../../../../src/core/types/items.ts';
import type { LogRule } from '../../../../src/core/types/plan.ts';
import { projectAt } from '../../../support/section.ts';
import { IN_MEMORY, listing, type TreeSpec, tree } from '../../../support/tree.ts';

const OLD = { bytes: 10, age: '9d' } as const;
const NEW = { bytes: 10, age: '1d' } as const;

// A helper works in the folders that it is given.
let home: string;
beforeEach(() => {
  home = process.cwd();
});
afterEach(() => process.chdir(home));

/** A helper whose wire ends here. */
function helper(root: string) {
  const project = projectAt(root);
  const section = {
    ...(project.sections.find(({ name }) => name === 'logs') as (typeof project.sections)[number]),
    patterns: ['*.log'],
  };
  const surroundings = { tracked: new Set<string>(), held: new Map(), unseenProcesses: 0 };
  const now = BigInt(Date.now()) * 1_000_000n;
  const rule: LogRule = { section, project, olderThan: { years: 0, months: 0, days: 7, seconds: 0 }, now, surroundings };
  const said: object[] = [];
  let listen: (message: unknown) => void = () => {};
  let wake = (): void => {};
  let isOver = false;
  const channel: Channel = {
    send: (message) => {
      said.push(message);
      wake();
    },
    hear: (each) => {
      listen = each;
    },
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    build: 'this one',
    // No time passes, so it reports at the end alone.
    clock: () => 0,
    end: () => {
      isOver = true;
    },
  };
  helpSweep(channel);
  return {
    said,
    isOver: () => isOver,
    greet: (directory: Facts) => listen({ hello: { rule, directory } }),
    /** Until it has answered. */
    ask: async (order: object) => {
      const answer = new Promise<void>((resolve) => {
        wake = resolve;
      });
      listen(order);
      await answer;
    },
    say: (order: object) => listen(order),
    directory: factsOf(lstatSync(section.path, { bigint: true })),
  };
}

function logs(spec: TreeSpec) {
  return tree(
    Object.fromEntries(Object.entries(spec).map(([path, each]) => [`outputs/logs/${path}`, each])),
    undefined,
    IN_MEMORY,
  );
}

it('does what it is given, and says what it met', async () => {
  using t = logs({ 'a.log': OLD, 'b.log': NEW, 'run/c.log': OLD });
  const { said, greet, ask, directory } = helper(t.root);
  greet(directory);
  await ask({
    tasks: [
      { path: '', pinnedBy: null },
      { path: 'gone', pinnedBy: null },
    ],
  });
  expect(said).toEqual([
    { ready: 'this one' },
    {
      done: 2,
      removed: 1,
      freedBytes: 10,
      blocks: expect.any(Number),
      left: [],
      problems: [],
      found: [{ path: 'run', pinnedBy: null }],
    },
  ]);
  expect(listing(t.at('outputs/logs'))).toEqual(['b.log', 'run', 'run/c.log']);
});

it('takes some names of a folder, and nothing else in it', async () => {
  using t = logs({ 'run/a.log': OLD, 'run/b.log': OLD, 'run/new.log': NEW });
  const { said, greet, ask, directory } = helper(t.root);
  greet(directory);
  await ask({ tasks: [{ path: 'run', pinnedBy: null, names: ['a.log', 'new.log', '../../../x'] }] });
  expect(said.at(-1)).toMatchObject({ done: 1, removed: 1, found: [] });
  expect(listing(t.at('outputs/logs'))).toEqual(['run', 'run/b.log', 'run/new.log']);
});

it('leaves a section that is another directory by now', () => {
  using t = logs({ 'a.log': OLD });
  const { said, greet, isOver, directory } = helper(t.root);
  greet({ ...directory, ino: directory.ino + 1n });
  expect(isOver()).toBe(true);
  expect(said).toEqual([]);
  expect(listing(t.at('outputs/logs'))).toEqual(['a.log']);
});

it('stops between two turns, and tells what it did', async () => {
  using t = logs(Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`${n}.log`, OLD])));
  const { said, greet, ask, say, directory } = helper(t.root);
  greet(directory);
  setImmediate(() => say({ stop: true }));
  await ask({ tasks: [{ path: '', pinnedBy: null }] });
  const left = listing(t.at('outputs/logs')).length;
  expect(left).toBeGreaterThan(0);
  expect(said.at(-1)).toMatchObject({ done: 1, removed: 500 - left });
});
