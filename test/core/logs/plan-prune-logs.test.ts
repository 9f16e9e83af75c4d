import { describe, expect, it } from 'vitest';
import { type PruneLogsInput, pruneLogsPlan } from '../../../src/core/logs/plan-prune-logs.ts';
import type { Problem } from '../../../src/core/types/items.ts';
import type { Plan, Reason } from '../../../src/core/types/plan.ts';
import type { Section } from '../../../src/core/types/project.ts';
import { ALONE, DAY, deepItem, duration, keyOf, NOW, projectOf, type Spec, scanOf, sectionOf } from '../../support/items.ts';
import { fc } from '../../support/properties.ts';

interface Given extends Partial<Omit<PruneLogsInput, 'scans'>> {
  readonly section?: Partial<Section>;
  readonly problems?: readonly Omit<Problem, 'section'>[];
}

function planFor(specs: readonly Spec[], { section = {}, problems = [], ...overrides }: Given = {}): Plan {
  return pruneLogsPlan({
    project: projectOf(),
    scans: [scanOf(sectionOf('logs', section), specs, problems)],
    surroundings: ALONE,
    now: NOW,
    disposal: 'default',
    olderThan: duration({ days: 7 }),
    ...overrides,
  });
}

/** Path → `removed`, or the codes of why it is kept. */
const say = (plan: Plan): Record<string, string> =>
  Object.fromEntries(
    plan.verdicts.map(({ entry, keep, reasons }) => [entry.path, keep ? reasons.map(({ code }) => code).join(' ') : 'removed']),
  );
const reasonsFor = (plan: Plan, path: string): readonly Reason[] =>
  plan.verdicts.find(({ entry }) => entry.path === path)?.reasons ?? [];

