import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readHistory, readOperations } from '../../../src/core/trash/read/read-operations.ts';
import type { Project } from '../../../src/core/types/project.ts';
import { canTrace, inChild } from '../../support/child.ts';
import { apply, planDeeds } from '../../support/plan.ts';
import { projectAt, sectionAt } from '../../support/section.ts';
import { type Shot, snapshot, type Tree, type TreeSpec, tree } from '../../support/tree.ts';
import { locate, planUndoOf, recoverAll, undo } from '../../support/undo.ts';

const HOSTILE = 'a\u001b[2J\nb\u202e\udcff\\';

const THINGS = {
  'outputs/models/a.bin': { bytes: 10, age: '8d' },
  'outputs/models/b.bin': { hardLink: 'outputs/models/a.bin' },
  'outputs/models/link': { link: 'a.bin', age: '3d' },
  'outputs/models/dangling': { link: '../../nowhere' },
  [`outputs/models/${HOSTILE}`]: { text: 'x', age: '2d', mode: 0o440 },
  'outputs/models/run/x': { bytes: 20, age: '4d' },
  'outputs/models/run/sub/y': { bytes: 2, age: '5d' },
  [`outputs/models/run/${HOSTILE}/z`]: 'z',
  'outputs/models/run/out': { link: '/etc' },
  'outputs/models/stays/one': { bytes: 1 },
  'outputs/models/stays/two': { bytes: 1 },
  'outputs/checkpoints/deep/er/c.pth': { bytes: 5, age: '9d' },
  'outputs/checkpoints/keep.pth': { bytes: 6 },
} as const;

const DEEDS = {
  models: {
    'a.bin': 'trash',
    'b.bin': 'trash',
    link: 'trash',
    dangling: 'trash',
    [HOSTILE]: 'trash',
    run: 'trash',
    'stays/one': 'trash',
  },
  checkpoints: { 'deep/er/c.pth': 'trash' },
} as const;

/** Everything outside the trash. The times of folders that something went out of and came back to are not kept. */
function picture(t: Tree, top = ''): Record<string, Partial<Shot>> {
  const touched = new Set([
    'outputs',
    'outputs/models',
    'outputs/models/stays',
    'outputs/checkpoints',
    'outputs/checkpoints/deep/er',
  ]);
  const shots = Object.entries(snapshot(t.root)).flatMap(([path, shot]) =>
    path.startsWith(`${top}outputs`) && !path.startsWith(`${top}outputs/.trash`) ? [[path.slice(top.length), shot] as const] : [],
  );
  return Object.fromEntries(shots.map(([path, shot]) => [path, touched.has(path) ? { ...shot, mtimeNs: 0n } : shot]));
}

function prefixed(top: string, things: TreeSpec): TreeSpec {
  return Object.fromEntries(
    Object.entries(things).map(([path, spec]) => [
      `${top}/${path}`,
      typeof spec === 'object' && 'hardLink' in spec ? { ...spec, hardLink: `${top}/${spec.hardLink}` } : spec,
    ]),
  );
}

/** Another folder of the same name: the number of the old one is not given to it. */
function remade(path: string): void {
  renameSync(path, `${path}-before`);
  mkdirSync(path);
}

function linksOf(t: Tree): readonly bigint[] {
  return ['a.bin', 'b.bin'].map((name) => lstatSync(t.at(`outputs/models/${name}`), { bigint: true }).nlink);
}

