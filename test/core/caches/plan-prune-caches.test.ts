// Which cache entries pruning removes, and why the others stay.
// Covers: src/core/caches/cache-units.ts

import { describe, expect, it } from 'vitest';
import { type PruneCachesInput, planPruneCaches } from '../../../src/core/caches/plan-prune-caches.ts';
import { ALONE, DAY, duration, keyOf, NOW, projectOf, type Spec, scanOf, sectionOf } from '../../support/items.ts';
import { fc } from '../../support/properties.ts';

const CACHE = sectionOf('cache');

function plan(specs: readonly Spec[], more: Partial<PruneCachesInput> = {}) {
  const project = projectOf({ sections: [CACHE] });
  const input = { project, scans: [scanOf(CACHE, specs)], surroundings: ALONE, now: NOW, disposal: 'default' } as const;
  return planPruneCaches({ ...input, olderThan: duration({ days: 30 }), ...more });
}

const verdictsOf = (...given: Parameters<typeof plan>) =>
  plan(...given).verdicts.map(({ entry, keep, reasons }) => [entry.path, keep, reasons.map(({ code }) => code).join()]);

describe('a cache entry', () => {
  it('is as old as the newest thing in it', () => {
    expect(
      verdictsOf([
        { path: 'old/a/x', age: 40 * DAY },
        { path: 'old/b', age: 31 * DAY },
        { path: 'used/a/x', age: 40 * DAY },
        { path: 'used/b/c/d', age: DAY },
      ]),
    ).toEqual([
      ['old', false, 'older-than'],
      ['used', true, 'within'],
    ]);
  });
  it('goes whole, a file by unlink and a folder by purge', () => {
    const { actions } = plan([
      { path: 'file', age: 40 * DAY },
      { path: 'folder/x', age: 40 * DAY },
    ]);
    expect(actions.map((action) => 'item' in action && [action.do, action.item.path])).toEqual([
      ['unlink', 'file'],
      ['purge', 'folder'],
    ]);
  });
  it('stays at exactly the limit, and where a time is in the future', () => {
    expect(
      verdictsOf([
        { path: 'a', age: 30 * DAY },
        { path: 'b/x', age: -DAY },
      ]),
    ).toEqual([
      ['a', true, 'within'],
      ['b', true, 'future'],
    ]);
  });
  it.each<readonly [string, Spec, Partial<PruneCachesInput>, string]>([
    [
      'pinned inside',
      { path: 'a/b', age: 40 * DAY },
      { project: projectOf({ sections: [CACHE], pinned: ['cache/a/b'] }) },
      'pinned',
    ],
    [
      'open inside',
      { path: 'a/b', age: 40 * DAY },
      { surroundings: { ...ALONE, held: new Map([[keyOf('a/b'), { pid: 4, process: 'p' }]]) } },
      'in-use',
    ],
    [
      'tracked inside',
      { path: 'a/b', age: 40 * DAY },
      { surroundings: { ...ALONE, tracked: new Set([`${CACHE.path}/a/b`]) } },
      'tracked',
    ],
    ['a repository inside', { path: 'a/b/.git/HEAD', age: 40 * DAY }, {}, 'repository'],
    ['closed inside', { path: 'a/b', type: 'directory', closed: 'unreadable', age: 40 * DAY }, {}, 'unreadable'],
    ['another disk inside', { path: 'a/b', type: 'directory', closed: 'mount', age: 40 * DAY }, {}, 'mount'],
    ['a README', { path: 'README.md', age: 40 * DAY }, {}, 'skeleton'],
  ])('stays whole with something %s', (_, spec, more, code) => {
    expect(verdictsOf([spec], more).map(([, keep, why]) => [keep, why])).toEqual([[true, code]]);
  });
  it('stays where the section could not be read to its end', () => {
    const scans = [scanOf(CACHE, [{ path: 'a', age: 40 * DAY }], [{ path: '', code: 'EIO' }])];
    expect(verdictsOf([], { scans })).toEqual([['a', true, 'unreadable']]);
  });
  it('stays with a keep file beside it', () => {
    const specs = [
      { path: 'a/x', age: 40 * DAY },
      { path: 'a.keep', age: 40 * DAY },
    ];
    expect(verdictsOf(specs)).toEqual([
      ['a', true, 'pinned'],
      ['a.keep', true, 'pinned'],
    ]);
  });
  it('never goes because more of it was used', () => {
    const ages = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(ages, (days) => {
        const specs = days.map((age, at) => ({ path: `e/${at}`, age: age * DAY }));
        expect(verdictsOf(specs)).toEqual([['e', Math.min(...days) <= 30, Math.min(...days) <= 30 ? 'within' : 'older-than']]);
      }),
    );
  });
});

