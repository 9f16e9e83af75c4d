import { createHash } from 'node:crypto';
import {
  appendFileSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import type { Plan } from '../../../src/core/types/plan.ts';
import { canMount, canTrace, inChild } from '../../support/child.ts';
import { apply, planDeeds } from '../../support/plan.ts';
import { projectAt, sectionAt } from '../../support/section.ts';
import { IN_MEMORY, listing, makeDeep, outputsListing, snapshot, tree } from '../../support/tree.ts';

/** What a child needs to plan and apply. */
const RUN = "import { apply, planDeeds } from './test/support/plan.ts'; import { projectAt } from './test/support/section.ts';";
const DONE = { result: 'done' };
const CHANGED = { result: 'skipped', why: 'changed' };

describe('trash', () => {
  test('moves what the plan names, under its number, and nothing else', async () => {
    using t = tree({
      'outputs/checkpoints/a.pth': { bytes: 10, age: '8d' },
      'outputs/checkpoints/run/b.pth': { bytes: 20 },
      'outputs/checkpoints/run/keep.pth': { bytes: 30 },
      'outputs/checkpoints/latest': { link: 'run/keep.pth' },
      'outputs/models/dir/x': { bytes: 40 },
      'outputs/models/dir/sub/y': { bytes: 2 },
    });
    const before = snapshot(t.root);
    const plan = planDeeds(projectAt(t.root), {
      checkpoints: { 'a.pth': 'trash', latest: 'trash', 'run/b.pth': 'trash' },
      models: { dir: 'trash' },
    });
    const operation = await apply(plan);
    expect(operation.outcomes.map((outcome) => ('heldBytes' in outcome ? outcome.heldBytes : outcome))).toEqual([10, 12, 20, 42]);
    expect(operation).toMatchObject({
      id: 'op',
      planId: plan.id,
      trash: t.at('outputs/.trash/op'),
      heldBytes: 84,
      freedBytes: 0,
    });
    expect(outputsListing(t.at('outputs'))).toEqual([
      '.trash',
      '.trash/op',
      '.trash/op/items',
      '.trash/op/items/0',
      '.trash/op/items/1',
      '.trash/op/items/2',
      '.trash/op/items/3',
      '.trash/op/items/3/sub',
      '.trash/op/items/3/sub/y',
      '.trash/op/items/3/x',
      '.trash/op/plan.jsonl',
      'checkpoints',
      'checkpoints/run',
      'checkpoints/run/keep.pth',
      'models',
    ]);
    const after = snapshot(t.root);
    expect(after['outputs/.trash/op/items/0']).toEqual(before['outputs/checkpoints/a.pth']);
    expect(after['outputs/.trash/op/items/1']).toEqual(before['outputs/checkpoints/latest']);
    expect(after['outputs/.trash/op/items/3/sub/y']).toEqual(before['outputs/models/dir/sub/y']);
    expect(after['outputs/checkpoints/run/keep.pth']).toEqual(before['outputs/checkpoints/run/keep.pth']);
    expect(after['outputs/.trash']?.mode).toBe('0700');
  });

  test('says in the journal what was where, each line with its digest', async () => {
    using t = tree({ 'outputs/models/a\udcff\n': 'x', 'outputs/models/dir/y': '', 'outputs/cache/c': '' });
    const { ino } = lstatSync(t.at('outputs/models/dir/y'), { bigint: true });
    const plan = planDeeds(projectAt(t.root), { models: { 'a\udcff\n': 'trash', dir: 'trash' }, cache: { c: 'unlink' } });
    // Read when the first action is asked about: it must be there before anything has moved.
    let journal = '';
    await apply(plan, {
      interrupted: () => {
        journal ||= readFileSync(t.at('outputs/.trash/op/plan.jsonl'), 'utf8');
        expect(lstatSync(t.at('outputs/models/dir/y')).isFile()).toBe(true);
        return true;
      },
    });
    const lines = journal.split('\n');
    expect(lines.pop()).toBe('');
    const parsed = lines.map((line) => {
      const [, json, digest] = /^(.*) ([0-9a-f]{16})$/.exec(line) ?? [];
      expect(digest).toBe(
        createHash('sha256')
          .update(json ?? '')
          .digest('hex')
          .slice(0, 16),
      );
      return JSON.parse(json ?? '');
    });
    expect(parsed).toMatchObject([
      { v: 1, op: 'op', plan: plan.id, command: 'test', count: 2, outputs: t.at('outputs') },
      { n: 0, do: 'trash', s: 'models', p: 'a\udcff\n', t: 'f', size: '1', why: 'cleaned' },
      { n: 1, do: 'trash', s: 'models', p: 'dir', t: 'd' },
      { n: 1, sub: 'y', t: 'f', ino: String(ino) },
      { end: true, count: 2 },
    ]);
    const all = `${lines.slice(0, -1).join('\n')}\n`;
    expect(parsed.at(-1).sha256).toBe(createHash('sha256').update(all).digest('hex'));
  });

  test('counts an inode with two names once, and moves both', async () => {
    using t = tree({ 'outputs/models/a': { bytes: 10 }, 'outputs/models/b': { hardLink: 'outputs/models/a' } });
    const operation = await apply(planDeeds(projectAt(t.root), { models: { a: 'trash', b: 'trash' } }));
    expect(operation).toMatchObject({ heldBytes: 10, outcomes: [DONE, DONE] });
  });

  test.each<[string, Parameters<typeof tree>[0], RegExp]>([
    ['a link', { 'outputs/.trash': { link: '../elsewhere' }, 'elsewhere/x': '' }, /is a link to \.\.\/elsewhere/],
    ['a file', { 'outputs/.trash': '' }, /is not a directory/],
    ['open to others', { 'outputs/.trash': { dir: true, mode: 0o770 } }, /can be written by others \(mode 770\)/],
    [
      'in use by the same operation',
      { 'outputs/.trash/op/items/0': '', 'outputs/.trash': { dir: true, mode: 0o700 } },
      /cannot write the journal in .*op \(EEXIST\)/,
    ],
  ])('refuses a trash that is %s, before anything', async (_, spec, message) => {
    using t = tree({ 'outputs/models/a': 'x', ...spec });
    const before = snapshot(t.root);
    const plan = planDeeds(projectAt(t.root), { models: { a: 'trash' } });
    await expect(apply(plan)).rejects.toMatchObject({ code: 'refused', message: expect.stringMatching(message) });
    expect(snapshot(t.root)).toEqual(before);
  });

  test.skipIf(process.getuid?.() !== 0)('refuses a trash that belongs to somebody else', async () => {
    using t = tree({ 'outputs/models/a': 'x', 'outputs/.trash': { dir: true, mode: 0o700 } });
    chownSync(t.at('outputs/.trash'), 65_534, 65_534);
    const before = snapshot(t.root);
    const plan = planDeeds(projectAt(t.root), { models: { a: 'trash' } });
    await expect(apply(plan)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('another user (65534)'),
    });
    expect(snapshot(t.root)).toEqual(before);
  });

  test.skipIf(!canMount())('refuses a trash on another mount', () => {
    using t = tree({ 'outputs/models/a': 'x', 'outputs/.trash': { dir: true, mode: 0o700 } });
    const message = inChild(
      t,
      RUN,
      `try { await apply(planDeeds(projectAt(root), { models: { a: 'trash' } })); } catch (error) { return error.message; }`,
      { mount: 'mkdir -m 700 "$ROOT/b"; mount --bind "$ROOT/b" "$ROOT/outputs/.trash"' },
    );
    expect(message).toMatch(/is another mount/);
    expect(listing(t.at('outputs/models'))).toEqual(['a']);
  });

  test.skipIf(!canTrace())('makes the journal durable before the first move, and the moves in the order that was proved', () => {
    using t = tree({ 'outputs/models/a': 'x', 'outputs/models/sub/b': 'x' });
    using log = tree();
    inChild(t, RUN, `await apply(planDeeds(projectAt(root), { models: { a: 'trash', 'sub/b': 'trash' } }));`, {
      under: ['strace', '-f', '-y', '-o', log.at('log'), '-e', 'trace=fsync,rename'],
    });
    const outputs = t.at('outputs');
    const calls = readFileSync(log.at('log'), 'utf8').matchAll(/(fsync)\(\d+<([^>]*)>\)|(rename)\("([^"]*)", "([^"]*)"/g);
    const steps = [...calls].map(([, sync, synced = '', , from = '', to = '']) =>
      sync === undefined ? `${lastPart(from)} -> ${lastPart(to)}` : `fsync ${synced.replace(outputs, 'outputs')}`,
    );
    // The reserve and what is written down for people come beside it.
    const moving = steps.filter((step) => !/RESERVE|(history|state)\.jsonl/.test(step));
    expect(moving).toEqual([
      'fsync outputs/.trash/op/plan.jsonl.tmp',
      'plan.jsonl.tmp -> plan.jsonl',
      'fsync outputs/.trash/op',
      'fsync outputs/.trash',
      'fsync outputs',
      // For the new names of the reserve and the history.
      'fsync outputs/.trash',
      'fsync outputs/.trash',
      'a -> 0',
      'b -> 1',
      'fsync outputs/.trash/op/items',
      'fsync outputs/models',
      'fsync outputs/models/sub',
      // For the record of its end.
      'fsync outputs/.trash/op',
    ]);
  });

  test('refuses an outputs directory that has become a link', async () => {
    using t = tree({ 'outputs/models/a': 'x', 'victim/models/a': 'precious' });
    const plan = planDeeds(projectAt(t.root), { models: { a: 'trash' } });
    renameSync(t.at('outputs'), t.at('moved'));
    symlinkSync('victim', t.at('outputs'));
    const before = snapshot(t.root);
    await expect(apply(plan)).rejects.toMatchObject({ code: 'refused', message: expect.stringContaining('(ENOTDIR)') });
    expect(snapshot(t.root)).toEqual(before);
  });
});

describe.each(['never', 'alone'] as const)('purge, the working directory %s ours', (mayEnter) => {
  const cwd = process.cwd();
  afterEach(() => expect(process.cwd()).toBe(cwd));

  test('frees everything in a directory and leaves nothing, not even in the trash', async () => {
    using t = tree({
      'outside/precious': 'x',
      'outputs/cache/dir/a': { bytes: 10 },
      'outputs/cache/dir/sub/sub/b': { bytes: 5 },
      'outputs/cache/dir/empty': { dir: true },
      'outputs/cache/dir/link': { link: '../../../outside' },
      'outputs/cache/dir/pipe': { fifo: true },
      'outputs/cache/dir/-rf': '',
      'outputs/cache/dir/a\udcff': { bytes: 1 },
      'outputs/cache/dir/a\ufffd': { bytes: 1 },
      'outputs/cache/keep/x': '',
    });
    const outside = snapshot(t.at('outside'));
    const operation = await apply(planDeeds(projectAt(t.root), { cache: { dir: 'purge' } }), { mayEnter });
    const link = '../../../outside'.length;
    expect(operation).toMatchObject({
      outcomes: [{ ...DONE, freedBytes: 17 + link }],
      freedBytes: 17 + link,
      heldBytes: 0,
      trash: null,
    });
    expect(outputsListing(t.at('outputs'))).toEqual(['.trash', 'cache', 'cache/keep', 'cache/keep/x']);
    expect(snapshot(t.at('outside'))).toEqual(outside);
  });

  test('frees bytes only when the last name of an inode goes', async () => {
    using t = tree({
      'outputs/cache/a/one': { bytes: 10 },
      'outputs/cache/a/two': { hardLink: 'outputs/cache/a/one' },
      'outputs/cache/b/three': { bytes: 100 },
      'outputs/models/three': { hardLink: 'outputs/cache/b/three' },
    });
    const operation = await apply(planDeeds(projectAt(t.root), { cache: { a: 'purge', b: 'purge' } }), { mayEnter });
    expect(operation).toMatchObject({
      outcomes: [
        { ...DONE, freedBytes: 10 },
        { ...DONE, freedBytes: 0 },
      ],
      freedBytes: 10,
    });
    expect(readFileSync(t.at('outputs/models/three'), 'latin1')).toBe('x'.repeat(100));
  });

  test('3000 levels deep', async () => {
    using t = tree({ 'outputs/cache/deep': { dir: true }, 'outputs/cache/keep': '' }, undefined, IN_MEMORY);
    makeDeep(t.at('outputs/cache/deep'), 3000, 'level');
    const operation = await apply(planDeeds(projectAt(t.root), { cache: { deep: 'purge' } }), { mayEnter });
    expect(operation.outcomes).toEqual([{ result: 'done', freedBytes: 0, heldBytes: 0 }]);
    expect(outputsListing(t.at('outputs'))).toEqual(['.trash', 'cache', 'cache/keep']);
  });

  test('an irreplaceable file goes the same way', async () => {
    using t = tree({ 'outputs/models/a': { bytes: 10 } });
    expect(await apply(planDeeds(projectAt(t.root), { models: { a: 'purge' } }), { mayEnter })).toMatchObject({
      freedBytes: 10,
      trash: null,
    });
    expect(outputsListing(t.at('outputs'))).toEqual(['.trash', 'models']);
  });

  test('stops in the middle of a directory when told; what is left lies in the trash and is told of', async () => {
    using t = tree(Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`outputs/cache/dir/${n}`, { bytes: 1 }])));
    let asked = 0;
    const operation = await apply(planDeeds(projectAt(t.root), { cache: { dir: 'purge' } }), {
      interrupted: () => ++asked > 21,
      mayEnter,
    });
    expect(operation).toMatchObject({
      outcomes: [{ result: 'unfreed', why: 'interrupted', freedBytes: 19 }],
      freedBytes: 19,
      trash: t.at('outputs/.trash/purge-op-now'),
    });
    expect(listing(t.at('outputs/.trash/purge-op-now/items/0'))).toHaveLength(31);
  });
});

