import { describe, expect, it } from 'vitest';
import { assemblePlan, type Decisions, type Disposal, planOf } from '../../../src/core/plans/assemble-plan.ts';
import { entryOf } from '../../../src/core/plans/entries.ts';
import type { Scan } from '../../../src/core/types/items.ts';
import type { Action, Plan, Verdict } from '../../../src/core/types/plan.ts';
import type { SectionKind } from '../../../src/core/types/project.ts';
import { factsOf, NOW, projectOf, type Spec, scanOf, sectionOf } from '../../support/items.ts';

const SPECS: readonly Spec[] = [
  { path: 'b/x' },
  { path: 'a.bin' },
  { path: 'link', type: 'link', leadsTo: 'a.bin' },
  { path: 'fifo', type: 'other' },
];

function removeAll({ section, realPath, items }: Scan): readonly Verdict[] {
  return items.map((item) => ({ entry: entryOf(section, realPath, item), keep: false, reasons: [{ code: 'cleaned' }] }));
}

function planFor(scans: readonly Scan[], overrides: Partial<Decisions> = {}): Plan {
  const verdicts = scans.flatMap(removeAll);
  return assemblePlan({
    command: 'clean',
    now: NOW,
    project: projectOf(),
    scans,
    verdicts,
    disposal: 'default',
    warnings: [],
    ...overrides,
  });
}

const deeds = (kind: SectionKind, disposal: Disposal): Record<string, string> =>
  Object.fromEntries(
    planFor([scanOf(sectionOf(kind), SPECS)], { disposal }).actions.map((action) => [
      'item' in action ? action.item.path : '',
      action.do,
    ]),
  );

describe('assemblePlan', () => {
  it.each<[SectionKind, Disposal, Record<string, string>]>([
    ['cache', 'default', { 'a.bin': 'unlink', b: 'purge', fifo: 'unlink', link: 'unlink' }],
    ['logs', 'default', { 'a.bin': 'trash', b: 'trash', fifo: 'trash', link: 'trash' }],
    ['logs', 'permanent', { 'a.bin': 'purge', b: 'purge', fifo: 'purge', link: 'purge' }],
    ['cache', 'trash', { 'a.bin': 'trash', b: 'trash', fifo: 'trash', link: 'trash' }],
    ['checkpoints', 'default', { 'a.bin': 'trash', b: 'trash', fifo: 'trash', link: 'trash' }],
    ['models', 'permanent', { 'a.bin': 'purge', b: 'purge', fifo: 'purge', link: 'purge' }],
    ['results', 'trash', { 'a.bin': 'trash', b: 'trash', fifo: 'trash', link: 'trash' }],
    ['artifacts', 'default', { 'a.bin': 'trash', b: 'trash', fifo: 'trash', link: 'trash' }],
  ])('%s, %s', (kind, disposal, expected) => expect(deeds(kind, disposal)).toEqual(expected));

  it('is the same whatever the order of its input', () => {
    const scans = [scanOf(sectionOf('cache'), SPECS), scanOf(sectionOf('logs'), [{ path: 'z.log' }, { path: 'y.log' }])];
    const plan = planFor(scans);
    const turned = planFor([...scans].reverse(), { verdicts: scans.flatMap(removeAll).reverse() });
    expect(turned).toEqual(plan);
    expect(plan.sections.map(({ name }) => name)).toEqual(['cache', 'logs']);
    expect(plan.verdicts.map(({ entry }) => entry.path)).toEqual(['a.bin', 'b', 'fifo', 'link', 'y.log', 'z.log']);
  });

  it('acts on a section by its own path, never by where a link led when it was looked at', () => {
    const scan: Scan = { ...scanOf(sectionOf('cache'), SPECS), realPath: '/elsewhere/precious' };
    expect(planFor([scan]).sections).toMatchObject([{ path: scan.section.path }]);
  });

  it('has no section where there is no folder, and passes on what could not be read and what should be heard', () => {
    const missing: Scan = { ...scanOf(sectionOf('logs'), [], [{ path: '', code: 'EACCES' }]), directory: null };
    const project = projectOf({ warnings: [{ text: 'of the project' }] });
    const plan = planFor([missing], { project, warnings: [{ text: 'of the plan' }] });
    expect(plan.sections).toEqual([]);
    expect(plan.problems).toEqual([{ section: 'logs', path: '', code: 'EACCES' }]);
    expect(plan.warnings).toEqual([{ text: 'of the project' }, { text: 'of the plan' }]);
  });

  it('never acts on what lies in no section', () => {
    const [item] = scanOf(sectionOf('logs'), [{ path: 'x' }]).items;
    if (item === undefined) throw new Error('no item');
    const verdict: Verdict = { entry: entryOf(null, '/o', item), keep: false, reasons: [{ code: 'cleaned' }] };
    expect(() => planFor([], { verdicts: [verdict] })).toThrow('section');
  });
});

describe('the id of a plan', () => {
  const cache = sectionOf('cache');
  const id = (specs: readonly Spec[], overrides: Partial<Decisions> = {}): string =>
    planFor([scanOf(cache, specs)], overrides).id;

  it('is 12 hex digits, and the same at another time', () => {
    expect(id(SPECS)).toMatch(/^[0-9a-f]{12}$/);
    expect(id(SPECS, { now: NOW + 10n ** 12n })).toBe(id(SPECS));
  });

  it.each<[string, string]>([
    ['another command', id(SPECS, { command: 'prune-logs' })],
    ['another deed', id(SPECS, { disposal: 'trash' })],
    ['one object less', id(SPECS.slice(1))],
    ['another size', id([{ path: 'b/x', size: 1 }, ...SPECS.slice(1)])],
    ['another time, deep in a folder', id([{ path: 'b/x', age: 1 }, ...SPECS.slice(1)])],
    ['one object more, deep in a folder', id([{ path: 'b/y' }, ...SPECS])],
    ['another section', planFor([scanOf({ ...cache, path: '/elsewhere' }, SPECS)]).id],
  ])('tells %s', (_, other) => expect(other).not.toBe(id(SPECS)));

  it('tells names apart that differ in bytes that are not UTF-8', () => {
    expect(id([{ path: 'a\udcff', sameInodeAs: 'x' }])).not.toBe(id([{ path: 'a\udcfe', sameInodeAs: 'x' }]));
  });

  it('knows the actions of init', () => {
    const plan = (actions: readonly Action[]): string =>
      planOf({ command: 'init', madeAt: NOW, outputs: '/o', sections: [], verdicts: [], actions, problems: [], warnings: [] }).id;
    const before = factsOf({ path: '/o/README.md' });
    const ids = [
      plan([]),
      plan([{ do: 'make-directory', path: '/o' }]),
      plan([{ do: 'create-file', path: '/o', text: '' }]),
      plan([{ do: 'create-file', path: '/o', text: 'x' }]),
      plan([{ do: 'replace-file', path: '/o', text: 'x', before }]),
      plan([{ do: 'replace-file', path: '/o', text: 'x', before: { ...before, ctimeNs: 0n } }]),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});
