import { appendFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readOperations } from '../../../../src/core/trash/read/read-operations.ts';
import { purgeOperations } from '../../../../src/core/trash/write/purge-operations.ts';
import { apply, planDeeds } from '../../../support/plan.ts';
import { projectAt } from '../../../support/section.ts';
import { listing, outputsListing, snapshot, type Tree, tree } from '../../../support/tree.ts';

const RUN = { now: () => BigInt(Date.now()) * 1_000_000n, interrupted: () => false, pause: async () => {} };

const SPEC = {
  'outside/precious': 'x',
  'outputs/models/a': { bytes: 10 },
  'outputs/models/b': { hardLink: 'outputs/models/a' },
  'outputs/models/dir/x': { bytes: 5 },
  'outputs/models/dir/sub/link': { link: '../../../../outside' },
  'outputs/models/stays': 'x',
} as const;

/** With `a`, `b` and `dir` in the trash. */
async function trashed(): Promise<Tree> {
  const t = tree(SPEC);
  await apply(planDeeds(projectAt(t.root), { models: { a: 'trash', b: 'trash', dir: 'trash' } }));
  return t;
}

const purgeAll = (t: Tree, run: Partial<typeof RUN> = {}) =>
  purgeOperations(t.at('outputs'), readOperations(t.at('outputs')), { ...RUN, ...run });

/** Where no journal says that it is one. */
const purgeOp = (t: Tree) => purgeOperations(t.at('outputs'), [{ id: 'op', folder: 'op', path: t.at('outputs/.trash/op') }], RUN);

describe('purge', () => {
  test('frees what the journal lists, each inode once, and leaves nothing', async () => {
    using t = await trashed();
    const outside = snapshot(t.at('outside'));
    const link = '../../../../outside'.length;
    expect(await purgeAll(t)).toMatchObject([{ operation: 'op', freedBytes: 15 + link, left: null }]);
    expect(outputsListing(t.at('outputs'))).toEqual(['.trash', 'models', 'models/stays']);
    expect(snapshot(t.at('outside'))).toEqual(outside);
    expect(readFileSync(t.at('outputs/.trash/history.jsonl'), 'utf8')).toMatch(/"purging".*"purged"/s);
  });

  test('leaves what is not listed, and what is not what was moved, and says so each time', async () => {
    using t = await trashed();
    const items = t.at('outputs/.trash/op/items');
    writeFileSync(`${items}/2/precious`, 'mine');
    writeFileSync(`${items}/7`, 'mine too');
    rmSync(`${items}/0`);
    writeFileSync(`${items}/0`, 'something else');
    const extra = { left: { result: 'skipped', why: 'extra' } };
    expect(await purgeAll(t)).toMatchObject([extra]);
    expect(await purgeAll(t)).toMatchObject([extra]);
    expect(listing(t.at('outputs/.trash/purge-op/items'))).toEqual(['0', '2', '2/precious', '7']);
    // Once somebody has looked and removed it, the rest goes.
    rmSync(t.at('outputs/.trash/purge-op/items/0'));
    rmSync(t.at('outputs/.trash/purge-op/items/2/precious'));
    rmSync(t.at('outputs/.trash/purge-op/items/7'));
    expect(await purgeAll(t)).toMatchObject([{ left: null }]);
    expect(existsSync(t.at('outputs/.trash/purge-op'))).toBe(false);
  });

  test('goes on where it was interrupted', async () => {
    using t = await trashed();
    let asked = 0;
    const first = await purgeAll(t, { interrupted: () => ++asked > 3 });
    expect(first).toMatchObject([{ left: { result: 'skipped', why: 'interrupted' } }]);
    expect(readOperations(t.at('outputs')).map(({ folder }) => folder)).toEqual(['purge-op']);
    expect(await purgeAll(t)).toMatchObject([{ left: null }]);
    expect(outputsListing(t.at('outputs'))).toEqual(['.trash', 'models', 'models/stays']);
  });

  test('never touches an operation whose journal cannot be believed', async () => {
    using t = await trashed();
    appendFileSync(t.at('outputs/.trash/op/plan.jsonl'), 'x');
    const before = snapshot(t.root);
    expect(await purgeOp(t)).toMatchObject([{ left: { result: 'damaged' }, path: t.at('outputs/.trash/op') }]);
    rmSync(t.at('outputs/.trash/op/plan.jsonl'));
    expect(await purgeOp(t)).toMatchObject([{ left: { result: 'damaged', why: 'is missing' } }]);
    const after = snapshot(t.at('outputs/.trash/op/items'));
    expect(after['0']).toEqual(before['outputs/.trash/op/items/0']);
  });

  test('takes away a folder that a crash left before anything was moved', async () => {
    using t = tree({ 'outputs/.trash/op/items': { dir: true }, 'outputs/.trash/op/plan.jsonl.tmp': 'half' });
    t.add({ 'outputs/.trash': { dir: true, mode: 0o700 } });
    expect(await purgeOp(t)).toMatchObject([{ left: null }]);
    expect(outputsListing(t.at('outputs'))).toEqual(['.trash']);
  });

  test('does not decide over a folder of another operation', async () => {
    using t = await trashed();
    t.add({ 'outputs/.trash/purge-op/mine': 'x' });
    expect(
      await purgeOperations(
        t.at('outputs'),
        readOperations(t.at('outputs')).filter(({ folder }) => folder === 'op'),
        RUN,
      ),
    ).toMatchObject([{ left: { result: 'failed', errno: 'EEXIST' } }]);
    expect(existsSync(t.at('outputs/.trash/op/items/0'))).toBe(true);
  });

  test('refuses a trash that others could change', async () => {
    using t = await trashed();
    renameSync(t.at('outputs/.trash'), t.at('elsewhere'));
    t.add({ 'outputs/.trash': { link: '../elsewhere' } });
    const operations = [{ id: 'op', folder: 'op', path: t.at('outputs/.trash/op') }];
    await expect(purgeOperations(t.at('outputs'), operations, RUN)).rejects.toMatchObject({ code: 'refused' });
  });
});

describe('what is deleted at once', () => {
  test('lies in a folder that the next command frees, if the command is cut short', async () => {
    using t = tree({ ...SPEC, 'outputs/cache/big/a': { bytes: 7 }, 'outputs/cache/big/b': { bytes: 7 } });
    let asked = 0;
    const plan = planDeeds(projectAt(t.root), { models: { a: 'trash' }, cache: { big: 'purge' } });
    await apply(plan, { interrupted: () => ++asked > 3 });
    const operations = readOperations(t.at('outputs'));
    expect(operations.map(({ folder, trouble }) => [folder, trouble])).toEqual([
      ['op', null],
      ['purge-op-now', null],
    ]);
    const begun = operations.filter(({ folder }) => folder === 'purge-op-now');
    expect(await purgeOperations(t.at('outputs'), begun, RUN)).toMatchObject([{ left: null }]);
    expect(listing(t.at('outputs/.trash/op/items'))).toEqual(['0']);
    expect(listing(t.at('outputs/cache'))).toEqual([]);
  });
});