describe('unlink', () => {
  test('removes files and links in place, without a trash', async () => {
    using t = tree({
      'outside/precious': 'x',
      'outputs/logs/a.log': { bytes: 10 },
      'outputs/logs/link': { link: '../../outside' },
      'outputs/logs/sub/-rf': { bytes: 5 },
      'outputs/logs/sub/keep': '',
    });
    const before = snapshot(t.at('outside'));
    const operation = await apply(
      planDeeds(projectAt(t.root), { logs: { 'a.log': 'unlink', link: 'unlink', 'sub/-rf': 'unlink' } }),
    );
    expect(operation).toMatchObject({ outcomes: [DONE, DONE, DONE], freedBytes: 15 + '../../outside'.length, trash: null });
    expect(outputsListing(t.at('outputs'))).toEqual(['.trash', 'logs', 'logs/sub', 'logs/sub/keep']);
    expect(snapshot(t.at('outside'))).toEqual(before);
  });

  test('takes the right one of two names that look alike', async () => {
    using t = tree({ 'outputs/logs/a\udcff.log': 'mine', 'outputs/logs/a\ufffd.log': 'theirs' });
    await apply(planDeeds(projectAt(t.root), { logs: { 'a\udcff.log': 'unlink' } }));
    expect(listing(t.at('outputs/logs'))).toEqual(['a\ufffd.log']);
  });

  test('both names of one inode; the bytes count with the second', async () => {
    using t = tree({ 'outputs/logs/a': { bytes: 10 }, 'outputs/logs/b': { hardLink: 'outputs/logs/a' } });
    const operation = await apply(planDeeds(projectAt(t.root), { logs: { a: 'unlink', b: 'unlink' } }));
    expect(operation.outcomes).toMatchObject([{ freedBytes: 0 }, { freedBytes: 10 }]);
  });

  test.each<[string, (plan: Plan) => Plan]>([
    [
      'an irreplaceable kind',
      (plan) => ({ ...plan, sections: plan.sections.map((section) => ({ ...section, kind: 'models' })) }),
    ],
    ['an unknown section', (plan) => ({ ...plan, sections: [] })],
    ['a way out', (plan) => withPath(plan, '../cache/a')],
    ['an empty name', (plan) => withPath(plan, 'a/')],
    ['an absolute path', (plan) => withPath(plan, '/etc')],
    ['a directory nobody looked into', (plan) => withPath(plan, 'a', 'unreadable')],
  ])('%s in a plan is a bug, and nothing is touched', async (_, spoil) => {
    using t = tree({ 'outputs/cache/a': 'x' });
    const before = snapshot(t.root);
    await expect(apply(spoil(planDeeds(projectAt(t.root), { cache: { a: 'unlink' } })))).rejects.not.toHaveProperty('code');
    expect(snapshot(t.root)).toEqual(before);
  });

  test('of a directory is a bug', async () => {
    using t = tree({ 'outputs/cache/dir/a': 'x' });
    await expect(apply(planDeeds(projectAt(t.root), { cache: { dir: 'unlink' } }))).rejects.toThrow('not for directories');
  });
});

