// Trees as the libraries write them, in the layouts that their sources give.

import { describe, expect, it } from 'vitest';
import { planPruneCaches } from '../../../src/core/caches/plan-prune-caches.ts';
import type { Disposal } from '../../../src/core/plans/assemble-plan.ts';
import { cleanPlan } from '../../../src/core/removal/plan-clean.ts';
import type { SectionKind } from '../../../src/core/types/project.ts';
import { ALONE, DAY, duration, HOUR, keyOf, NOW, projectOf, type Spec, scanOf, sectionOf } from '../../support/items.ts';
import { fc } from '../../support/properties.ts';

const files = (...paths: readonly string[]): readonly Spec[] => paths.map((path) => ({ path }));

const HUB = files(
  'hub/.locks/models--org--a/0c.lock',
  'hub/.locks/models--org--b/0d.lock',
  'hub/models--org--a/blobs/0c',
  'hub/models--org--a/refs/main',
  'hub/models--org--a/snapshots/ee/config.json',
  'hub/models--org--b/blobs/0d',
  'hub/models--org--b/refs/main',
  'hub/version.txt',
);

interface Given {
  readonly kind?: SectionKind;
  readonly held?: readonly string[];
  readonly disposal?: Disposal;
  readonly unseen?: string;
}

function cleaned(specs: readonly Spec[], { kind = 'cache', held = [], disposal = 'default', unseen }: Given = {}) {
  const plan = cleanPlan({
    project: projectOf(),
    scans: [scanOf(sectionOf(kind), specs, unseen === undefined ? [] : [{ path: unseen, code: 'EIO' }])],
    surroundings: { ...ALONE, held: new Map(held.map((path) => [keyOf(path), { pid: 7, process: 'python' }])) },
    now: NOW,
    disposal,
    topLevel: [],
  });
  const paths = (keep: boolean) => plan.verdicts.filter((each) => each.keep === keep);
  return {
    stays: Object.fromEntries(paths(true).map(({ entry, reasons }) => [entry.path, reasons.map(({ code }) => code).join()])),
    goes: paths(false).map(({ entry }) => entry.path),
  };
}

describe('clean of a cache', () => {
  it('keeps a Hugging Face repository whole, with its locks, where one of its files is open', () => {
    expect(cleaned(HUB, { held: ['hub/models--org--a/blobs/0c'] })).toEqual({
      stays: { 'hub/.locks/models--org--a': 'in-use', 'hub/models--org--a': 'in-use' },
      goes: ['hub/.locks/models--org--b', 'hub/models--org--b', 'hub/version.txt'],
    });
  });
  it('keeps the repository whose lock somebody holds', () => {
    expect(cleaned(HUB, { held: ['hub/.locks/models--org--b/0d.lock'] })).toEqual({
      stays: { 'hub/.locks/models--org--b': 'in-use', 'hub/models--org--b': 'in-use' },
      goes: ['hub/.locks/models--org--a', 'hub/models--org--a', 'hub/version.txt'],
    });
  });
  it('keeps one of which something could not be looked at', () => {
    expect(cleaned(HUB, { unseen: 'hub/models--org--a/blobs/gone' })).toEqual({
      stays: { 'hub/.locks/models--org--a': 'unreadable', 'hub/models--org--a': 'unreadable' },
      goes: ['hub/.locks/models--org--b', 'hub/models--org--b', 'hub/version.txt'],
    });
  });
  it('takes all of it in one piece where nothing stays', () => expect(cleaned(HUB)).toEqual({ stays: {}, goes: ['hub'] }));
  it('never takes a token, wherever HF_HOME was put', () => {
    const home = [...HUB.map((spec) => ({ path: `hf/${spec.path}` })), ...files('hf/token', 'hf/stored_tokens', 'hf/xet/log')];
    expect(cleaned(home)).toEqual({
      stays: { 'hf/stored_tokens': 'credential', 'hf/token': 'credential' },
      goes: ['hf/hub', 'hf/xet'],
    });
    expect(cleaned(files('a/tokens', 'a/token.json', 'a/mytoken', 'token/x'))).toMatchObject({ stays: {} });
  });

  const runs: readonly Spec[] = [
    { path: 'wandb/latest-run', type: 'link' },
    ...files('wandb/run-20250101_000000-aa/run-aa.wandb', 'wandb/run-20250101_000000-aa/files/output.log'),
    ...files('wandb/offline-run-20250101_000000-bb/run-bb.wandb'),
    ...files('wandb/offline-run-20250101_000000-cc/run-cc.wandb', 'wandb/offline-run-20250101_000000-cc/run-cc.wandb.synced'),
    { path: 'wandb/run-20250825_000000-dd/run-dd.wandb', age: HOUR },
  ];
  it('keeps what W&B does not have, and runs of the last day', () => {
    expect(cleaned(runs)).toEqual({
      stays: { 'wandb/offline-run-20250101_000000-bb': 'unsynced', 'wandb/run-20250825_000000-dd': 'recent' },
      goes: ['wandb/latest-run', 'wandb/offline-run-20250101_000000-cc', 'wandb/run-20250101_000000-aa'],
    });
  });
  it('keeps it in artifacts too, where young runs can be brought back', () => {
    const stays = { 'wandb/offline-run-20250101_000000-bb': 'unsynced' };
    expect(cleaned(runs, { kind: 'artifacts' })).toMatchObject({ stays });
    expect(cleaned(runs, { kind: 'artifacts', disposal: 'permanent' }).stays).toEqual({
      ...stays,
      'wandb/run-20250825_000000-dd': 'recent',
    });
  });
  it('keeps what waits to be uploaded', () => {
    expect(cleaned(files('wandb/artifacts/staging/tmp1', 'wandb/artifacts/obj/md5/aa/b'))).toEqual({
      stays: { 'wandb/artifacts/staging': 'unsynced' },
      goes: ['wandb/artifacts/obj'],
    });
  });

  it('takes whole Triton keys or none of one', () => {
    const keys = files(
      'triton/K1/__grp__k.json',
      'triton/K1/k.cubin',
      'triton/K1/k.ttir',
      'triton/K2/__grp__k.json',
      'triton/K2/k.so',
    );
    expect(cleaned(keys, { held: ['triton/K2/k.so'] })).toEqual({ stays: { 'triton/K2': 'in-use' }, goes: ['triton/K1'] });
  });
  it('takes an extension with its lock or not at all', () => {
    const built = files('ext/py311_cu121/mine/build.ninja', 'ext/py311_cu121/mine/lock', 'ext/py311_cu121/mine/mine.so');
    expect(cleaned([...built, ...files('x')], { held: ['ext/py311_cu121/mine/mine.so'] })).toEqual({
      stays: { 'ext/py311_cu121/mine': 'in-use' },
      goes: ['x'],
    });
  });
  it('takes an index of Numba with its data', () => {
    const compiled = files('numba/src_0a/f-1.py311.nbi', 'numba/src_0a/f-1.py311.1.nbc', 'numba/src_0b/g-1.py311.nbi');
    expect(cleaned(compiled, { held: ['numba/src_0a/f-1.py311.1.nbc'] })).toEqual({
      stays: { 'numba/src_0a': 'in-use' },
      goes: ['numba/src_0b'],
    });
  });
  it('keeps a dataset that is mapped or being built, with its lock', () => {
    const dataset = files(
      'd/imdb/plain/1.0.0/ab/dataset_info.json',
      'd/imdb/plain/1.0.0/ab/imdb-train.arrow',
      'd/imdb/plain/1.0.0/ab_builder.lock',
      'd/imdb/plain/1.0.0/cd.incomplete/imdb-train.arrow',
      'd/imdb/plain/1.0.0/cd_builder.lock',
    );
    const [ab, cd] = ['d/imdb/plain/1.0.0/ab', 'd/imdb/plain/1.0.0/cd'];
    expect(cleaned(dataset, { held: [`${ab}/imdb-train.arrow`] })).toEqual({
      stays: { [ab]: 'in-use', [`${ab}_builder.lock`]: 'in-use' },
      goes: [`${cd}.incomplete`, `${cd}_builder.lock`],
    });
    expect(cleaned(dataset, { held: [`${cd}_builder.lock`] })).toEqual({
      stays: { [`${cd}.incomplete`]: 'in-use', [`${cd}_builder.lock`]: 'in-use' },
      goes: [ab, `${ab}_builder.lock`],
    });
  });
});