describe('undo', () => {
  test('puts back exactly what was there: times, links, hard links, hostile names, inodes', async () => {
    using t = tree(THINGS);
    const project = projectAt(t.root);
    const before = picture(t);
    const operation = await apply(planDeeds(project, DEEDS));
    expect(operation.outcomes.every(({ result }) => result === 'done')).toBe(true);
    expect(picture(t)).not.toEqual(before);
    const undone = await undo(project);
    expect(undone.conflicts).toEqual([]);
    expect(undone.outcomes.every(({ result }) => result === 'done')).toBe(true);
    expect(picture(t)).toEqual(before);
    expect(linksOf(t)).toEqual([2n, 2n]);
    expect(readdirSync(t.at('outputs/.trash'))).not.toContain('op');
    expect(
      readHistory(project.outputs)
        .filter(({ op }) => op === 'op')
        .at(-1),
    ).toMatchObject({ event: 'undone', by: 'undo' });
  });

  test('puts back what a program wrote to it meanwhile', async () => {
    using t = tree({ 'outputs/models/a': 'old' });
    const project = projectAt(t.root);
    await apply(planDeeds(project, { models: { a: 'trash' } }));
    appendFileSync(t.at('outputs/.trash/op/items/0'), ' and new');
    expect((await undo(project)).outcomes).toMatchObject([{ result: 'done' }]);
    expect(readFileSync(t.at('outputs/models/a'), 'utf8')).toBe('old and new');
  });

  test('makes folders that are missing, and says so in its plan', async () => {
    using t = tree({ 'outputs/models/a/b/c': 'x', 'outputs/models/a/b/d': 'y' });
    const project = projectAt(t.root);
    await apply(planDeeds(project, { models: { 'a/b/c': 'trash', 'a/b/d': 'trash' } }));
    rmSync(t.at('outputs/models/a'), { recursive: true });
    expect(planUndoOf(project).plan.actions.filter((action) => action.do === 'make-directory')).toEqual([
      { do: 'make-directory', path: t.at('outputs/models/a') },
      { do: 'make-directory', path: t.at('outputs/models/a/b') },
    ]);
    await undo(project);
    expect(readFileSync(t.at('outputs/models/a/b/d'), 'utf8')).toBe('y');
  });

  test('finds a project that was moved as a whole', async () => {
    using t = tree({ 'p/outputs/models/a': 'x' });
    await apply(planDeeds(projectAt(t.at('p')), { models: { a: 'trash' } }));
    renameSync(t.at('p'), t.at('q'));
    await undo(projectAt(t.at('q')));
    expect(readFileSync(t.at('q/outputs/models/a'), 'utf8')).toBe('x');
  });

  describe('puts things back into the section that has the name now', () => {
    test.each<[string, (t: Tree) => void, (t: Tree) => Partial<Project>, string]>([
      ['its folder was made anew', (t) => remade(t.at('outputs/models')), () => ({}), 'outputs/models'],
      ['its folder is gone', (t) => rmSync(t.at('outputs/models'), { recursive: true }), () => ({}), 'outputs/models'],
      [
        'it is configured to be elsewhere',
        (t) => mkdirSync(t.at('big')),
        (t) => ({ sections: [sectionAt(t.at('big/models'), 'models')] }),
        'big/models',
      ],
      [
        'the outputs directory has another name',
        (t) => renameSync(t.at('outputs'), t.at('out')),
        (t) => ({ outputs: t.at('out'), sections: [sectionAt(t.at('out/models'), 'models')] }),
        'out/models',
      ],
    ])('where %s', async (_, change, changes, where) => {
      using t = tree({ 'outputs/models/in/a': 'mine', 'outputs/models/dir/x': 'x', 'outputs/models/link': { link: 'a' } });
      const project = projectAt(t.root);
      await apply(planDeeds(project, { models: { 'in/a': 'trash', dir: 'trash', link: 'trash' } }));
      change(t);
      const now = projectAt(t.root, changes(t));
      const undone = await undo(now);
      expect(undone.conflicts).toEqual([]);
      expect(undone.outcomes.every(({ result }) => result === 'done')).toBe(true);
      expect(readFileSync(t.at(`${where}/in/a`), 'utf8')).toBe('mine');
      expect(readFileSync(t.at(`${where}/dir/x`), 'utf8')).toBe('x');
      expect(lstatSync(t.at(`${where}/link`)).isSymbolicLink()).toBe(true);
      expect(readdirSync(`${now.outputs}/.trash`)).not.toContain('op');
    });

    test('and where no section has it, says what to do', async () => {
      using t = tree({ 'outputs/models/a': 'mine' });
      await apply(planDeeds(projectAt(t.root), { models: { a: 'trash' } }));
      const renamed = projectAt(t.root, { sections: [sectionAt(t.at('outputs/models'), 'models', 'exports')] });
      const { plan, conflicts } = planUndoOf(renamed);
      expect(conflicts).toEqual([{ number: 0, path: t.at('outputs/models/a'), why: 'section' }]);
      expect(plan.warnings.map(({ text }) => text)).toEqual([
        `no section is called models any more: name one so in the configuration and run undo again, or take its things from ${t.at('outputs/.trash/op')}/items by hand`,
      ]);
      expect(existsSync(t.at('outputs/.trash/op/items/0'))).toBe(true);
    });

    test('and not where its folder is outside the project', async () => {
      using t = tree({ 'p/outputs/models/a': 'mine', 'elsewhere/canary': 'c' });
      await apply(planDeeds(projectAt(t.at('p')), { models: { a: 'trash' } }));
      const moved = projectAt(t.at('p'), { sections: [sectionAt(t.at('elsewhere'), 'models')] });
      const { plan, conflicts } = planUndoOf(moved);
      expect(conflicts).toMatchObject([{ why: 'refused' }]);
      expect(plan.warnings).toMatchObject([{ text: expect.stringContaining('is outside the project') }]);
      expect(readdirSync(t.at('elsewhere'))).toEqual(['canary']);
    });
  });

  describe('in a copy of the project', () => {
    const copies: readonly [string, (from: string, to: string) => void][] = [
      ['cp -a', (from, to) => execFileSync('cp', ['-a', from, to])],
      // Whole seconds, as tar's usual format has them.
      [
        'tar',
        (from, to) => {
          mkdirSync(to);
          execFileSync('sh', ['-c', 'tar -C "$0" --format=gnu -cf - . | tar -C "$1" -xf -', from, to]);
        },
      ],
    ];
    test.each(copies)('made by %s, puts everything back, and the original keeps its own', async (_, copy) => {
      using t = tree(prefixed('p', THINGS));
      const before = picture(t, 'p/');
      await apply(planDeeds(projectAt(t.at('p')), DEEDS));
      copy(t.at('p'), t.at('q'));
      const undone = await undo(projectAt(t.at('q')));
      expect(undone.conflicts).toEqual([]);
      expect(undone.outcomes.every(({ result }) => result === 'done')).toBe(true);
      const kept = (shots: Record<string, Partial<Shot>>) =>
        Object.fromEntries(Object.entries(shots).map(([path, { type, content }]) => [path, { type, content }]));
      expect(kept(picture(t, 'q/'))).toEqual(kept(before));
      expect(readdirSync(t.at('q/outputs/.trash'))).not.toContain('op');
      await undo(projectAt(t.at('p')));
      expect(picture(t, 'p/')).toEqual(before);
    });

    test('goes on where it was stopped, and never takes a name', async () => {
      using t = tree({ 'p/outputs/models/a': 'a', 'p/outputs/models/b': 'b', 'p/outputs/models/c': 'c' });
      await apply(planDeeds(projectAt(t.at('p')), { models: { a: 'trash', b: 'trash', c: 'trash' } }));
      execFileSync('cp', ['-a', t.at('p'), t.at('q')]);
      const project = projectAt(t.at('q'));
      let asked = 0;
      await apply(planUndoOf(project).plan, { id: 'undo', interrupted: () => asked++ > 0 });
      t.add({ 'q/outputs/models/a': 'b' });
      expect(locate(project).moves.map(({ is }) => is)).toEqual(['taken', 'in-trash', 'in-place']);
      const undone = await undo(project);
      expect(undone.conflicts).toMatchObject([{ number: 0, why: 'taken' }]);
      expect(readFileSync(t.at('q/outputs/models/b'), 'utf8')).toBe('b');
      expect(readFileSync(t.at('q/outputs/models/a'), 'utf8')).toBe('b');
    });

    test('something else under a number of the trash is not taken for a copy', async () => {
      using t = tree({ 'p/outputs/models/a': 'mine', 'p/outputs/models/b': 'mine' });
      await apply(planDeeds(projectAt(t.at('p')), { models: { a: 'trash', b: 'trash' } }));
      execFileSync('cp', ['-a', t.at('p'), t.at('q')]);
      writeFileSync(t.at('q/outputs/.trash/op/items/0'), 'longer');
      const project = projectAt(t.at('q'));
      expect(locate(project).moves.map(({ is }) => is)).toEqual(['stray', 'in-trash']);
      expect((await undo(project)).conflicts).toMatchObject([{ number: 0, why: 'stray' }]);
    });
  });

  const file = { 'outputs/models/in/a': 'mine', 'outputs/models/other': 'o', 'outside/canary': 'c' };
  test.each<[string, (t: Tree) => void, string]>([
    ['a file has its name', (t) => writeFileSync(t.at('outputs/models/in/a'), 'theirs'), 'taken'],
    ['a dangling link has its name', (t) => symlinkSync('nowhere', t.at('outputs/models/in/a')), 'taken'],
    ['an empty folder has its name', (t) => mkdirSync(t.at('outputs/models/in/a')), 'taken'],
    [
      'its folder is a link now',
      (t) => {
        renameSync(t.at('outputs/models/in'), t.at('outputs/models/moved'));
        symlinkSync(t.at('outside'), t.at('outputs/models/in'));
      },
      'folder',
    ],
    [
      'its folder is a file now',
      (t) => {
        rmSync(t.at('outputs/models/in'), { recursive: true });
        writeFileSync(t.at('outputs/models/in'), '');
      },
      'folder',
    ],
    [
      'its section is a link now',
      (t) => {
        renameSync(t.at('outputs/models'), t.at('elsewhere'));
        symlinkSync(t.at('elsewhere'), t.at('outputs/models'));
      },
      'refused',
    ],
    [
      'its section is a file now',
      (t) => {
        renameSync(t.at('outputs/models'), t.at('elsewhere'));
        writeFileSync(t.at('outputs/models'), '');
      },
      'refused',
    ],
    [
      'its section is a git repository now',
      (t) => {
        mkdirSync(t.at('outputs/models/.git'));
      },
      'refused',
    ],
    ['somebody removed it from the trash', (t) => unlinkSync(t.at('outputs/.trash/op/items/0')), 'missing'],
    [
      'something else has its number in the trash',
      (t) => {
        renameSync(t.at('outputs/.trash/op/items/0'), t.at('outside/kept'));
        writeFileSync(t.at('outputs/.trash/op/items/0'), 'mine');
      },
      'stray',
    ],
  ])('leaves it where %s, and does the rest', async (_, change, why) => {
    using t = tree({ ...file, 'outputs/checkpoints/b': 'too' });
    const project = projectAt(t.root);
    await apply(planDeeds(project, { models: { 'in/a': 'trash' }, checkpoints: { b: 'trash' } }));
    change(t);
    const trash = snapshot(t.at('outputs/.trash/op/items'));
    const rest = snapshot(t.root);
    const undone = await undo(project);
    expect(undone.conflicts).toEqual([{ number: 0, path: t.at('outputs/models/in/a'), why }]);
    expect(undone.outcomes).toMatchObject([{ result: 'done' }]);
    expect(readFileSync(t.at('outputs/checkpoints/b'), 'utf8')).toBe('too');
    const now = snapshot(t.root);
    for (const path of Object.keys(rest).filter((at) => /^(outside|elsewhere|outputs\/(models|before))/.test(at)))
      expect(now[path], path).toEqual(rest[path]);
    if (why !== 'missing') expect(snapshot(t.at('outputs/.trash/op/items'))['0']).toEqual(trash['0']);
    expect((await undo(project).catch(() => ({ conflicts: undone.conflicts }))).conflicts).toEqual(undone.conflicts.slice(0, 1));
  });

  test('leaves what took the name between the look and the move', async () => {
    using t = tree({ 'outputs/models/a': 'mine', 'outputs/models/dir/x': 'mine' });
    const project = projectAt(t.root);
    await apply(planDeeds(project, { models: { a: 'trash', dir: 'trash' } }));
    const { plan } = planUndoOf(project);
    t.add({ 'outputs/models/a': 'theirs', 'outputs/models/dir/y': 'theirs' });
    const { outcomes } = await apply(plan, { id: 'undo' });
    expect(outcomes).toEqual([
      { result: 'skipped', why: 'exists' },
      { result: 'skipped', why: 'exists' },
    ]);
    expect(readFileSync(t.at('outputs/models/a'), 'utf8')).toBe('theirs');
    expect(existsSync(t.at('outputs/.trash/op/items/1/x'))).toBe(true);
  });

  test('refuses a part of the trash that others could change', async () => {
    using t = tree({ 'outputs/models/a': 'mine' });
    const project = projectAt(t.root);
    await apply(planDeeds(project, { models: { a: 'trash' } }));
    chmodSync(t.at('outputs/.trash/op'), 0o777);
    await expect(undo(project)).rejects.toThrow(/cannot open op in the trash \(EPERM\)/);
    expect(existsSync(t.at('outputs/models/a'))).toBe(false);
  });

  test('believes no journal that was altered', async () => {
    using t = tree({ 'outputs/models/a': 'mine' });
    const project = projectAt(t.root);
    await apply(planDeeds(project, { models: { a: 'trash' } }));
    appendFileSync(t.at('outputs/.trash/op/plan.jsonl'), '\n');
    await expect(undo(project)).rejects.toThrow('is damaged: something follows its end');
  });

  test('stops where it is told to, and goes on the next time', async () => {
    using t = tree({ 'outputs/models/a': 'a', 'outputs/models/b': 'b' });
    const project = projectAt(t.root);
    const before = picture(t);
    await apply(planDeeds(project, { models: { a: 'trash', b: 'trash' } }));
    let asked = 0;
    const first = await apply(planUndoOf(project).plan, { id: 'undo', interrupted: () => asked++ > 0 });
    expect(first.outcomes).toMatchObject([{ result: 'done' }, { result: 'skipped', why: 'interrupted' }]);
    expect(locate(project).moves.map(({ is }) => is)).toEqual(['in-trash', 'in-place']);
    await undo(project);
    expect(picture(t)).toEqual(before);
  });
});