function withPath(plan: Plan, path: string, closed?: 'unreadable'): Plan {
  return {
    ...plan,
    actions: plan.actions.map((action) =>
      'item' in action ? { ...action, item: { ...action.item, path, ...(closed && { closed }) } } : action,
    ),
  };
}

/** What happens to `outputs/cache/a` or `outputs/models/a` between the plan and its execution. */
const CHANGES: readonly [string, (path: string, victim: string) => void, object][] = [
  ['more was written to it', (path) => appendFileSync(path, 'more'), CHANGED],
  [
    'it was written again, same size and time',
    (path) => {
      const { atime, mtime } = lstatSync(path);
      writeFileSync(path, 'y'.repeat(10));
      utimesSync(path, atime, mtime);
    },
    CHANGED,
  ],
  ['only its time changed', (path) => utimesSync(path, 1, 1), CHANGED],
  [
    'another file took its name',
    (path) => {
      writeFileSync(`${path}.tmp`, 'x'.repeat(10));
      renameSync(`${path}.tmp`, path);
    },
    CHANGED,
  ],
  [
    'it was deleted and made again',
    (path) => {
      unlinkSync(path);
      writeFileSync(path, 'x'.repeat(10));
    },
    CHANGED,
  ],
  [
    'a link took its name',
    (path, victim) => {
      unlinkSync(path);
      symlinkSync(victim, path);
    },
    CHANGED,
  ],
  [
    'a directory took its name',
    (path) => {
      unlinkSync(path);
      mkdirSync(path);
    },
    CHANGED,
  ],
  ['somebody removed it', (path) => unlinkSync(path), { result: 'gone' }],
];

