import { describe, expect, it } from 'vitest';
import { walkItems } from '../../../src/core/items/walk-items.ts';
import { type Layout, layoutsFor } from '../../../src/core/layouts/compile-layouts.ts';
import { recognise } from '../../../src/core/layouts/recognise-checkpoints.ts';
import type { Recognition } from '../../../src/core/types/checkpoints.ts';
import type { Item } from '../../../src/core/types/items.ts';
import type { LayoutSource } from '../../../src/core/types/layout.ts';
import type { Section } from '../../../src/core/types/project.ts';
import { deepItem, itemsOf, type Spec, sectionOf } from '../../support/items.ts';
import { fc } from '../../support/properties.ts';

const layouts = (overrides: Partial<Section> = {}, own: Readonly<Record<string, LayoutSource>> = {}): readonly Layout[] =>
  layoutsFor(sectionOf('checkpoints', overrides), own);
const AUTO: readonly Layout[] = layouts();

const specs = (paths: readonly (string | Spec)[]): readonly Spec[] =>
  paths.map((each) => (typeof each === 'string' ? { path: each } : each));
const look = (paths: readonly (string | Spec)[], using: readonly Layout[] = AUTO, top?: string): Recognition =>
  recognise(using, itemsOf(specs(paths)), top);
const pathsOf = ({ units }: Recognition): readonly string[] => units.map(({ path }) => path);

const HF: readonly string[] = ['checkpoint-500/trainer_state.json', 'checkpoint-500/model.safetensors'];

describe('units', () => {
  it('are never looked into, however much lies inside', () => {
    const found = look([...HF, 'checkpoint-500/UNet_epoch_3.pth', 'checkpoint-500/checkpoint-7/trainer_state.json']);
    expect(pathsOf(found)).toEqual(['checkpoint-500']);
    expect(found.units[0]?.parts.map(({ path }) => path)).toEqual(['checkpoint-500']);
  });

  it('are found in runs within runs', () => {
    const found = look(['a/b/UNet_epoch_3.pth', 'a/UNet_epoch_3.pth', 'a/b/c/checkpoint-1/trainer_state.json']);
    expect(found.units.map(({ path, run }) => [path, run])).toEqual([
      ['a/UNet_epoch_3.pth', 'a'],
      ['a/b/UNet_epoch_3.pth', 'a/b'],
      ['a/b/c/checkpoint-1', 'a/b/c'],
    ]);
  });

  it('are never links, nor hold any', () => {
    const found = look([
      'model.ckpt-1.index',
      { path: 'model.ckpt-1.data-00000-of-00001', type: 'link' },
      { path: 'UNet_best.pth', type: 'link', leadsTo: 'elsewhere' },
      { path: 'iter_0000500', type: 'link', leadsTo: 'elsewhere' },
      { path: 'UNet_final.pth', type: 'other' },
    ]);
    expect(found.units).toEqual([]);
  });

  it('are whole sets: one shard missing is one unit that is not finished', () => {
    const { units } = look(['m-3.index', 'm-3.data-00000-of-00003', 'm-3.data-00002-of-00003']);
    expect(units).toHaveLength(1);
    expect(units[0]).toMatchObject({ unfinished: 'shard 1 of 3 is missing', checkpoint: { step: 3 } });
  });

  it('are whole where another save of another number of shards left some of its own', () => {
    const { units } = look(['m-3.index', 'm-3.data-00000-of-00001', 'm-3.data-00001-of-00002']);
    expect(units).toEqual([expect.not.objectContaining({ unfinished: expect.anything() })]);
  });

  it('share no companion: the first by path has it', () => {
    const both = ['a--l=1-epoch=1.ckpt', 'a--l=1-epoch=1/weights/x', 'a--l=1-epoch=1-unfinished'];
    for (const order of [both, [...both].reverse()]) {
      const { units } = recognise(AUTO, [...itemsOf(specs(order))].reverse());
      expect(units.map(({ parts, unfinished }) => [parts.length, unfinished])).toEqual([
        [2, 'a--l=1-epoch=1-unfinished lies beside it'],
        [1, 'a--l=1-epoch=1-unfinished lies beside it'],
      ]);
    }
  });

  it('do not count shards by what a name claims', () => {
    const own: LayoutSource = {
      title: 'x',
      match: [{ pattern: '(?<unit>x(?<step>\\d+))-(?<shard>\\d+)-of-(?<of>\\d+)', role: 'regular' }],
    };
    const { units } = look(['x1-0-of-999999999999999'], layouts({ layout: 'x' }, { x: own }));
    expect(units[0]?.unfinished).toBe('shard 1 of 999999999999999 is missing');
  });
});

