// Of what has several parts all go, or none: half a sharded checkpoint is none.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Run } from '../../../src/core/apply/apply-plan.ts';
import type { Plan } from '../../../src/core/types/plan.ts';
import { until } from '../../support/helper-processes.ts';
import { apply, type Deeds, planDeeds } from '../../support/plan.ts';
import { projectAt } from '../../support/section.ts';
import { IN_MEMORY, listing, outputsListing, snapshot, type Tree, tree } from '../../support/tree.ts';

const DONE = { result: 'done' };
const CHANGED = { result: 'skipped', why: 'changed' };
const SHARDS = {
  'outputs/models/m-1-of-3': { bytes: 10 },
  'outputs/models/m-2-of-3': { bytes: 20 },
  'outputs/models/m-3-of-3/inside': { bytes: 30 },
  'outputs/models/other': { bytes: 5 },
};

function planUnit(root: string, deed: 'trash' | 'purge', more: Deeds[string] = {}): Plan {
  const plan = planDeeds(projectAt(root), {
    models: { 'm-1-of-3': deed, 'm-2-of-3': deed, 'm-3-of-3': deed, ...more },
  });
  const actions = plan.actions.map((action) =>
    'item' in action && action.do === deed && action.item.path.startsWith('m-') ? { ...action, unit: 'm-1-of-3' } : action,
  );
  return { ...plan, actions };
}

describe('the parts of one thing', () => {
  test('all go, and what stands beside them is its own', async () => {
    using t = tree(SHARDS);
    const { outcomes, heldBytes } = await apply(planUnit(t.root, 'trash', { other: 'trash' }));
    expect(outcomes).toMatchObject([DONE, DONE, DONE, DONE]);
    expect(heldBytes).toBe(65);
    expect(outputsListing(t.at('outputs'))).not.toContain('models/m-1-of-3');
  });

  test('are freed, where that is asked, when all have left', async () => {
    using t = tree(SHARDS);
    const { outcomes, freedBytes } = await apply(planUnit(t.root, 'purge'));
    expect(outcomes).toMatchObject([DONE, DONE, DONE]);
    expect(freedBytes).toBe(60);
    expect(outputsListing(t.at('outputs')).filter((path) => path !== '.trash')).toEqual(['models', 'models/other']);
  });

  test.each<[string, (at: (path: string) => string) => void, object]>([
    ['was written to', (at) => appendFileSync(at('outputs/models/m-2-of-3'), 'more'), CHANGED],
    ['has gone', (at) => rmSync(at('outputs/models/m-2-of-3')), CHANGED],
    [
      'is another kind of thing',
      (at) => {
        rmSync(at('outputs/models/m-2-of-3'));
        mkdirSync(at('outputs/models/m-2-of-3'));
      },
      CHANGED,
    ],
    ['holds something new', (at) => writeFileSync(at('outputs/models/m-3-of-3/new'), 'x'), CHANGED],
  ])('stay, each exactly as it was, when one of them %s', async (_, change, why) => {
    for (const deed of ['trash', 'purge'] as const) {
      using t = tree(SHARDS);
      const plan = planUnit(t.root, deed, { other: deed });
      change(t.at);
      const before = snapshot(t.root);
      const { outcomes } = await apply(plan);
      expect(outcomes).toMatchObject([why, why, why, DONE]);
      const after = snapshot(t.root);
      for (const [path, facts] of Object.entries(before)) {
        if (path.startsWith('outputs/models/m-')) expect(after[path], path).toEqual(facts);
      }
    }
  });

  test('are not begun when a signal has come, and are finished when it comes between them', async () => {
    using t = tree(SHARDS);
    let asked = 0;
    const { outcomes } = await apply(planUnit(t.root, 'trash', { other: 'trash' }), { interrupted: () => asked++ > 0 });
    expect(outcomes).toMatchObject([DONE, DONE, DONE, { result: 'skipped', why: 'interrupted' }]);
  });
});