describe.each([
  ['models', 'trash'],
  ['models', 'purge'],
  ['cache', 'unlink'],
] as const)('%s: %s of a file, when meanwhile', (section, deed) => {
  test.each(CHANGES)('%s', async (_, change, expected) => {
    using t = tree({ [`outputs/${section}/a`]: { bytes: 10, age: '1d' }, 'victim/precious': 'x' });
    const plan = planDeeds(projectAt(t.root), { [section]: { a: deed } });
    change(t.at(`outputs/${section}/a`), t.at('victim'));
    const before = snapshot(t.at(`outputs/${section}`));
    const operation = await apply(plan);
    expect(operation).toMatchObject({ outcomes: [expected], trash: null, freedBytes: 0, heldBytes: 0 });
    expect(snapshot(t.at(`outputs/${section}`))).toEqual(before);
    expect(listing(t.at('victim'))).toEqual(['precious']);
  });
});

test.each<[string, 'trash' | 'purge', string, boolean]>([
  ['goes to the trash', 'trash', 'cache', true],
  ['is irreplaceable and deleted', 'purge', 'models', true],
  // Its folder is one of many, and its files are what was planned: only the one that somebody has written to is his.
  ['can be made again and is deleted', 'purge', 'cache', false],
])('a file written to, deep inside, stays; and so does all its folder where that %s', async (_, deed, section, whole) => {
  using t = tree({
    [`outputs/${section}/run/a`]: 'x',
    [`outputs/${section}/run/sub/b`]: 'y',
    [`outputs/${section}/run/sub/c`]: 'z',
  });
  const plan = planDeeds(projectAt(t.root), { [section]: { run: deed } });
  appendFileSync(t.at(`outputs/${section}/run/sub/b`), 'more');
  const before = snapshot(t.at(`outputs/${section}`));
  const operation = await apply(plan);
  const stays = ['run', 'run/sub', 'run/sub/b'];
  expect(operation).toMatchObject({
    outcomes: [whole ? CHANGED : { result: 'skipped', why: 'in-part' }],
    trash: null,
    freedBytes: whole ? 0 : 2,
  });
  expect(listing(t.at(`outputs/${section}`))).toEqual(whole ? ['run', 'run/a', 'run/sub', 'run/sub/b', 'run/sub/c'] : stays);
  const after = snapshot(t.at(`outputs/${section}`));
  expect(after['run/sub/b']).toEqual(before['run/sub/b']);
  expect(after['run']?.ino).toBe(before['run']?.ino);
});