describe('of the Hugging Face hub', () => {
  const repository = (path: string, days: number): readonly Spec[] => {
    const [folder, name] = [path.slice(0, path.lastIndexOf('/') + 1), path.slice(path.lastIndexOf('/') + 1)];
    return [
      { path: `${path}/blobs/b1`, age: days * DAY },
      { path: `${path}/refs/main`, age: days * DAY },
      { path: `${path}/snapshots/s1/config.json`, age: days * DAY },
      { path: `${folder}.locks/${name}/b1.lock`, age: days * DAY },
    ];
  };
  const OLD = repository('hf/hub/models--a--old', 40);
  const USED = repository('hf/hub/models--a--used', 3);
  const REST: readonly Spec[] = [
    { path: 'hf/hub/version.txt', age: 400 * DAY },
    { path: 'hf/hub/.locks/models--gone/x.lock', age: 90 * DAY },
    { path: 'hf/datasets/old/data.arrow', age: 90 * DAY },
  ];

  it('each repository is as old as itself, and goes with its locks; what lies loose beside them stays with the last', () => {
    expect(verdictsOf([...OLD, ...USED, ...REST])).toEqual([
      ['hf/datasets', false, 'older-than'],
      ['hf/hub/.locks/models--gone', false, 'older-than'],
      ['hf/hub/models--a--old', false, 'older-than'],
      ['hf/hub/models--a--used', true, 'within'],
      ['hf/hub/version.txt', true, 'within'],
    ]);
    const removed = plan([...OLD, ...USED]).actions.map((action) => 'item' in action && [action.do, action.item.path]);
    expect(removed).toEqual([
      ['purge', 'hf/hub/models--a--old'],
      ['purge', 'hf/hub/.locks/models--a--old'],
    ]);
  });
  it('all of it goes as one where all of it is old', () => {
    expect(verdictsOf([...OLD, ...REST])).toEqual([['hf', false, 'older-than']]);
  });
  it('a repository directly in the section goes with its locks too', () => {
    expect(verdictsOf([...repository('models--a--old', 40), ...repository('datasets--a--used', 3)])).toEqual([
      ['datasets--a--used', true, 'within'],
      ['models--a--old', false, 'older-than'],
    ]);
  });
  it.each<readonly [string, readonly Spec[], Partial<PruneCachesInput>, readonly unknown[]]>([
    [
      'a lock that is held',
      [],
      { surroundings: { ...ALONE, held: new Map([[keyOf('hf/hub/.locks/models--a--old/b1.lock'), { pid: 4, process: 'p' }]]) } },
      [
        ['hf/hub/models--a--old', true, 'in-use'],
        ['hf/hub/models--a--used', true, 'within'],
      ],
    ],
    [
      'a pin of one',
      [],
      { project: projectOf({ sections: [CACHE], pinned: ['cache/hf/hub/models--a--old'] }) },
      [
        ['hf/hub/models--a--old', true, 'pinned'],
        ['hf/hub/models--a--used', true, 'within'],
      ],
    ],
    ['a pin of all', [], { project: projectOf({ sections: [CACHE], pinned: ['cache/hf'] }) }, [['hf', true, 'pinned,within']]],
    [
      'a token beside them',
      [{ path: 'hf/token', age: 90 * DAY }],
      {},
      [
        ['hf/hub/models--a--old', false, 'older-than'],
        ['hf/hub/models--a--used', true, 'within'],
        ['hf/token', true, 'credential,within'],
      ],
    ],
    ['a repository of git around them', [{ path: 'hf/.git/HEAD', age: 90 * DAY }], {}, [['hf', true, 'repository,within']]],
  ])('%s', (_, specs, more, expected) => {
    expect(verdictsOf([...OLD, ...USED, ...specs], more)).toEqual(expected);
  });
  it('nothing goes of what could not be seen to its end', () => {
    const unseen = { path: 'hf/hub/models--a--old/blobs/b2', code: 'EACCES' };
    const scans = [scanOf(CACHE, [...OLD, ...USED], [unseen])];
    expect(verdictsOf([], { scans })).toEqual([
      ['hf/hub/models--a--old', true, 'unreadable'],
      ['hf/hub/models--a--used', true, 'within'],
    ]);
  });
});