describe('what is not looked into', () => {
  it('is the trash, of the section and not of others', () => {
    expect(pathsOf(look(['.trash/op/UNet_epoch_1.pth', 'a/.trash/UNet_epoch_2.pth']))).toEqual(['a/.trash/UNet_epoch_2.pth']);
  });

  it('is a repository', () => {
    expect(look(['r/.git/HEAD', 'r/UNet_epoch_1.pth', 'checkpoint-1/.git', 'checkpoint-1/trainer_state.json']).units).toEqual([]);
  });

  it.each(['unreadable', 'mount'] as const)('is a folder that is %s', (closed) => {
    const found = look([{ path: 'checkpoint-9', type: 'directory', closed }, ...HF]);
    expect(pathsOf(found)).toEqual(['checkpoint-500']);
  });

  it('is a directory that two layouts see differently', () => {
    const match = (role: 'best' | 'regular', holds: string): LayoutSource => ({
      title: 'x',
      match: [{ pattern: 'x', type: 'directory', role, holds: [holds] }],
    });
    const found = look(['x/UNet_epoch_1.pth', 'x/a'], layouts({}, { one: match('best', 'a'), two: match('regular', '*.pth') }));
    expect(found.units).toEqual([]);
    expect(found.choices).toEqual([{ folder: '', layout: null, why: 'more than one fits: one for x, two for x' }]);
  });

  it('is what is being written', () => {
    const found = look(['tmp-checkpoint-5/UNet_epoch_1.pth', '7.orbax-checkpoint-tmp/UNet_epoch_1.pth']);
    expect(found.units).toEqual([]);
    expect(found.unfinished.map(({ item }) => item.path)).toEqual(['7.orbax-checkpoint-tmp', 'tmp-checkpoint-5']);
  });
});

describe('names of what is being written', () => {
  it.each([
    'a.pth.tmp',
    'a.tmp.pth',
    'a.tmp~wandb',
    'a.part',
    'a.partial',
    'a.incomplete',
    'a.crdownload',
    'a.index.tempstate123',
    '.tmpAbC123',
    'tmp_abc12xy',
    'x-unfinished',
  ])('%s', (path) => expect(look([path]).unfinished.map(({ item }) => item.path)).toEqual([path]));

  it.each(['a.lock', 'tmpdir', 'tmpABCDEFGH', 'template', 'a.tmpl', 'departed', 'unfinished', 'temporary.pth'])(
    'not %s',
    (path) => expect(look([path]).unfinished).toEqual([]),
  );

  it.each(['old.tmp', 'tmp_abc12xy', 'exp-unfinished', 'a.part'])('not the folder %s, which is looked into', (folder) => {
    const found = look([`${folder}/UNet_epoch_1.pth`]);
    expect(found.unfinished).toEqual([]);
    expect(pathsOf(found)).toEqual([`${folder}/UNet_epoch_1.pth`]);
  });
});