describe.each(['trash', 'purge'] as const)('%s of a directory, when meanwhile', (deed) => {
  const spec = { 'outputs/cache/run/a': 'x', 'outputs/cache/run/sub/b': 'y', 'victim/a': 'precious', 'victim/sub/b': 'precious' };

  test.each<[string, (cache: string, victim: string) => void, object]>([
    ['a file was added, deep inside', (cache) => writeFileSync(`${cache}/run/sub/new`, ''), CHANGED],
    ['a file is gone, deep inside', (cache) => unlinkSync(`${cache}/run/sub/b`), CHANGED],
    [
      'it was exchanged with a link',
      (cache, victim) => {
        renameSync(`${cache}/run`, `${cache}/moved`);
        symlinkSync(victim, `${cache}/run`);
      },
      CHANGED,
    ],
    [
      'a directory in it was exchanged with a link',
      (cache, victim) => {
        renameSync(`${cache}/run/sub`, `${cache}/moved`);
        symlinkSync(`${victim}/sub`, `${cache}/run/sub`);
      },
      CHANGED,
    ],
    [
      'it was exchanged with another directory',
      (cache, victim) => {
        renameSync(`${cache}/run`, `${cache}/moved`);
        renameSync(victim, `${cache}/run`);
      },
      CHANGED,
    ],
    [
      'the section was exchanged with a link',
      (cache, victim) => {
        renameSync(cache, `${cache}-moved`);
        mkdirSync(`${victim}/cache`);
        renameSync(`${victim}/sub`, `${victim}/cache/run`);
        symlinkSync(`${victim}/cache`, cache);
      },
      { result: 'skipped', why: 'moved' },
    ],
    [
      'the section was exchanged with another directory',
      (cache, victim) => {
        renameSync(cache, `${cache}-moved`);
        mkdirSync(cache);
        renameSync(victim, `${cache}/run`);
      },
      { result: 'skipped', why: 'moved' },
    ],
    ['the section was moved away', (cache) => renameSync(cache, `${cache}-moved`), { result: 'skipped', why: 'moved' }],
    ['somebody removed it', (cache) => rmSync(`${cache}/run`, { recursive: true }), { result: 'gone' }],
  ])('%s', async (_, change, expected) => {
    using t = tree(spec);
    const plan = planDeeds(projectAt(t.root), { cache: { run: deed } });
    change(t.at('outputs/cache'), t.at('victim'));
    const before = snapshot(t.root);
    const operation = await apply(plan);
    expect(operation).toMatchObject({ outcomes: [expected], trash: null });
    rmSync(t.at('outputs/.trash'), { recursive: true });
    // The outputs directory itself has got a trash since.
    const after = snapshot(t.root);
    expect({ ...after, outputs: null }).toEqual({ ...before, outputs: null });
  });

  test('a folder above the item was exchanged with a link', async () => {
    using t = tree({ 'outputs/cache/a/run/x': '', 'victim/run/x': 'precious' });
    const plan = planDeeds(projectAt(t.root), { cache: { 'a/run': deed } });
    renameSync(t.at('outputs/cache/a'), t.at('moved'));
    symlinkSync(t.at('victim'), t.at('outputs/cache/a'));
    const before = snapshot(t.at('victim'));
    expect(await apply(plan)).toMatchObject({ outcomes: [{ result: 'skipped', why: 'moved' }] });
    expect(snapshot(t.at('victim'))).toEqual(before);
  });
});