const RUN = `import { apply, planDeeds } from './test/support/plan.ts'; import { projectAt } from './test/support/section.ts';
  import { recoverAll, undo } from './test/support/undo.ts';`;
const APPLY = `return apply(planDeeds(projectAt(root), ${JSON.stringify(DEEDS)}));`;
const UNDO = 'return undo(projectAt(root));';

/** Kills at the nth such call. False where the run came to its end. */
function killedAt(t: Tree, body: string, call: string, nth: number, also: readonly string[] = []): boolean {
  const inject = ['-e', `inject=${call}:signal=KILL:when=${nth}`, ...also.flatMap((each) => ['-e', `inject=${each}`])];
  const traced = ['link', 'unlink', 'rename', 'mkdir', 'rmdir', 'fsync'].join(',');
  try {
    inChild(t, RUN, body, { under: ['strace', '-f', '-qq', '-o', '/dev/null', '-e', `trace=${traced}`, ...inject] });
    return false;
  } catch {
    return true;
  }
}

async function putBackAll(project: Project): Promise<void> {
  recoverAll(project);
  if (readOperations(project.outputs).some(({ id, head }) => id === 'op' && head !== null)) await undo(project);
}

// `npm run test:faults` kills before every call; here one call of each kind is enough.
describe.skipIf(!canTrace())('after a kill', () => {
  test.each(['rename', 'fsync'])('at the second %s of a removal, undo gives the exact tree', async (call) => {
    using t = tree(THINGS);
    const before = picture(t);
    expect(killedAt(t, APPLY, call, 2)).toBe(true);
    await putBackAll(projectAt(t.root));
    expect(picture(t)).toEqual(before);
  });

  test.each(['link', 'unlink', 'rename'])('at the second %s of an undo, another undo gives the exact tree', async (call) => {
    using t = tree(THINGS);
    const before = picture(t);
    const project = projectAt(t.root);
    await apply(planDeeds(project, DEEDS));
    expect(killedAt(t, UNDO, call, 2)).toBe(true);
    await putBackAll(project);
    expect(picture(t)).toEqual(before);
    expect(linksOf(t)).toEqual([2n, 2n]);
  });

  test('recovery by itself finishes what was half put back, and touches nothing else', async () => {
    using t = tree({ 'outputs/models/a': 'a', 'outputs/models/b': 'b' });
    const project = projectAt(t.root);
    await apply(planDeeds(project, { models: { a: 'trash', b: 'trash' } }));
    expect(killedAt(t, UNDO, 'unlink', 1)).toBe(true);
    expect(locate(project).moves.map(({ is }) => is)).toEqual(['in-trash', 'both']);
    recoverAll(project);
    expect(locate(project).moves.map(({ is }) => is)).toEqual(['in-trash', 'in-place']);
    expect(existsSync(t.at('outputs/models/a'))).toBe(false);
  });

  test('where there are no hard links, a name is kept free by a file that says so', async () => {
    using t = tree(THINGS);
    const before = picture(t);
    await apply(planDeeds(projectAt(t.root), DEEDS));
    expect(killedAt(t, UNDO, 'rename', 2, ['link:error=EPERM'])).toBe(true);
    expect(killedAt(t, UNDO, 'rename', 1000, ['link:error=EPERM'])).toBe(false);
    expect(picture(t)).toEqual(before);
  });
});