describe('auto', () => {
  it('says which layout and why', () => {
    const found = look([
      'hf/checkpoint-500/trainer_state.json',
      'seed/UNet_best.pth',
      'd2/model_final.pth',
      'd2/last_checkpoint',
    ]);
    expect(found.choices).toEqual([
      { folder: 'd2', layout: 'detectron2', why: 'last_checkpoint lies beside d2/model_final.pth' },
      { folder: 'hf', layout: 'hf-trainer', why: 'hf/checkpoint-500 holds trainer_state.json' },
      { folder: 'seed', layout: 'epoch-best-final', why: 'seed/UNet_best.pth is named so' },
    ]);
  });

  it('goes by the name of a folder', () => {
    expect(look(['run/weights/best.pt']).choices).toEqual([
      { folder: 'run/weights', layout: 'ultralytics', why: 'run/weights/best.pt lies in a folder called weights' },
    ]);
  });

  it('says names so that they are fit for a screen', () => {
    expect(look(['a\u001b[2K_best.pth']).choices[0]?.why).toBe('a\\x1b[2K_best.pth is named so');
  });

  it('takes the one that explains more', () => {
    const found = look(['best_acc_epoch_7.pth', 'epoch_7.pth']);
    expect(found.choices.map(({ layout }) => layout)).toEqual(['mmengine']);
  });

  it('takes both where they have nothing in common', () => {
    const found = look(['UNet_epoch_7.pth', 'epoch=3-step=40.ckpt']);
    expect(found.choices.map(({ layout }) => layout)).toEqual(['epoch-best-final', 'lightning']);
    expect(pathsOf(found)).toEqual(['UNet_epoch_7.pth', 'epoch=3-step=40.ckpt']);
  });

  it('takes a framework’s layout before a generic one', () => {
    const found = look([
      'iter_0000010/common.pt',
      'iter_0000010/.metadata',
      'iter_0000010/__0_0.distcp',
      'iter_0000010/metadata.json',
    ]);
    expect(found.units.map(({ layout }) => layout)).toEqual(['megatron-lm']);
  });

  it('reads a folder by itself, whatever lies in the one above', () => {
    const found = look(['a/epoch_1.pth', 'b/UNet_epoch_1.pth', 'c/checkpoint_1_10.pt']);
    expect(found.units.map(({ layout }) => layout)).toEqual(['mmengine', 'epoch-best-final', 'fairseq']);
  });

  it('goes by the name of the section’s own folder where it is told', () => {
    expect(pathsOf(look(['best.pt', 'epoch3.pt'], AUTO, 'weights'))).toEqual(['best.pt', 'epoch3.pt']);
    expect(pathsOf(look(['best.pt', 'epoch3.pt']))).toEqual([]);
  });
});

describe('pointers', () => {
  it('are read beside anybody’s checkpoints, but for the name that can be anything', () => {
    const found = look(['run/UNet_epoch_1.pth', 'run/last_checkpoint', 'run/latest', 'run/checkpoint', 'other/last_checkpoint']);
    expect(found.pointers).toEqual([
      { path: 'run/last_checkpoint', form: 'name' },
      { path: 'run/latest', form: 'name' },
    ]);
  });

  it('can be links, which whoever goes on with the training follows', () => {
    const found = look(['run/UNet_epoch_1.pth', { path: 'run/latest', type: 'link', leadsTo: 'elsewhere' }]);
    expect(found.pointers).toEqual([{ path: 'run/latest', form: 'name' }]);
  });

  it.each(['other', 'directory'] as const)('can be what nobody can read: %s', (type) => {
    const names = ['latest', 'last_checkpoint', 'best_k_models.yaml', 'model.safetensors.index.json'];
    const found = look(['run/UNet_epoch_1.pth', ...names.map((name) => ({ path: `run/${name}`, type }))]);
    expect(found.pointers.map(({ path }) => path)).toEqual(names.map((name) => `run/${name}`).sort());
  });

  it('can be folders that hold anything but checkpoints', () => {
    expect(look(['run/UNet_epoch_1.pth', 'run/latest/notes.txt']).pointers).toEqual([{ path: 'run/latest', form: 'name' }]);
    const closed = look(['run/UNet_epoch_1.pth', { path: 'run/latest', type: 'directory', closed: 'unreadable' }]);
    expect(closed.pointers).toEqual([{ path: 'run/latest', form: 'name' }]);
  });

  it('are no folders that hold checkpoints', () => {
    const tf = ['tf/m-3.index', 'tf/m-3.data-00000-of-00001'];
    expect(look([...tf, 'tf/checkpoint/notes.txt']).pointers).toEqual([{ path: 'tf/checkpoint', form: 'textproto' }]);
    const inside = ['latest/a/UNet_epoch_2.pth', 'tf/checkpoint/m-4.index', 'tf/checkpoint/m-4.data-00000-of-00001'];
    expect(look(['UNet_epoch_1.pth', ...tf, ...inside]).pointers).toEqual([]);
  });

  it('are no folders that are checkpoints', () => {
    const match = [{ pattern: 'latest', type: 'directory', role: 'last', holds: ['*.bin'] }] as const;
    const own = layouts({}, { mine: { title: 'Mine', match, pointers: [{ name: 'latest', form: 'name' }] } });
    const found = look(['UNet_epoch_1.pth', 'latest/model.bin'], own);
    expect(found.pointers).toEqual([]);
    expect(pathsOf(found)).toEqual(['UNet_epoch_1.pth', 'latest']);
  });

  it('are read in the folder of the run too', () => {
    const found = look([
      'run/checkpoints/epoch=1-val/loss=0.5.ckpt',
      'run/checkpoints/best_k_models.yaml',
      'run/last_checkpoint',
    ]);
    expect(found.pointers.map(({ path }) => path)).toEqual(['run/checkpoints/best_k_models.yaml', 'run/last_checkpoint']);
  });
});

