// Which entries `clean` removes, and why the others stay.
// Covers: src/core/caches/keep-entries-whole.ts, src/core/caches/keep-whole-units.ts

import { describe, expect, it } from 'vitest';
import { walkItems } from '../../../src/core/items/walk-items.ts';
import { type CleanInput, cleanPlan } from '../../../src/core/removal/plan-clean.ts';
import type { ExternalState, Problem } from '../../../src/core/types/items.ts';
import type { Plan } from '../../../src/core/types/plan.ts';
import type { Project, Section, SectionKind } from '../../../src/core/types/project.ts';
import { ALONE, deepItem, itemsOf, keyOf, NOW, OUTPUTS, projectOf, type Spec, scanOf, sectionOf } from '../../support/items.ts';
import { fc } from '../../support/properties.ts';

interface Given extends Partial<Omit<CleanInput, 'scans' | 'surroundings' | 'project'>> {
  readonly kind?: SectionKind;
  readonly section?: Partial<Section>;
  readonly problems?: readonly Omit<Problem, 'section'>[];
  readonly surroundings?: Partial<ExternalState>;
  readonly project?: Partial<Project>;
}

function planFor(
  specs: readonly Spec[],
  { kind = 'cache', section = {}, problems = [], surroundings, project, ...overrides }: Given = {},
): Plan {
  return cleanPlan({
    project: projectOf(project),
    scans: [scanOf(sectionOf(kind, section), specs, problems)],
    surroundings: { ...ALONE, ...surroundings },
    now: NOW,
    disposal: 'default',
    topLevel: [],
    ...overrides,
  });
}

const say = (plan: Plan): Record<string, string> =>
  Object.fromEntries(
    plan.verdicts.map(({ entry, keep, reasons }) => [entry.path, keep ? reasons.map(({ code }) => code).join(' ') : 'removed']),
  );
const holding = (...paths: readonly string[]): Partial<ExternalState> => ({
  held: new Map(paths.map((path) => [keyOf(path), { pid: 7, process: 'python' }])),
});

const TREE: readonly Spec[] = [
  { path: 'a/b/c/1' },
  { path: 'a/b/c/2' },
  { path: 'a/b/d/3' },
  { path: 'a/e/4' },
  { path: 'f/5' },
  { path: 'g' },
  { path: 'link', type: 'link', leadsTo: 'f/5' },
];

