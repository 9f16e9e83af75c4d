import { describe, expect, it } from 'vitest';
import { planPruneCaches } from '../../../src/core/caches/plan-prune-caches.ts';
import { walkItems } from '../../../src/core/items/walk-items.ts';
import { cleanPlan } from '../../../src/core/removal/plan-clean.ts';
import type { Plan } from '../../../src/core/types/plan.ts';
import { ALONE, DAY, duration, keyOf, NOW, projectOf, type Spec, scanOf, sectionOf } from '../../support/items.ts';
import { fc } from '../../support/properties.ts';

/** As huggingface_hub shares blobs: a snapshot's link leads to the repository's blob, which is a link to the store. */
const repository = (name: string, days: number, ...blobs: readonly string[]): readonly Spec[] => [
  { path: `hub/models--${name}/refs/main`, age: days * DAY },
  ...blobs.flatMap((blob): readonly Spec[] => [
    { path: `hub/models--${name}/blobs/${blob}`, type: 'link', leadsTo: stored(blob), age: days * DAY },
    { path: `hub/models--${name}/snapshots/s/${blob}.bin`, type: 'link', leadsTo: stored(blob), age: days * DAY },
  ]),
];
const stored = (blob: string) => `hub/blobs/${blob.slice(0, 2)}/${blob}`;
const store = (...blobs: readonly string[]): readonly Spec[] =>
  blobs.flatMap((blob) => [
    { path: stored(blob), age: 90 * DAY },
    { path: `${stored(blob)}.refs`, age: 90 * DAY },
  ]);

const CACHE = sectionOf('cache');
const input = (specs: readonly Spec[], held: readonly string[] = []) => ({
  project: projectOf({ sections: [CACHE] }),
  scans: [scanOf(CACHE, specs)],
  surroundings: { ...ALONE, held: new Map(held.map((path) => [keyOf(path), { pid: 7, process: 'python' }])) },
  now: NOW,
  disposal: 'default' as const,
});
const prune = (specs: readonly Spec[], held: readonly string[] = []) =>
  planPruneCaches({ ...input(specs, held), olderThan: duration({ days: 30 }) });
const clean = (specs: readonly Spec[], held: readonly string[]) => cleanPlan({ ...input(specs, held), topLevel: [] });
const paths = (plan: Plan, keep: boolean) =>
  plan.verdicts
    .filter((verdict) => verdict.keep === keep)
    .flatMap(({ entry }) => [...walkItems(entry.parts)].map(({ path }) => path));

describe('blobs that repositories share', () => {
  const specs = [...store('aa1', 'aa2', 'bb1'), ...repository('old', 60, 'aa1', 'aa2'), ...repository('used', 1, 'aa1')];
  it('stay as long as a repository that stays links to them; the others go', () => {
    const plan = prune(specs);
    expect(paths(plan, true)).toEqual(expect.arrayContaining([stored('aa1'), `${stored('aa1')}.refs`]));
    expect(paths(plan, false)).toEqual(
      expect.arrayContaining(['hub/models--old', stored('aa2'), `${stored('aa2')}.refs`, stored('bb1')]),
    );
    expect(plan.verdicts.find(({ entry }) => entry.path === stored('aa1'))?.reasons).toEqual([
      { code: 'pointed-at', by: `${CACHE.path}/hub/models--used/blobs/aa1` },
    ]);
  });
  it('stay with what clean keeps, and keep every repository of theirs that is read', () => {
    const open = clean(specs, ['hub/models--used/refs/main']);
    expect(paths(open, true)).toEqual(
      expect.arrayContaining(['hub/models--used/refs/main', stored('aa1'), `${stored('aa1')}.refs`]),
    );
    expect(paths(open, false)).toEqual(expect.arrayContaining(['hub/models--old', stored('aa2'), stored('bb1')]));
    const mapped = clean(specs, [stored('aa2')]);
    expect(paths(mapped, true)).toEqual(expect.arrayContaining(['hub/models--old', stored('aa2'), stored('aa1')]));
    expect(paths(mapped, false)).toEqual(expect.arrayContaining(['hub/models--used', stored('bb1')]));
  });
  it('no link that stays ever leads to something that goes', () => {
    const blobs = ['aa1', 'aa2', 'bb1'];
    const some = fc.array(fc.record({ days: fc.constantFrom(1, 60), blobs: fc.subarray(blobs) }), { maxLength: 4 });
    fc.assert(
      fc.property(some, fc.subarray(blobs), fc.boolean(), (repositories, held, isClean) => {
        const all = [...store(...blobs), ...repositories.flatMap((each, n) => repository(String(n), each.days, ...each.blobs))];
        const plan = isClean ? clean(all, held.map(stored)) : prune(all, held.map(stored));
        const parts = (keep: boolean) =>
          plan.verdicts.filter((each) => each.keep === keep).flatMap(({ entry }) => [...walkItems(entry.parts)]);
        const gone = new Set(parts(false).map(({ facts }) => `${facts.dev}:${facts.ino}`));
        for (const { leadsTo } of parts(true)) expect(leadsTo !== undefined && gone.has(leadsTo)).toBe(false);
        for (const blob of held) expect(gone.has(keyOf(stored(blob)))).toBe(false);
      }),
    );
  });
});
