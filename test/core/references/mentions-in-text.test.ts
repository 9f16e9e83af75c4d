import { describe, expect, it } from 'vitest';
import { nameIndex, unitsNamedIn } from '../../../src/core/references/mentions-in-text.ts';
import { fc } from '../../support/properties.ts';
import { type UnitSpec, unitsOf } from '../../support/units.ts';

const SECTION = '/project/outputs/checkpoints';

function named(text: string, ...units: readonly (UnitSpec | string)[]): readonly string[] {
  const index = nameIndex(unitsOf(units.map((unit) => (typeof unit === 'string' ? { path: unit } : unit))));
  return unitsNamedIn(text, index, SECTION).map(({ unit, line }) => `${unit.path}:${line}`);
}

describe('what names a checkpoint', () => {
  it.each([
    ['--resume outputs/checkpoints/UNet_epoch_10.pth', 'UNet_epoch_10.pth'],
    ['resume=UNet_epoch_10.pth', 'UNet_epoch_10.pth'],
    ['{"checkpoint": "UNet_epoch_10.pth", "auc": 0.9}', 'UNet_epoch_10.pth'],
    ['Use `UNet_epoch_10.pth`.', 'UNet_epoch_10.pth'],
    ['See UNet_epoch_10.pth. It is good.', 'UNet_epoch_10.pth'],
    ["torch.load(r'D:\\ckpt\\UNet_epoch_10.pth')", 'UNet_epoch_10.pth'],
    ['"outputs\\/checkpoints\\/UNet_epoch_10.pth"', 'UNet_epoch_10.pth'],
    ['/content/drive/MyDrive/old/UNet_epoch_10.pth', 'UNet_epoch_10.pth'],
    ['$CKPT_DIR/UNet_epoch_10.pth', 'UNet_epoch_10.pth'],
    ['s3://bucket/UNet_epoch_10.pth', 'UNet_epoch_10.pth'],
    ['ckpt: epoch=3-step=100.ckpt', 'epoch=3-step=100.ckpt'],
    ['--ckpt_path=epoch=3-step=100.ckpt', 'epoch=3-step=100.ckpt'],
    ['ckpt: "a (copy) 1.pth"', 'a (copy) 1.pth'],
    ['đã dùng mô_hình_epoch_3.pth!', 'mô_hình_epoch_3.pth'],
    ['{"m": "m\\u00f4_h\\u00ecnh_epoch_3.pth"}', 'mô_hình_epoch_3.pth'],
    ['load a\udcff_1.pth', 'a\udcff_1.pth'],
    ['load("a\nb_1.pth")', 'a\nb_1.pth'],
    ['.hidden_3.pth', '.hidden_3.pth'],
    ['😀_1.pth', '😀_1.pth'],
  ])('%j', (text, path) => expect(named(text, path)).toEqual([`${path}:1`]));

  it('a folder, or something in it', () => {
    const unit = { path: 'run/checkpoint-500', holds: ['model.safetensors'] };
    expect(named('--resume_from out/run/checkpoint-500/', unit)).toEqual(['run/checkpoint-500:1']);
    expect(named('load run/checkpoint-500/model.safetensors', unit)).toEqual(['run/checkpoint-500:1']);
  });

  it("any of its files, and TensorFlow's name for all of them", () => {
    const unit = { path: 'ckpt-12.data-00000-of-00001', with: ['ckpt-12.index'] };
    for (const text of ['ckpt-12', 'ckpt-12.index', 'ckpt-12.data-00000-of-00001'])
      expect(named(`restore("${text}")`, unit)).toEqual(['ckpt-12.data-00000-of-00001:1']);
  });

  it('at its first line', () =>
    expect(named('a\nb\n\nc a_1.pth\na_1.pth b_2.pth', 'a_1.pth', 'b_2.pth')).toEqual(['a_1.pth:4', 'b_2.pth:5']));
});

describe('what does not', () => {
  it.each([
    ['the model UNet at epoch 10', 'UNet_epoch_10.pth'],
    ['UNet_epoch_10', 'UNet_epoch_10.pth'],
    ['UNet_epoch_1.pth', 'UNet_epoch_10.pth'],
    ['UNet_epoch_100.pth', 'UNet_epoch_10.pth'],
    ['unet_epoch_10.pth', 'UNet_epoch_10.pth'],
    ['UNet_epoch_10.pth.bak', 'UNet_epoch_10.pth'],
    ['UNet_epoch_10.pth2', 'UNet_epoch_10.pth'],
    ['My-UNet_epoch_10.pth', 'UNet_epoch_10.pth'],
    ['xUNet_epoch_10.pth', 'UNet_epoch_10.pth'],
    ['checkpoint-500-merged', 'checkpoint-500'],
    ['checkpoint-5001', 'checkpoint-500'],
    ['{model_name}_epoch_{num}.pth', 'UNet_epoch_10.pth'],
  ])('%j is not %j', (text, path) => expect(named(text, path)).toEqual([]));

  it.each(['500', 'release', 'config.json', 'model.safetensors', 'pytorch_model-00001-of-00002.bin'])(
    '%s says too little without its folder',
    (name) => {
      expect(named(`steps: ${name}`, `run/${name}`)).toEqual([]);
      expect(named(`load other/${name}`, `run/${name}`)).toEqual([]);
      expect(named(`load run/${name}`, `run/${name}`)).toEqual([`run/${name}:1`]);
      expect(named(`load checkpoints/${name}`, name)).toEqual([`${name}:1`]);
    },
  );
});

describe('of several with one name', () => {
  const BESTS = ['runs/a/weights/best.pt', 'runs/b/weights/best.pt', 'runs/b/x/best.pt'];
  it.each([
    ['best.pt', BESTS],
    ['weights/best.pt', BESTS.slice(0, 2)],
    ['b/weights/best.pt', ['runs/b/weights/best.pt']],
    ['outputs/checkpoints/runs/b/x/best.pt', ['runs/b/x/best.pt']],
    ['/elsewhere/best.pt', BESTS],
    ['/elsewhere/weights/best.pt', BESTS.slice(0, 2)],
  ])('%s', (text, paths) => expect(named(`load("${text}")`, ...BESTS)).toEqual(paths.map((path) => `${path}:1`)));
});

describe('any name at all', () => {
  it('is found between quotes', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), fc.nat(99), (stem, n) => {
        const name = `m${stem.replace(/[/\0\\]/g, '_')}_epoch_${n}.pth`;
        expect(named(`x\n"${name}"`, name)).toEqual([`${name}:2`]);
        expect(named(`"dir/${name}"`, name)).toEqual([`${name}:1`]);
      }),
    ));

  // Each name on its own would be 30,000 × 100,000 searches, hours; the runner gives up after seconds.
  it('is found among 100,000', () => {
    const units = unitsOf(Array.from({ length: 100_000 }, (_, n) => ({ path: `UNet_epoch_${n}.pth` })));
    const index = nameIndex(units);
    const text = Array.from({ length: 30_000 }, (_, n) => `row ${n}: outputs/checkpoints/UNet_epoch_${n * 3}.pth`).join('\n');
    expect(unitsNamedIn(text, index, SECTION)).toHaveLength(30_000);
  });
});