describe('cleanPlan', () => {
  it('takes each thing in the section whole, new ones and links too', () => {
    const plan = planFor([...TREE, { path: 'just now', age: 0 }, { path: 'empty', type: 'directory' }]);
    expect(say(plan)).toEqual({
      a: 'removed',
      f: 'removed',
      g: 'removed',
      link: 'removed',
      'just now': 'removed',
      empty: 'removed',
    });
    expect(plan.actions.map((action) => action.do)).toEqual(['purge', 'purge', 'purge', 'unlink', 'unlink', 'unlink']);
    expect(planFor(TREE, { kind: 'models' }).actions.every((action) => action.do === 'trash')).toBe(true);
  });

  it('keeps the entry of a cache whole in which something is open, at whatever depth, and says what', () => {
    const plan = planFor(TREE, { surroundings: holding('a/b/c/2') });
    expect(say(plan)).toEqual({ a: 'in-use', f: 'removed', g: 'removed', link: 'removed' });
    expect(plan.verdicts[0]?.reasons).toEqual([{ code: 'in-use', pid: 7, process: 'python', path: `${OUTPUTS}/cache/a/b/c/2` }]);
    expect(say(planFor(TREE, { surroundings: holding('a/b') }))).toMatchObject({ a: 'in-use', f: 'removed' });
  });

  it('keeps the entry of a cache whole that is pinned, tracked, a repository or unseen in a part', () => {
    const codeOf = (given: Given, ...more: readonly Spec[]) => say(planFor([...TREE, ...more], given));
    expect(codeOf({ project: { pinned: ['cache/a/e/4'] } })).toMatchObject({ a: 'pinned', f: 'removed' });
    expect(codeOf({ surroundings: { tracked: new Set([`${OUTPUTS}/cache/a/e/4`]) } })).toMatchObject({
      a: 'tracked',
      f: 'removed',
    });
    expect(codeOf({}, { path: 'a/r/.git/HEAD' })).toMatchObject({ a: 'repository', f: 'removed' });
    expect(codeOf({ problems: [{ path: 'a/e/x', code: 'EIO' }] })).toMatchObject({ a: 'unreadable', f: 'removed' });
  });

  it('takes a link for in use whose target is open', () => {
    const plan = planFor([{ path: 'a/link', type: 'link', leadsTo: '/elsewhere' }, { path: 'a/x' }, { path: 'b' }], {
      surroundings: holding('/elsewhere'),
    });
    expect(say(plan)).toEqual({ a: 'in-use', b: 'removed' });
  });

  it('divides a folder of another kind in which something stays, and takes the largest rest', () => {
    expect(say(planFor(TREE, { kind: 'results', surroundings: holding('a/b/c/2') }))).toEqual({
      'a/b/c/1': 'removed',
      'a/b/c/2': 'in-use',
      'a/b/d': 'removed',
      'a/e': 'removed',
      f: 'removed',
      g: 'removed',
      link: 'removed',
    });
  });

  it('keeps a folder in which a process works, whole', () => {
    expect(say(planFor(TREE, { kind: 'results', surroundings: holding('a/b') }))).toMatchObject({
      'a/b': 'in-use',
      'a/e': 'removed',
    });
  });

  it('keeps all of a pinned folder, and what is pinned in one', () => {
    expect(say(planFor(TREE, { kind: 'results', project: { pinned: ['results/a/b', 'results/**/4'] } }))).toEqual({
      'a/b': 'pinned',
      'a/e/4': 'pinned',
      f: 'removed',
      g: 'removed',
      link: 'removed',
    });
    const all = planFor(TREE, { project: { pinned: ['cache'] } });
    expect(say(all)).toEqual({ a: 'pinned', f: 'pinned', g: 'pinned', link: 'pinned' });
    expect(all.actions).toEqual([]);
  });

  it('keeps what git tracks', () => {
    expect(say(planFor(TREE, { surroundings: { tracked: new Set([`${OUTPUTS}/cache/f/5`, `${OUTPUTS}/g`]) } }))).toMatchObject({
      f: 'tracked',
      g: 'removed',
    });
  });

  it('keeps a git repository whole, and takes what lies beside it', () => {
    const specs: readonly Spec[] = [{ path: 'a/repo/.git/HEAD' }, { path: 'a/repo/src/x' }, { path: 'a/x' }, { path: 'w/.git' }];
    expect(say(planFor(specs, { kind: 'results' }))).toEqual({ 'a/repo': 'repository', 'a/x': 'removed', w: 'repository' });
  });

  it('keeps the skeleton of the section itself only', () => {
    const skeleton = ['README.md', '.gitignore', '.gitkeep'];
    const specs = skeleton.flatMap((path): readonly Spec[] => [{ path }, { path: `data/${path}` }]);
    expect(say(planFor(specs))).toEqual({
      'README.md': 'skeleton',
      '.gitignore': 'skeleton',
      '.gitkeep': 'skeleton',
      data: 'removed',
    });
    expect(say(planFor([{ path: 'README.md/x' }]))).toEqual({ 'README.md': 'removed' });
  });

  it('keeps what it cannot look into, and what it could not look at', () => {
    const specs: readonly Spec[] = [
      { path: 'a/secret', type: 'directory', closed: 'unreadable' },
      { path: 'a/disk', type: 'directory', closed: 'mount' },
      { path: 'a/b/1' },
      { path: 'c/d/2' },
      { path: 'e' },
      { path: 'f', type: 'link' },
    ];
    const problems = [
      { path: 'f', code: 'EIO' },
      { path: 'a/secret', code: 'EPERM' },
      { path: 'c/unseen', code: 'EIO' },
    ];
    const plan = planFor(specs, { kind: 'results', problems });
    expect(say(plan)).toEqual({
      'a/secret': 'unreadable',
      'a/disk': 'mount',
      'a/b': 'removed',
      'c/d': 'removed',
      e: 'removed',
      f: 'unreadable',
    });
    expect(plan.verdicts.find(({ entry }) => entry.path === 'a/secret')?.reasons).toEqual([
      { code: 'unreadable', errno: 'EPERM' },
    ]);
  });

  it('touches nothing in a section that was not read to its end', () => {
    const plan = planFor(TREE, { problems: [{ path: '', code: 'EIO' }] });
    expect(new Set(Object.values(say(plan)))).toEqual(new Set(['unreadable']));
    expect(plan.actions).toEqual([]);
  });

  it('never lists the trash', () => {
    expect(say(planFor([{ path: '.trash/x' }, { path: 'a' }]))).toEqual({ a: 'removed' });
  });

  it('stands 20,000 levels, divided at the bottom or not', () => {
    const scan = { ...scanOf(sectionOf('cache'), []), items: [deepItem(20_000, 'x')] };
    const input = { project: projectOf(), scans: [scan], now: NOW, disposal: 'default', topLevel: [] } as const;
    expect(cleanPlan({ ...input, surroundings: ALONE }).actions).toHaveLength(1);
    const held = { ...ALONE, ...holding(`${'d/'.repeat(20_000)}x`) };
    expect(cleanPlan({ ...input, surroundings: held })).toMatchObject({ actions: [], verdicts: [{ keep: true }] });
  });
});

