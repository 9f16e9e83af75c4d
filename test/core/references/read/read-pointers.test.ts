import { truncateSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { withRoot } from '../../../../src/core/disk/directory.ts';
import { readPointers } from '../../../../src/core/references/read/read-pointers.ts';
import { scanSection } from '../../../../src/core/scan/scan-section.ts';
import { textReader } from '../../../../src/core/scan/text-reader.ts';
import type { Inspection, PointerForm } from '../../../../src/core/types/checkpoints.ts';
import type { PathText } from '../../../../src/core/types/primitives.ts';
import { inChild } from '../../../support/child.ts';
import { sectionAt } from '../../../support/section.ts';
import { type Tree, type TreeSpec, tree } from '../../../support/tree.ts';
import { inspectionOf, recognisedIn, recognitionOf } from '../../../support/units.ts';

type Pointers = Readonly<Record<PathText, PointerForm>>;

/** What is pointed at, by what; what is blind, for what; what is said. Paths below the section. */
function pointed(
  t: Tree,
  names: readonly PathText[],
  pointers: Pointers,
  inspections: Readonly<Record<PathText, Inspection>> = {},
) {
  const scan = scanSection(sectionAt(t.at('ckpt'), 'checkpoints'));
  const recognition = recognitionOf(recognisedIn(scan, names), pointers);
  const found = withRoot((root) =>
    readPointers(scan, recognition, new Map(Object.entries(inspections)), textReader(root, scan.realPath)),
  );
  const below = (path: PathText) => path.replace(`${t.at('ckpt')}/`, '');
  return {
    mentions: Object.fromEntries(
      [...found.mentions].map(([path, all]) => [path, all.map(({ code, by }) => `${code} ${below(by)}`)]),
    ),
    blind: Object.fromEntries([...found.blind].map(([folder, { pointer, why }]) => [folder, `${below(pointer)}: ${why}`])),
    warnings: found.warnings.map(({ text }) => text),
  };
}

function inTree(
  spec: TreeSpec,
  names: readonly PathText[],
  pointers: Pointers,
  inspections: Readonly<Record<PathText, Inspection>> = {},
) {
  using t = tree(Object.fromEntries(Object.entries(spec).map(([path, leaf]) => [`ckpt/${path}`, leaf])));
  return pointed(t, names, pointers, inspections);
}

const NOTHING = { mentions: {}, blind: {}, warnings: [] };

describe('a pointer protects what it names', () => {
  it.each<[string, TreeSpec, Pointers, object]>([
    [
      'DeepSpeed',
      { 'global_step500/x.pt': '', 'global_step600/x.pt': '', latest: 'global_step500' },
      { latest: 'name' },
      { global_step500: ['pointed-at latest'] },
    ],
    [
      'Megatron-LM',
      { 'm/iter_0000500/x.pt': '', 'm/latest_checkpointed_iteration.txt': '500\n' },
      { 'm/latest_checkpointed_iteration.txt': 'iteration' },
      { 'm/iter_0000500': ['pointed-at m/latest_checkpointed_iteration.txt'] },
    ],
    [
      "MMEngine's path of another machine",
      { 'epoch_3.pth': '', last_checkpoint: '/home/me/work_dirs/x/epoch_3.pth' },
      { last_checkpoint: 'name' },
      { 'epoch_3.pth': ['pointed-at last_checkpoint'] },
    ],
    [
      'TensorFlow',
      {
        'ckpt-1.pth': '',
        'ckpt-2.pth': '',
        checkpoint: 'model_checkpoint_path: "ckpt-2.pth"\nall_model_checkpoint_paths: "ckpt-1.pth"\n',
      },
      { checkpoint: 'textproto' },
      { 'ckpt-1.pth': ['pointed-at checkpoint'], 'ckpt-2.pth': ['pointed-at checkpoint'] },
    ],
    [
      "Lightning's best k",
      { 'e=1.ckpt': '', 'e=2.ckpt': '', 'best_k_models.yaml': '/x/e=1.ckpt: 0.5\n' },
      { 'best_k_models.yaml': 'best-k' },
      { 'e=1.ckpt': ['pointed-at best_k_models.yaml'] },
    ],
  ])('%s', (_, spec, pointers, mentions) => {
    const units = [
      ...new Set(
        Object.keys(spec)
          .filter((path) => !(path in pointers))
          .map((path) => path.replace(/\/x\.pt$/, '')),
      ),
    ];
    expect(inTree(spec, units, pointers)).toEqual({ ...NOTHING, mentions });
  });

  it('an index of shards, except for those it is a part of', () => {
    const spec = { 'm-1-of-1.bin': '', 'm.bin.index.json': '{"weight_map": {"a": "m-1-of-1.bin"}}' };
    const pointers: Pointers = { 'm.bin.index.json': 'shard-index' };
    expect(inTree(spec, ['m-1-of-1.bin'], pointers).mentions).toEqual({ 'm-1-of-1.bin': ['pointed-at m.bin.index.json'] });
    expect(inTree(spec, ['m-1-of-1.bin+m.bin.index.json'], pointers)).toEqual(NOTHING);
  });

  it('a name that is not UTF-8', () =>
    expect(
      inTree({ 'a\udcff': '', latest: { text: Buffer.from('61ff0a', 'hex') } }, ['a\udcff'], { latest: 'name' }).mentions,
    ).toEqual({
      'a\udcff': ['pointed-at latest'],
    }));

  it('and what is not there is said, without a raw name', () =>
    expect(inTree({ 'a.pth': '', latest: 'gone\u001b[2J.pth' }, ['a.pth'], { latest: 'name' })).toEqual({
      ...NOTHING,
      blind: { '': 'latest: it holds more than one name' },
    }));

  it('and what was removed is a warning', () =>
    expect(inTree({ 'a.pth': '', latest: '/x/gone\u202e.pth' }, ['a.pth'], { latest: 'name' })).toEqual({
      ...NOTHING,
      warnings: ['checkpoints/latest names gone\\u202e.pth, which is not among the checkpoints found'],
    }));
});

describe("Transformers' trainer_state.json", () => {
  const state = (best: number | null) =>
    JSON.stringify({ best_metric: 0.1, best_model_checkpoint: best && `./out/checkpoint-${best}` }).replace('0.1', 'NaN');
  const pointers: Pointers = {
    'checkpoint-100/trainer_state.json': 'trainer-state',
    'checkpoint-200/trainer_state.json': 'trainer-state',
    'checkpoint-300/trainer_state.json': 'trainer-state',
  };
  const spec = (last: string): TreeSpec => ({
    'checkpoint-100/trainer_state.json': { text: state(100), age: '3h' },
    'checkpoint-200/trainer_state.json': { text: state(200), age: '2h' },
    'checkpoint-300/trainer_state.json': { text: last, age: '1h' },
  });
  const units = ['checkpoint-100', 'checkpoint-200', 'checkpoint-300'];

  it('is believed in the newest only: each was the best once', () =>
    expect(inTree(spec(state(200)), units, pointers)).toEqual({
      ...NOTHING,
      mentions: { 'checkpoint-200': ['pointed-at checkpoint-300/trainer_state.json'] },
    }));

  it('is not asked in an incomplete one', () =>
    expect(inTree(spec('{"best_'), units, pointers, { 'checkpoint-300': inspectionOf({ completeness: 'incomplete' }) })).toEqual({
      ...NOTHING,
      mentions: { 'checkpoint-200': ['pointed-at checkpoint-200/trainer_state.json'] },
    }));

  it('makes its folder blind where it is only half there', () =>
    expect(inTree(spec('{"best_'), units, pointers).blind).toEqual({
      '': 'checkpoint-300/trainer_state.json: it is not whole JSON',
    }));

  it('of a run says nothing about another', () =>
    expect(
      inTree(
        { 'a/checkpoint-1/trainer_state.json': '{', 'b/checkpoint-1/trainer_state.json': state(1) },
        ['a/checkpoint-1', 'b/checkpoint-1'],
        {},
      ),
    ).toEqual({
      mentions: { 'b/checkpoint-1': ['pointed-at b/checkpoint-1/trainer_state.json'] },
      blind: { a: 'a/checkpoint-1/trainer_state.json: it is not whole JSON' },
      warnings: [],
    }));

  it("DeepSpeed's latest within is about what is within", () =>
    expect(
      inTree({ 'checkpoint-1/latest': 'global_step1', 'checkpoint-1/global_step1/x': '' }, ['checkpoint-1'], {
        'checkpoint-1/latest': 'name',
      }),
    ).toEqual(NOTHING));
});

it('what a checkpoint says inside of itself', () => {
  const spec: TreeSpec = { 'e=1.ckpt': { age: '3h' }, 'e=2.ckpt': { age: '2h' }, 'last.ckpt': { age: '1h' } };
  const inspections = {
    'e=1.ckpt': inspectionOf({ names: ['e=2.ckpt'] }),
    'last.ckpt': inspectionOf({ names: ['e=1.ckpt', 'last.ckpt', 'gone.ckpt'] }),
  };
  expect(inTree(spec, Object.keys(spec), {}, inspections)).toEqual({
    ...NOTHING,
    mentions: { 'e=1.ckpt': ['pointed-at last.ckpt'] },
  });
});

describe('a pointer that cannot be read makes its folder blind', () => {
  it.each<[string, TreeSpec, string]>([
    ['empty', { 'r/latest': '' }, 'it is empty'],
    ['a folder', { 'r/latest': { dir: true } }, 'it is no regular file'],
    ['a pipe', { 'r/latest': { fifo: true } }, 'it is no regular file'],
    ['a link to somewhere else', { 'r/latest': { link: '/etc/hostname' } }, 'it is no regular file'],
    ['a link to nowhere', { 'r/latest': { link: 'gone' } }, 'it is no regular file'],
    ['a link to another text', { 'r/latest': { link: 'other' }, 'r/other': 'x.pth' }, 'it is no regular file'],
    ['gone meanwhile', {}, 'it cannot be read (ENOENT)'],
    ['its folder is a link now', { r: { link: 's' }, 's/latest': 'a.pth' }, 'it cannot be read (ESTALE)'],
  ])('%s', (_, spec, why) =>
    expect(inTree({ 'x.pth': '', ...spec }, ['x.pth'], { 'r/latest': 'name' })).toEqual({
      ...NOTHING,
      blind: { r: `r/latest: ${why}` },
    }),
  );

  it('except for a link to a checkpoint, which has protected it already', () =>
    expect(inTree({ 'x.pth': '', latest: { link: 'x.pth' } }, ['x.pth'], { latest: 'name' })).toEqual(NOTHING));

  it('of a gigabyte', () => {
    using t = tree({ 'ckpt/x.pth': '', 'ckpt/latest': '' });
    truncateSync(t.at('ckpt/latest'), 2 ** 30);
    expect(pointed(t, ['x.pth'], { latest: 'name' }).blind).toEqual({ '': 'latest: it is larger than 16 MiB' });
  });

  it('forbidden', () => {
    using t = tree({
      'ckpt/a/x.pth': '',
      'ckpt/a/latest': { text: 'x.pth', mode: 0 },
      'ckpt/b/checkpoint-1/trainer_state.json': '{}',
      'ckpt/b/checkpoint-1': { dir: true, mode: 0 },
    });
    const answer = inChild(
      t,
      `import { withRoot } from './src/core/disk/directory.ts';
       import { readPointers } from './src/core/references/read/read-pointers.ts';
       import { scanSection } from './src/core/scan/scan-section.ts';
       import { textReader } from './src/core/scan/text-reader.ts';
       import { sectionAt } from './test/support/section.ts';
       import { recognisedIn, recognitionOf } from './test/support/units.ts';`,
      `const scan = scanSection(sectionAt(root + '/ckpt', 'checkpoints'));
       const recognition = recognitionOf(recognisedIn(scan, ['a/x.pth', 'b/checkpoint-1']), { 'a/latest': 'name' });
       const found = withRoot((top) => readPointers(scan, recognition, new Map(), textReader(top, scan.realPath)));
       return [...found.blind].map(([folder, { why }]) => [folder, why]);`,
      { unprivileged: true },
    );
    expect(answer).toEqual([
      ['a', 'it cannot be read (EACCES)'],
      ['b', 'it cannot be read (EACCES)'],
    ]);
  });
});