describe('a layout by name', () => {
  it('is asked alone', () => {
    expect(pathsOf(look([...HF, 'UNet_best.pth'], layouts({ layout: 'epoch-best-final' })))).toEqual(['UNet_best.pth']);
    expect(pathsOf(look([...HF, 'UNet_best.pth'], layouts({ layout: 'hf-trainer' })))).toEqual(['checkpoint-500']);
  });
});

describe('a section’s own templates', () => {
  it('go first, and what they leave is others’', () => {
    const found = look(['net-ep7.pth', ...HF], layouts({ naming: ['{model_name}-ep{epoch}.pth'] }));
    expect(found.units.map(({ layout, checkpoint }) => [layout, checkpoint.epoch ?? checkpoint.step])).toEqual([
      ['hf-trainer', 500],
      ['naming', 7],
    ]);
  });

  it('are nobody’s where they are just the default ones', () => {
    const naming = ['{model_name}_epoch_{num}.pth', '{model_name}_best.pth', '{model_name}_final.pth'];
    expect(look(['best_acc_epoch_7.pth', 'epoch_7.pth'], layouts({ naming })).units.map(({ layout }) => layout)).toEqual([
      'mmengine',
      'mmengine',
    ]);
  });
});

describe('a user’s own layout', () => {
  const mine: LayoutSource = {
    title: 'Mine',
    match: [{ pattern: 'snap(?<step>\\d+)_epoch_(?<epoch>\\d+)\\.pth', role: 'regular' }],
  };

  it('goes before the built-in ones, which get what it leaves', () => {
    const found = look(['snap10_epoch_1.pth', 'UNet_epoch_1.pth'], layouts({}, { mine }));
    expect(found.units.map(({ layout }) => layout)).toEqual(['epoch-best-final', 'mine']);
  });
});

// ── properties ──────────────────────────────────────────────────────────────────────────────────────────────────────

