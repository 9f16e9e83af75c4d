import { appendFileSync, lstatSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { factsOf } from '../../../../src/core/disk/facts.ts';
import { scanSection } from '../../../../src/core/scan/scan-section.ts';
import { type FreeTask, helpFree } from '../../../../src/core/trash/write/free-worker.ts';
import { packItems } from '../../../../src/core/trash/write/serialise-items.ts';
import type { Item } from '../../../../src/core/types/items.ts';
import { sectionAt } from '../../../support/section.ts';
import { IN_MEMORY, listing, type Tree, tree } from '../../../support/tree.ts';

// A helper works in the folders that it is given.
let home: string;
beforeEach(() => {
  home = process.cwd();
});
afterEach(() => process.chdir(home));

/** A helper whose wire ends here. */
function helper() {
  const said: object[] = [];
  let [listen, wake]: [(message: unknown) => void, () => void] = [() => {}, () => {}];
  let isOver = false;
  const end = (): void => {
    isOver = true;
    wake();
  };
  helpFree({
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
    end,
  });
  /** Until it has answered, or ended. */
  const ask = async (order: object): Promise<void> => {
    const answer = new Promise<void>((resolve) => {
      wake = resolve;
    });
    listen(order);
    await answer;
  };
  return { said, ask, say: (order: object) => listen(order), isOver: () => isOver };
}

/** A job of some of what lies in a folder of the `items`, which are a folder like any other. */
function task(t: Tree, job: number, way: readonly Item[], items: readonly Item[]): FreeTask {
  const directory = factsOf(lstatSync(t.at('items'), { bigint: true }));
  const last = ({ path }: Item): string => path.slice(path.lastIndexOf('/') + 1);
  return {
    ...{ job, items: t.at('items'), directory, ctime: 'planned', packed: packItems(items) },
    way: way.map((folder) => ({ name: last(folder), facts: folder.facts })),
  };
}

function itemsIn(t: Tree): readonly Item[] {
  return scanSection(sectionAt(t.at('items'))).items;
}

const SPEC = {
  'items/0/a': { bytes: 2 },
  'items/0/sub/b': { bytes: 3 },
  'items/1/c': { bytes: 5 },
  'items/1/d': { bytes: 7 },
  'items/1/\udcff': { bytes: 1 },
};

it('frees what it is given, whole folders and some names of one, and says what of each', async () => {
  using t = tree(SPEC, undefined, IN_MEMORY);
  const [first, second] = itemsIn(t) as readonly [Item, Item];
  const { said, ask, say } = helper();
  say({ hello: {} });
  await ask({ tasks: [task(t, 4, [], [first]), task(t, 9, [second], second.children.slice(0, 2))] });
  expect(said).toEqual([
    { ready: 'this one' },
    {
      done: 2,
      results: [
        { job: 4, left: null, freedBytes: 5n, blocks: expect.any(Number) },
        { job: 9, left: null, freedBytes: 12n, blocks: expect.any(Number) },
      ],
    },
  ]);
  expect(listing(t.at('items'))).toEqual(['1', '1/\udcff']);
});

it('leaves what was written to, what nobody planned, and the folders above', async () => {
  using t = tree(SPEC, undefined, IN_MEMORY);
  const [first, second] = itemsIn(t) as readonly [Item, Item];
  appendFileSync(t.at('items/0/sub/b'), 'more');
  t.add({ 'items/1/new': 'somebody' });
  const { said, ask } = helper();
  await ask({ tasks: [task(t, 0, [], [first, second])] });
  expect(said).toEqual([
    { done: 1, results: [{ job: 0, left: { result: 'skipped', why: 'extra' }, freedBytes: 15n, blocks: expect.any(Number) }] },
  ]);
  expect(listing(t.at('items'))).toEqual(['0', '0/sub', '0/sub/b', '1', '1/new']);
});

it('does nothing in another folder', async () => {
  using t = tree(SPEC, undefined, IN_MEMORY);
  const items = itemsIn(t);
  const before = listing(t.at('items'));
  const there = task(t, 0, [], items);
  const { said, ask, isOver } = helper();
  await ask({ tasks: [{ ...there, directory: { ...there.directory, ino: there.directory.ino + 1n } }] });
  expect({ said, isOver: isOver() }).toEqual({ said: [], isOver: true });
  const other = helper();
  const [first, second] = items as readonly [Item, Item];
  await other.ask({ tasks: [task(t, 0, [{ ...second, facts: first.facts }], second.children)] });
  expect(other.said).toMatchObject([{ results: [{ left: { result: 'skipped', why: 'extra' }, freedBytes: 0n }] }]);
  expect(listing(t.at('items'))).toEqual(before);
});

it('takes no way for a name', async () => {
  using t = tree({ ...SPEC, precious: 'x' }, undefined, IN_MEMORY);
  const [first] = itemsIn(t) as readonly [Item];
  const there = task(t, 0, [], [first]);
  const { ask, isOver } = helper();
  await ask({ tasks: [{ ...there, way: [{ name: '..', facts: factsOf(lstatSync(t.root, { bigint: true })) }] }] });
  expect(isOver()).toBe(true);
  expect(listing(t.root)).toContain('precious');
});

it('stops between two names, and tells what it did', async () => {
  using t = tree(Object.fromEntries(Array.from({ length: 900 }, (_, n) => [`items/0/${n}`, { bytes: 2 }])), undefined, IN_MEMORY);
  const [first] = itemsIn(t) as readonly [Item];
  const { said, ask, say } = helper();
  setImmediate(() => say({ stop: true }));
  await ask({ tasks: [task(t, 0, [], [first]), task(t, 1, [], [first])] });
  const left = listing(t.at('items/0')).length;
  expect(left).toBeGreaterThan(0);
  expect(said).toEqual([
    {
      done: 2,
      results: [
        {
          job: 0,
          left: { result: 'skipped', why: 'interrupted' },
          freedBytes: BigInt(2 * (900 - left)),
          blocks: expect.any(Number),
        },
      ],
    },
  ]);
});