describe('beside the sections', () => {
  const topLevel = itemsOf([
    { path: '2026-08-24/12-30-01/train.log' },
    { path: 'README.md' },
    { path: '.gitignore' },
    { path: '.trash/x' },
    { path: 'cache', type: 'directory' },
    { path: 'deep/models', type: 'directory' },
    { path: 'cachet' },
  ]);
  const sections = [sectionOf('cache'), sectionOf('models', { path: `${OUTPUTS}/deep/models`, active: false })];

  it('keeps the skeleton and what it does not know, and leaves out the sections', () => {
    const plan = planFor([], { topLevel, project: { sections } });
    expect(say(plan)).toEqual({
      '2026-08-24': 'unknown-entry',
      '.gitignore': 'skeleton',
      'README.md': 'skeleton',
      cachet: 'unknown-entry',
    });
    expect(plan.verdicts[0]?.entry).toMatchObject({ section: null, kind: null, absolute: `${OUTPUTS}/.gitignore` });
  });
});

describe('as properties', () => {
  const paths = ['a/b/1', 'a/b/2', 'a/c/3', 'a/4', 'd/e/f/5', 'd/e/6', '7', '.gitkeep'];
  const some = fc.subarray(paths);
  const given = fc.record({
    there: some,
    held: some,
    tracked: some,
    pinned: fc.subarray(['a/b', 'd', 'a/c/3', '7']),
    unseen: fc.subarray(['a/b/x', 'd/y', '']),
    kind: fc.constantFrom('cache' as const, 'results' as const),
  });

  it('every object is kept or removed, once; what must stay is in nothing that goes', () => {
    fc.assert(
      fc.property(given, ({ there, held, tracked, pinned, unseen, kind }) => {
        const specs = there.map((path) => ({ path }));
        const plan = planFor(specs, {
          kind,
          surroundings: { ...holding(...held), tracked: new Set(tracked.map((path) => `${OUTPUTS}/${kind}/${path}`)) },
          project: { pinned: pinned.map((path) => `${kind}/${path}`) },
          problems: unseen.map((path) => ({ path, code: 'EIO' })),
        });
        const filesIn = (keep: boolean): readonly string[] =>
          plan.verdicts
            .filter((verdict) => verdict.keep === keep)
            .flatMap(({ entry }) => [...walkItems(entry.parts)])
            .filter(({ facts }) => facts.type === 'file')
            .map(({ path }) => path);
        expect([...filesIn(true), ...filesIn(false)].sort()).toEqual([...there].sort());
        const going = filesIn(false);
        for (const path of [...held, ...tracked]) expect(going).not.toContain(path);
        for (const pin of pinned) expect(going.filter((path) => `${path}/`.startsWith(`${pin}/`))).toEqual([]);
        for (const { entry } of plan.verdicts.filter(({ keep }) => !keep)) {
          expect(unseen.filter((path) => path === '' || path.startsWith(`${entry.path}/`))).toEqual([]);
          if (kind === 'cache') expect(entry.path).not.toContain('/');
        }
      }),
    );
  });
});