const NAMES: readonly string[] = [
  'UNet_epoch_1.pth',
  'UNet_epoch_2.pth',
  'UNet_best.pth',
  'best_acc_epoch_7.pth',
  'epoch_7.pth',
  'last_checkpoint',
  'checkpoint-1',
  'checkpoint-2',
  'checkpoint_3',
  'checkpoint_3_gda',
  'trainer_state.json',
  'random_states_0.pkl',
  'optimizer.bin',
  'model.safetensors',
  'model-00001-of-00002.safetensors',
  'model-00002-of-00002.safetensors',
  'model.safetensors.index.json',
  'config.json',
  'epoch=1-val',
  'loss=0.5.ckpt',
  'epoch=1-step=2.ckpt',
  'meta.pt',
  'weights',
  'best.pt',
  'ckpt-1.index',
  'ckpt-1.data-00000-of-00002',
  'ckpt-1.data-00001-of-00002',
  'checkpoint',
  '100',
  '_CHECKPOINT_METADATA',
  'iter_0000001',
  'common.pt',
  '.metadata',
  '__0_0.distcp',
  'a--val_loss=1-epoch=1.ckpt',
  'a--val_loss=1-epoch=1-unfinished',
  'a--val_loss=1-epoch=1',
  'ep1-ba2-rank0.pt',
  'ep1-ba2-rank1.pt',
  'x.tmp',
  '.git',
  '.trash',
];
const name = fc.constantFrom(...NAMES);
const trees: fc.Arbitrary<readonly Spec[]> = fc
  .uniqueArray(fc.array(name, { minLength: 1, maxLength: 3 }), { maxLength: 25, selector: (names) => names.join('/') })
  .map((all) => {
    const paths = all.map((names) => names.join('/'));
    // What something lies in is a folder.
    return paths.filter((path) => !paths.some((other) => other.startsWith(`${path}/`))).map((path) => ({ path }));
  });

const shuffled = (items: readonly Item[], seed: number): readonly Item[] =>
  items
    .map((item) => ({ ...item, children: shuffled(item.children, seed) }))
    .sort((a, b) => hash(a.path, seed) - hash(b.path, seed));
const hash = (text: string, seed: number): number =>
  [...text].reduce((sum, each) => (sum * 31 + each.charCodeAt(0) * seed) % 9973, seed);

describe('whatever the tree', () => {
  it('has every item in one unit at most, and none inside of another', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        const { units, unfinished } = recognise(AUTO, itemsOf(tree));
        const taken = [...units.flatMap(({ parts }) => parts), ...unfinished.map(({ item }) => item)].map(({ path }) => path);
        expect(new Set(taken).size).toBe(taken.length);
        for (const path of taken) expect(taken.filter((other) => other.startsWith(`${path}/`))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('has units of what was given, sorted, each with its parts sorted and the first of them as its path', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        const items = itemsOf(tree);
        const all = new Set(walkItems(items));
        const { units } = recognise(AUTO, items);
        expect(pathsOf({ units } as Recognition)).toEqual([...units.map(({ path }) => path)].sort());
        for (const { path, parts } of units) {
          expect(parts.every((part) => all.has(part))).toBe(true);
          expect(parts.map((part) => part.path)).toEqual(parts.map((part) => part.path).sort());
          expect(parts[0]?.path).toBe(path);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('says the same in any order', () => {
    const essence = ({ units, unfinished, ...rest }: Recognition) => ({
      units: units.map(({ parts, ...unit }) => ({ ...unit, parts: parts.map(({ path }) => path) })),
      unfinished: unfinished.map(({ item }) => item.path),
      ...rest,
    });
    fc.assert(
      fc.property(trees, fc.integer({ min: 2, max: 97 }), (tree, seed) => {
        const items = itemsOf(tree);
        expect(essence(recognise([...AUTO].reverse(), shuffled(items, seed)))).toEqual(essence(recognise(AUTO, items)));
      }),
      { numRuns: 500 },
    );
  });

  it('ends, however deep it is', () => {
    expect(pathsOf(recognise(AUTO, [deepItem(20_000, 'UNet_epoch_1.pth')]))).toHaveLength(1);
  });

  // Ends after minutes if it were quadratic; how long it takes, the benchmark says.
  it('reads 100,000 names', () => {
    const items = itemsOf(Array.from({ length: 100_000 }, (_, number) => ({ path: `UNet_epoch_${number}.pth` })));
    expect(recognise(AUTO, items).units).toHaveLength(100_000);
  });
});