describe('one thing that cannot be done stops nothing else', () => {
  test('folders without write permission, as an ordinary user', () => {
    using t = tree({
      'outputs/models/locked/a': 'x',
      'outputs/models/locked': { dir: true, mode: 0o555 },
      'outputs/models/read-only.pth': { bytes: 1, mode: 0o444 },
      'outputs/models/z': 'x',
      'outputs/cache/dir/locked/a': 'x',
      'outputs/cache/dir/locked': { dir: true, mode: 0o555 },
      'outputs/cache/dir/b': 'x',
    });
    const outcomes = inChild(
      t,
      RUN,
      `const plan = planDeeds(projectAt(root), {
         models: { locked: 'trash', 'read-only.pth': 'trash', z: 'trash' }, cache: { dir: 'purge' } });
       return (await apply(plan)).outcomes;`,
      { unprivileged: true },
    );
    expect(outcomes).toMatchObject([{ result: 'failed', errno: 'EACCES' }, DONE, DONE, { result: 'unfreed', why: 'EACCES' }]);
    // What could not be freed lies in the trash, whole; its mode was not touched to force it.
    expect(listing(t.at('outputs/.trash/purge-op-now/items/3'))).toEqual(['locked', 'locked/a']);
    expect(snapshot(t.at('outputs/models/locked'))['']).toMatchObject({ mode: '0555' });
    expect(listing(t.at('outputs/models'))).toEqual(['locked', 'locked/a']);
  });

  test.skipIf(!canMount())('a section on another filesystem has a trash of its own', () => {
    using t = tree({ 'outputs/models/a': 'x', 'outputs/cache': { dir: true } });
    const answer = inChild(
      t,
      `${RUN} import { writeFileSync, readdirSync, mkdirSync } from 'node:fs';`,
      `writeFileSync(root + '/outputs/cache/c', 'x'); mkdirSync(root + '/outputs/cache/dir'); writeFileSync(root + '/outputs/cache/log', 'x');
       const plan = planDeeds(projectAt(root), { cache: { c: 'trash', dir: 'purge', log: 'unlink' }, models: { a: 'trash' } });
       const { outcomes } = await apply(plan);
       return { outcomes, left: readdirSync(root + '/outputs/cache') };`,
      { mount: 'mount -t tmpfs none "$ROOT/outputs/cache"' },
    );
    expect(answer).toMatchObject({ outcomes: [DONE, DONE, DONE, DONE], left: ['.trash'] });
  });

  test.skipIf(!canMount())('a mount that appeared inside a planned directory is not dragged along', () => {
    using t = tree({ 'outputs/models/run/x': 'x', 'outputs/models/run/sub': { dir: true }, 'elsewhere/precious': 'x' });
    const answer = inChild(
      t,
      `${RUN} import { execFileSync } from 'node:child_process'; import { existsSync } from 'node:fs';`,
      `const plan = planDeeds(projectAt(root), { models: { run: 'trash' } });
       execFileSync('mount', ['--bind', root + '/elsewhere', root + '/outputs/models/run/sub']);
       const { outcomes } = await apply(plan);
       return { outcomes, there: existsSync(root + '/outputs/models/run/sub/precious') };`,
      { mount: 'true' },
    );
    expect(answer).toEqual({ outcomes: [{ result: 'failed', errno: 'EBUSY' }], there: true });
  });
});