describe('pruneLogsPlan', () => {
  it('removes logs older than the limit, to the nanosecond', () => {
    const plan = planFor([
      { path: 'unet_20250825_004240.log', age: 7 * DAY + 1e-6 },
      { path: 'exact.log', age: 7 * DAY },
      { path: 'run/1/deep.log', age: 30 * DAY },
      { path: 'notes.txt', age: 30 * DAY },
      { path: '-rf\n.log', age: 30 * DAY },
      { path: '\udcff.log', age: 30 * DAY },
    ]);
    expect(say(plan)).toEqual({
      'unet_20250825_004240.log': 'removed',
      'exact.log': 'within',
      'run/1/deep.log': 'removed',
      '-rf\n.log': 'removed',
      '\udcff.log': 'removed',
    });
    expect(reasonsFor(plan, 'exact.log')).toEqual([{ code: 'within', limit: '7d' }]);
    expect(reasonsFor(plan, 'run/1/deep.log')).toEqual([{ code: 'older-than', limit: '7d' }]);
    expect(plan.actions.map((action) => action.do)).toEqual(['unlink', 'unlink', 'unlink', 'unlink']);
  });

  it('removes everything but the future with a limit of nothing', () => {
    expect(
      say(
        planFor(
          [
            { path: 'now.log', age: 0 },
            { path: 'old.log', age: 1 },
          ],
          { olderThan: duration({}) },
        ),
      ),
    ).toEqual({
      'now.log': 'within',
      'old.log': 'removed',
    });
  });

  it('never takes a link, a folder, or what is no log', () => {
    const plan = planFor(
      [
        { path: 'latest.log', type: 'link', leadsTo: 'a.log' },
        { path: 'pipe.log', type: 'other' },
        { path: 'folder.log/inside.txt' },
        { path: 'version_0/events.out.tfevents.17.host.1.0' },
        { path: 'version_0/checkpoints/epoch=1.ckpt' },
        { path: 'model.pth' },
        { path: 'train.out' },
      ],
      { section: { patterns: ['*'] } },
    );
    expect(say(plan)).toEqual({
      'latest.log': 'not-a-regular-file',
      'pipe.log': 'not-a-regular-file',
      'folder.log/inside.txt': 'removed',
      'version_0/events.out.tfevents.17.host.1.0': 'not-a-log',
      'version_0/checkpoints/epoch=1.ckpt': 'not-a-log',
      'model.pth': 'not-a-log',
      'train.out': 'removed',
    });
  });

  it('keeps what is pinned, open or tracked', () => {
    const plan = planFor([{ path: 'pinned/a.log' }, { path: 'open.log' }, { path: 'tracked.log' }, { path: 'a.log' }], {
      project: projectOf({ pinned: ['logs/pinned'] }),
      surroundings: {
        ...ALONE,
        held: new Map([[keyOf('open.log'), { pid: 7, process: 'python' }]]),
        tracked: new Set(['/project/outputs/logs/tracked.log', '/project/outputs/logz/a.log']),
      },
    });
    expect(say(plan)).toEqual({ 'pinned/a.log': 'pinned', 'open.log': 'in-use', 'tracked.log': 'tracked', 'a.log': 'removed' });
    expect(reasonsFor(plan, 'open.log')).toEqual([{ code: 'in-use', pid: 7, process: 'python' }]);
  });

  it('keeps what comes from the future, and says so', () => {
    const plan = planFor([
      { path: 'b.log', age: -DAY },
      { path: 'a\x1b.log', age: -1 },
    ]);
    expect(say(plan)).toEqual({ 'b.log': 'future', 'a\x1b.log': 'future' });
    expect(plan.warnings).toHaveLength(1);
    expect(plan.warnings[0]?.text).toContain('a\\x1b.log (and 1 more)');
    expect(planFor([{ path: 'a.log' }]).warnings).toEqual([]);
  });

  it('keeps a folder that cannot be read, and prunes the rest', () => {
    const plan = planFor(
      [
        { path: 'secret', type: 'directory', closed: 'unreadable' },
        { path: 'disk', type: 'directory', closed: 'mount' },
        { path: 'old.log' },
      ],
      { problems: [{ path: 'secret', code: 'EPERM' }] },
    );
    expect(say(plan)).toEqual({ secret: 'unreadable', disk: 'mount', 'old.log': 'removed' });
    expect(reasonsFor(plan, 'secret')).toEqual([{ code: 'unreadable', errno: 'EPERM' }]);
  });

  it('keeps a git repository whole', () => {
    expect(say(planFor([{ path: 'a/repo/.git/HEAD' }, { path: 'a/repo/old.log' }, { path: 'a/old.log' }]))).toEqual({
      'a/repo': 'repository',
      'a/old.log': 'removed',
    });
  });

  it('keeps the skeleton of the section itself, whatever the patterns say', () => {
    const specs = ['README.md', '.gitignore', '.gitkeep', 'run/README.md'].map((path) => ({ path }));
    expect(say(planFor(specs, { section: { patterns: ['*'] } }))).toEqual({
      'README.md': 'skeleton',
      '.gitignore': 'skeleton',
      '.gitkeep': 'skeleton',
      'run/README.md': 'removed',
    });
  });

  it('sees neither the trash nor sections of another kind', () => {
    expect(say(planFor([{ path: '.trash/x/old.log' }, { path: 'sub/.trash/old.log' }]))).toEqual({
      'sub/.trash/old.log': 'removed',
    });
    expect(planFor([{ path: 'old.log' }], { section: { kind: 'cache' } })).toMatchObject({ verdicts: [], sections: [] });
  });

  it('stands 20,000 levels', () => {
    const scan = { ...scanOf(sectionOf('logs'), []), items: [deepItem(20_000, 'old.log')] };
    const plan = pruneLogsPlan({
      project: projectOf({ pinned: ['logs/x'] }),
      scans: [scan],
      surroundings: ALONE,
      now: NOW,
      disposal: 'default',
      olderThan: duration({}),
    });
    expect(plan.actions).toHaveLength(1);
  });

  it('decides the same whatever the order, and keeps more with a longer limit', () => {
    const specs = fc.uniqueArray(
      fc.record({
        path: fc.constantFrom('a.log', 'b.log', 'c/d.log', 'c/e.log', 'f.txt'),
        age: fc.integer({ min: -2, max: 20 }).map((days) => days * DAY),
      }),
      { selector: ({ path }) => path },
    );
    fc.assert(
      fc.property(specs, fc.nat(20), fc.nat(5), (list, days, more) => {
        const plan = planFor(list, { olderThan: duration({ days }) });
        expect(planFor([...list].reverse(), { olderThan: duration({ days }) })).toEqual(plan);
        const longer = say(planFor(list, { olderThan: duration({ days: days + more }) }));
        for (const [path, what] of Object.entries(say(plan))) if (what !== 'removed') expect(longer[path]).not.toBe('removed');
        const left = list.filter(({ path }) => say(plan)[path] !== 'removed');
        expect(planFor(left, { olderThan: duration({ days }) }).actions).toEqual([]);
      }),
    );
  });
});