describe('whatever is open', () => {
  const all = [
    ...HUB,
    ...files('hub/.locks/datasets--x/1.lock', 'hub/datasets--x/snapshots/a/b', 'triton/K1/__grp__k.json', 'triton/K1/k.so'),
    ...files(
      'numba/a/f.nbi',
      'numba/a/f.1.nbc',
      'd/ab/dataset_info.json',
      'd/ab/x.arrow',
      'd/ab_builder.lock',
      'plain/x',
      'plain/y',
    ),
  ];
  it('what belongs together stays or goes together, and what is open stays', () => {
    const together = [
      ['hub/models--org--a/', 'hub/.locks/models--org--a/'],
      ['hub/models--org--b/', 'hub/.locks/models--org--b/'],
      ['hub/datasets--x/', 'hub/.locks/datasets--x/'],
      ['triton/K1/'],
      ['numba/a/'],
      ['d/ab/', 'd/ab_builder.lock'],
    ];
    fc.assert(
      fc.property(fc.subarray(all.map(({ path }) => path)), (held) => {
        const { goes } = cleaned(all, { held });
        const isGone = (path: string) => goes.some((gone) => path === gone || path.startsWith(`${gone}/`));
        for (const path of held) expect(isGone(path)).toBe(false);
        for (const starts of together) {
          const its = all.filter(({ path }) => starts.some((start) => path.startsWith(start))).map(({ path }) => isGone(path));
          expect(new Set(its).size, starts.join()).toBe(1);
        }
        expect(isGone('plain/x')).toBe(!held.some((path) => path.startsWith('plain/')));
      }),
    );
  });
});

describe('prune of a cache', () => {
  it('keeps what holds a token or a run that W&B does not have, however old', () => {
    const old = (path: string): Spec => ({ path, age: 400 * DAY });
    const specs = ['hf/token', 'hf/hub/x', 'wandb/offline-run-20230101_000000-bb/run-bb.wandb', 'other/x'].map(old);
    const cache = sectionOf('cache');
    const { verdicts } = planPruneCaches({
      project: projectOf({ sections: [cache] }),
      scans: [scanOf(cache, specs)],
      surroundings: ALONE,
      now: NOW,
      disposal: 'default',
      olderThan: duration({ days: 30 }),
    });
    expect(verdicts.map(({ entry, reasons }) => [entry.path, reasons.map(({ code }) => code).join()])).toEqual([
      ['hf', 'credential'],
      ['other', 'older-than'],
      ['wandb', 'unsynced'],
    ]);
  });
});