test.skipIf(!canMount())('nothing is removed through a mount that appeared on the way, even of the very same folder', () => {
  using t = tree({ 'outputs/cache/a/x': 'x', 'outputs/cache/b/x': 'x' });
  const answer = inChild(
    t,
    `${RUN} import { execFileSync } from 'node:child_process';`,
    `const plan = planDeeds(projectAt(root), { cache: { 'a/x': 'unlink', 'b/x': 'unlink' } });
     execFileSync('mount', ['--bind', root + '/outputs/cache/a', root + '/outputs/cache/a']);
     return (await apply(plan)).outcomes;`,
    { mount: 'true' },
  );
  expect(answer).toMatchObject([CHANGED, DONE]);
});

test.skipIf(!canMount())('without /proc everything works as well, by way of the working directory', () => {
  using t = tree({
    'outputs/cache/dir/sub/a': { bytes: 5 },
    'outputs/cache/dir/link': { link: '/' },
    'outputs/cache/keep': '',
    'outputs/models/a/b.pth': { bytes: 3 },
    'outputs/models/a/c.pth': { bytes: 3 },
    'outputs/models/swapped/d.pth': { bytes: 3 },
    'outputs/logs/x.log': { bytes: 2 },
    'victim/d.pth': 'precious',
  });
  makeDeep(t.at('outputs/cache/dir/sub'), 50, 'n'.repeat(100));
  const answer = inChild(
    t,
    `import { apply, planDeeds } from './test/support/plan.ts'; import { projectAt } from './test/support/section.ts';
     import { listing, outputsListing } from './test/support/tree.ts'; import { existsSync, renameSync, symlinkSync } from 'node:fs';
     import { procIsUsable } from './src/core/disk/proc-engine.ts';`,
    `const plan = planDeeds(projectAt(root), { cache: { dir: 'purge' }, logs: { 'x.log': 'unlink' },
       models: { 'a/b.pth': 'trash', 'swapped/d.pth': 'trash' } });
     renameSync(root + '/outputs/models/swapped', root + '/moved'); symlinkSync(root + '/victim', root + '/outputs/models/swapped');
     const { outcomes } = await apply(plan);
     return { proc: procIsUsable(), cwd: process.cwd(), outcomes, left: outputsListing(root + '/outputs'), victim: listing(root + '/victim') };`,
    { mount: 'mount -t tmpfs none /proc' },
  );
  expect(answer).toEqual({
    proc: false,
    cwd: '/',
    outcomes: [
      { result: 'done', freedBytes: 6, heldBytes: 0 },
      { result: 'done', freedBytes: 2, heldBytes: 0 },
      { result: 'done', freedBytes: 0, heldBytes: 3 },
      { result: 'skipped', why: 'moved' },
    ],
    left: [
      ...['.trash', '.trash/op', '.trash/op/items', '.trash/op/items/2', '.trash/op/plan.jsonl', 'cache', 'cache/keep', 'logs'],
      ...['models', 'models/a', 'models/a/c.pth', 'models/swapped'],
    ],
    victim: ['d.pth'],
  });
});