describe('folders that are deleted and can be made again', () => {
  const SPEC = Object.fromEntries(
    ['a', 'b', 'c'].flatMap((name) => [0, 1].map((n) => [`outputs/cache/${name}/${n}`, { bytes: 1 }])),
  );
  const DEEDS = { cache: { a: 'purge', b: 'purge', c: 'purge' } } as const;
  const MOVED = 'outputs/.trash/purge-op-now/items';

  /** Acts at the first question after all have left their places. */
  function whenAllHaveLeft(t: Tree, act: () => void): Pick<Run, 'interrupted' | 'mayEnter'> {
    let acted = false;
    const interrupted = (): boolean => {
      if (!acted && listing(t.at('outputs/cache')).length === 0) {
        acted = true;
        act();
      }
      return false;
    };
    return { interrupted, mayEnter: 'alone' };
  }

  test('leave their places, all of them, before anything is freed', async () => {
    using t = tree(SPEC);
    let files: readonly string[] = [];
    const run = whenAllHaveLeft(t, () => (files = listing(t.at(MOVED))));
    const heard: number[] = [];
    const operation = await apply(planDeeds(projectAt(t.root), DEEDS), { ...run, progress: (done) => heard.push(done) });
    expect(files).toEqual(['0', '0/0', '0/1', '1', '1/0', '1/1', '2', '2/0', '2/1']);
    expect(operation).toMatchObject({ outcomes: [DONE, DONE, DONE].map((done) => ({ ...done, freedBytes: 2 })), freedBytes: 6 });
    expect(outputsListing(t.at('outputs'))).toEqual(['.trash', 'cache']);
    expect(heard).toEqual([0, 0, 0, 0, 1, 2, 3]);
  });

  test.each<[string, (at: string) => void, readonly string[]]>([
    ['is written to', (folder) => appendFileSync(`${folder}/0`, 'more'), ['b', 'b/0']],
    ['is added', (folder) => writeFileSync(`${folder}/new`, 'theirs'), ['b', 'b/new']],
    [
      'is exchanged',
      (folder) => {
        writeFileSync(`${folder}/new`, 'x');
        renameSync(`${folder}/new`, `${folder}/1`);
      },
      ['b', 'b/1'],
    ],
  ])('and what %s until they are freed comes back to its place', async (_, change, back) => {
    using t = tree(SPEC);
    const run = whenAllHaveLeft(t, () => change(t.at(`${MOVED}/1`)));
    const operation = await apply(planDeeds(projectAt(t.root), DEEDS), run);
    const done = { ...DONE, freedBytes: 2 };
    expect(operation).toMatchObject({ outcomes: [done, { result: 'skipped', why: 'in-part' }, done], trash: null });
    expect(listing(t.at('outputs/cache'))).toEqual(back);
    expect(outputsListing(t.at('outputs'))).not.toContain('.trash/purge-op-now');
  });

  test('but never over what has its name by then: it stays in the trash and is told of', async () => {
    using t = tree(SPEC);
    const run = whenAllHaveLeft(t, () => {
      appendFileSync(t.at(`${MOVED}/1/0`), 'more');
      mkdirSync(t.at('outputs/cache/b'));
      writeFileSync(t.at('outputs/cache/b/0'), 'newest');
    });
    const operation = await apply(planDeeds(projectAt(t.root), DEEDS), run);
    expect(operation.outcomes[1]).toEqual({ result: 'unfreed', why: 'extra', freedBytes: 1 });
    expect(readFileSync(t.at('outputs/cache/b/0'), 'latin1')).toBe('newest');
    expect(listing(t.at(MOVED))).toEqual(['1', '1/0']);
    expect(operation.trash).toBe(t.at('outputs/.trash/purge-op-now'));
  });

  test('are not freed when a signal has come: they lie where the next command finds them', async () => {
    using t = tree(SPEC);
    let stopped = false;
    const interrupted = (): boolean => (stopped ||= listing(t.at('outputs/cache')).length === 0);
    const operation = await apply(planDeeds(projectAt(t.root), DEEDS), { interrupted });
    expect(operation.outcomes).toEqual(Array(3).fill({ result: 'unfreed', why: 'interrupted', freedBytes: 0 }));
    expect(listing(t.at(MOVED))).toHaveLength(9);
  });

  test('lose nothing to a program that is at work in them, whenever it makes a file', async () => {
    const spec = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`outputs/cache/a/sub/${n}`, '']));
    const code = `const fs = require('fs'); fs.writeSync(1, '\\n'); fs.readSync(0, Buffer.alloc(1));
      for (const start = performance.now(); performance.now() - start < Number(process.argv[1]); );
      for (let n = 0; n < 20000; n++) { fs.writeFileSync('new' + n, ''); fs.writeSync(1, 'new' + n + '\\n'); }`;
    let files = 0;
    for (let round = 0; round < 8; round++) {
      using t = tree({ ...spec, 'outputs/cache/a/x': '' }, undefined, IN_MEMORY);
      const cwd = t.at('outputs/cache/a/sub');
      const program = spawn(process.execPath, ['-e', code, String(round * 6)], { cwd, stdio: ['pipe', 'pipe', 'ignore'] });
      let told = '';
      program.stdout.setEncoding('utf8').on('data', (text: string) => (told += text));
      await once(program.stdout, 'data');
      const plan = planDeeds(projectAt(t.root), { cache: { a: 'purge' } });
      program.stdin.write('x');
      // In the first round something is there in any case; in the others it comes whenever it comes.
      if (round === 0) await until(() => (told.includes('new0\n') ? true : undefined));
      await apply(plan, { mayEnter: 'alone' });
      const closed = once(program, 'close');
      program.kill('SIGKILL');
      await closed;
      const made = told.split('\n').filter((line) => line !== '');
      const names = new Set(listing(t.at('outputs')).map((path) => path.slice(path.lastIndexOf('/') + 1)));
      expect(made.filter((name) => !names.has(name))).toEqual([]);
      files += made.length;
    }
    expect(files).toBeGreaterThan(0);
  });
});