describe('of what known programs keep', () => {
  const old = (path: string) => ({ path, age: 40 * DAY });
  it('each kernel and each dataset goes by itself, with its lock', () => {
    expect(
      verdictsOf([
        old('triton/AAA/__grp__k.json'),
        old('triton/AAA/k.cubin'),
        { path: 'triton/BBB/__grp__k.json', age: DAY },
        old('hf/datasets/squad/plain/h1/dataset_info.json'),
        old('hf/datasets/squad/plain/h1_builder.lock'),
        { path: 'hf/datasets/squad/plain/h2/dataset_info.json', age: DAY },
      ]),
    ).toEqual([
      ['hf/datasets/squad/plain/h1', false, 'older-than'],
      ['hf/datasets/squad/plain/h2', true, 'within'],
      ['triton/AAA', false, 'older-than'],
      ['triton/BBB', true, 'within'],
    ]);
  });
  it('the splits of a saved DatasetDict stay together', () => {
    expect(
      verdictsOf([
        old('d/all/dataset_dict.json'),
        old('d/all/train/dataset_info.json'),
        { path: 'd/all/test/dataset_info.json', age: DAY },
        old('d/other/dataset_info.json'),
      ]),
    ).toEqual([
      ['d/all', true, 'within'],
      ['d/other', false, 'older-than'],
    ]);
  });
  it('loose files beside them stay together, as in clean', () => {
    const specs = [
      old('hub/a.txt'),
      old('hub/b.txt'),
      old('hub/models--x/refs/main'),
      { path: 'hub/models--y/refs/main', age: 40 * DAY },
    ];
    const surroundings = { ...ALONE, held: new Map([[keyOf('hub/b.txt'), { pid: 7, process: 'python' }]]) };
    expect(verdictsOf(specs, { surroundings })).toEqual([
      ['hub/a.txt', true, 'in-use'],
      ['hub/models--x', false, 'older-than'],
      ['hub/models--y', false, 'older-than'],
    ]);
  });
  it('what a link elsewhere leads to stays, and every link in the cache to the same', () => {
    const specs: readonly Spec[] = [
      old('data/x/y'),
      old('hub/models--x/blobs/1'),
      { path: 'hub/models--x/snapshots/s/m', type: 'link', leadsTo: 'store', age: 40 * DAY },
      old('store'),
    ];
    const surroundings = { ...ALONE, pointedAt: new Map([keyOf('data/x'), keyOf('store')].map((key) => [key, '/p/results/r'])) };
    expect(verdictsOf(specs, { surroundings })).toEqual([
      ['data', true, 'pointed-at'],
      ['hub/models--x', true, 'pointed-at'],
      ['store', true, 'pointed-at'],
    ]);
  });
});