test('interrupted between two items: the rest is skipped and stays', async () => {
  using t = tree({ 'outputs/models/a': 'x', 'outputs/models/b': 'x', 'outputs/models/c': 'x' });
  let asked = 0;
  const plan = planDeeds(projectAt(t.root), { models: { a: 'trash', b: 'trash', c: 'trash' } });
  const operation = await apply(plan, { interrupted: () => ++asked > 1 });
  const interrupted = { result: 'skipped', why: 'interrupted' };
  expect(operation.outcomes).toMatchObject([DONE, interrupted, interrupted]);
  expect(listing(t.at('outputs/models'))).toEqual(['b', 'c']);
});

test('pauses about every 50 ms of the clock it is given, and tells how far it is', async () => {
  using t = tree({ 'outputs/models/a': 'x', 'outputs/models/b': 'x', 'outputs/models/c': 'x', 'outputs/models/d': 'x' });
  const plan = planDeeds(projectAt(t.root), { models: { a: 'trash', b: 'trash', c: 'trash', d: 'trash' } });
  let clock = 0n;
  let pauses = 0;
  const heard: [number, number][] = [];
  await apply(plan, {
    now: () => (clock += 30_000_000n),
    pause: async () => void pauses++,
    progress: (done, of) => heard.push([done, of]),
  });
  expect(pauses).toBe(2);
  expect(heard).toEqual([
    [0, 4],
    [1, 4],
    [2, 4],
    [3, 4],
    [4, 4],
  ]);
});

test('sections may lie anywhere', async () => {
  using t = tree({ 'outputs/models/x': '', 'elsewhere/cache/dir/a': { bytes: 3 } });
  const project = projectAt(t.root, { sections: [sectionAt(t.at('elsewhere/cache'))] });
  expect(await apply(planDeeds(project, { cache: { dir: 'purge' } }))).toMatchObject({ outcomes: [DONE], freedBytes: 3 });
  expect(listing(t.at('elsewhere'))).toEqual(['cache']);
});

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
