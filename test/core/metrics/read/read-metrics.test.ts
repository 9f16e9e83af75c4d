// Which metrics each source on a real disk gives each checkpoint.
// Covers: src/core/metrics/known-tables.ts, src/core/metrics/read/read-results.ts, src/core/metrics/read/read-tables.ts

import { truncateSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readMetrics } from '../../../../src/core/metrics/read/read-metrics.ts';
import { scanSection } from '../../../../src/core/scan/scan-section.ts';
import type { Checkpoint, Inspection } from '../../../../src/core/types/checkpoints.ts';
import type { PathText } from '../../../../src/core/types/primitives.ts';
import { projectAt, sectionAt } from '../../../support/section.ts';
import { type Tree, type TreeSpec, tree } from '../../../support/tree.ts';
import { inspectionOf, recognisedIn } from '../../../support/units.ts';

type Units = Readonly<Record<PathText, Partial<Checkpoint>>>;

const SECTION = 'outputs/checkpoints';

/** `metric value how file:line` of each checkpoint, files below the tree. */
function read(t: Tree, units: Units, inspections: Readonly<Record<PathText, Inspection>> = {}, section: PathText = SECTION) {
  const scan = scanSection(sectionAt(t.at(section), 'checkpoints'));
  const recognised = recognisedIn(scan, Object.keys(units)).map((unit) => ({
    ...unit,
    checkpoint: { model: '', role: 'regular' as const, ...units[unit.path] },
  }));
  const { metrics, warnings } = readMetrics(projectAt(t.root), scan, recognised, new Map(Object.entries(inspections)));
  const below = (text: string) => text.replaceAll(`${t.root}/`, '').replaceAll(`${section}/`, '');
  return {
    metrics: Object.fromEntries(
      [...metrics].map(([path, readings]) => [
        path,
        readings.map(
          ({ name, value, source: { path: file, line, how } }) =>
            `${name} ${value} ${how} ${below(file)}${line === undefined ? '' : `:${line}`}`,
        ),
      ]),
    ),
    warnings: warnings.map(({ text }) => below(text)),
  };
}

function inSection(spec: TreeSpec): Tree {
  return tree(Object.fromEntries(Object.entries(spec).map(([path, leaf]) => [`${SECTION}/${path}`, leaf])));
}

describe('where a number is found', () => {
  it.each<[string, TreeSpec, Units, Record<string, readonly string[]>]>([
    [
      'in the name',
      { 'epoch=3-val_loss=0.12.ckpt': '' },
      {
        'epoch=3-val_loss=0.12.ckpt': {
          epoch: 3,
          metrics: [
            { name: 'epoch', value: 3 },
            { name: 'val_loss', value: 0.12 },
          ],
        },
      },
      { 'epoch=3-val_loss=0.12.ckpt': ['val_loss 0.12 its name epoch=3-val_loss=0.12.ckpt'] },
    ],
    [
      'Ultralytics, beside the weights',
      {
        'train/weights/epoch0.pt': '',
        'train/weights/best.pt': '',
        'train/results.csv': 'epoch,metrics/mAP50-95(B)\n1,0.5\n2,0.6\n',
      },
      { 'train/weights/epoch0.pt': { epoch: 0 }, 'train/weights/best.pt': { role: 'best' } },
      { 'train/weights/epoch0.pt': ['metrics/mAP50-95(B) 0.5 results.csv of Ultralytics train/results.csv:2'] },
    ],
    [
      'timm',
      { 'run/checkpoint-1.pth.tar': '', 'run/summary.csv': 'epoch,eval_top1\n0,70.1\n1,71.2\n' },
      { 'run/checkpoint-1.pth.tar': { epoch: 1 } },
      { 'run/checkpoint-1.pth.tar': ['eval_top1 71.2 summary.csv of timm run/summary.csv:3'] },
    ],
    [
      'Lightning, above the checkpoints',
      { 'version_0/checkpoints/epoch=1-step=20.ckpt': '', 'version_0/metrics.csv': 'epoch,step,val_loss\n1,19,0.5\n' },
      { 'version_0/checkpoints/epoch=1-step=20.ckpt': { epoch: 1, step: 20 } },
      { 'version_0/checkpoints/epoch=1-step=20.ckpt': ['val_loss 0.5 metrics.csv of Lightning version_0/metrics.csv:2'] },
    ],
    [
      'Detectron2, cut off in its last line',
      { 'd/model_0004999.pth': '', 'd/metrics.json': '{"iteration": 4999, "bbox/AP": 30.5}\n{"iteration": 49' },
      { 'd/model_0004999.pth': { step: 4999 } },
      { 'd/model_0004999.pth': ['bbox/AP 30.5 metrics.json of Detectron2 d/metrics.json:1'] },
    ],
    [
      'MMEngine, each start of a training',
      {
        'w/epoch_1.pth': '',
        'w/20250101_000000/vis_data/scalars.json': '{"mIoU": 40.5, "step": 1}\n',
        'w/20250102_000000/vis_data/scalars.json': '{"mIoU": 44.5, "step": 1}\n',
      },
      { 'w/epoch_1.pth': { epoch: 1 } },
      {
        'w/epoch_1.pth': [
          'mIoU 40.5 scalars.json of MMEngine w/20250101_000000/vis_data/scalars.json:1',
          'mIoU 44.5 scalars.json of MMEngine w/20250102_000000/vis_data/scalars.json:1',
        ],
      },
    ],
    [
      "Transformers, in each checkpoint's own state",
      {
        'checkpoint-5/trainer_state.json': '{"global_step": 5, "log_history": [{"step": 5, "eval_loss": NaN}]}',
        'checkpoint-9/trainer_state.json':
          '{"global_step": 9, "log_history": [{"step": 5, "eval_loss": 1.5}, {"step": 9, "eval_loss": 0.5}]}',
      },
      { 'checkpoint-5': { step: 5 }, 'checkpoint-9': { step: 9 } },
      {
        'checkpoint-5': ['eval_loss NaN log_history checkpoint-5/trainer_state.json'],
        'checkpoint-9': ['eval_loss 0.5 log_history checkpoint-9/trainer_state.json'],
      },
    ],
    [
      'Orbax',
      { '1000/_CHECKPOINT_METADATA': '{}', '1000/metrics/metrics': '{"val_loss": 0.25, "step": 1000}' },
      { '1000': { step: 1000 } },
      { '1000': ['val_loss 0.25 metrics of Orbax 1000/metrics/metrics'] },
    ],
    [
      "Orbax' own metadata",
      {
        '1000/_CHECKPOINT_METADATA': '{"metrics": {"val_loss": 0.25}, "init_timestamp_nsecs": 5, "custom_metadata": {"acc": 1}}',
      },
      { '1000': { step: 1000 } },
      { '1000': ['val_loss 0.25 metrics of Orbax 1000/_CHECKPOINT_METADATA'] },
    ],
    ["somebody else's metrics.csv", { 'a_1.pth': '', 'metrics.csv': 'epoch,val_loss\n1,0.5\n' }, { 'a_1.pth': { epoch: 1 } }, {}],
  ])('%s', (_, spec, units, metrics) => {
    using t = inSection(spec);
    expect(read(t, units)).toEqual({ metrics, warnings: [] });
  });

  it('inside the file', () => {
    using t = inSection({ 'UNet_epoch_5.pth': '' });
    const inside = inspectionOf({
      metrics: [
        { name: 'loss', value: 0.3 },
        { name: 'train_losses', value: 0.3 },
        { name: 'val_losses', value: 0.4 },
      ],
    });
    expect(read(t, { 'UNet_epoch_5.pth': { epoch: 5 } }, { 'UNet_epoch_5.pth': inside }).metrics).toEqual({
      'UNet_epoch_5.pth': ['train_loss 0.3 inside the file UNet_epoch_5.pth', 'val_loss 0.4 inside the file UNet_epoch_5.pth'],
    });
  });

  it("in the project's results", () => {
    using t = inSection({ 'UNet_epoch_5.pth': '', 'UNet_epoch_6.pth': '' });
    t.add({
      'outputs/results/UNet_results.json': '{"checkpoint": "x/UNet_epoch_5.pth", "auc": 0.9}',
      'outputs/results/other.json': '{',
    });
    expect(read(t, { 'UNet_epoch_5.pth': { model: 'UNet' }, 'UNet_epoch_6.pth': { model: 'UNet' } })).toEqual({
      metrics: { 'UNet_epoch_5.pth': ['auc 0.9 results outputs/results/UNet_results.json'] },
      warnings: [],
    });
  });

  it('above the section itself, where that is the folder of weights', () => {
    using t = tree({ 'train/weights/epoch1.pt': '', 'train/results.csv': 'epoch,fitness\n1,0.5\n2,0.75\n' });
    expect(read(t, { 'epoch1.pt': { epoch: 1 } }, {}, 'train/weights').metrics).toEqual({
      'epoch1.pt': ['fitness 0.75 results.csv of Ultralytics train/results.csv:3'],
    });
  });

  it('twice the same is one reading, twice another is two', () => {
    using t = inSection({ 'e=1.ckpt': '', 'metrics.csv': 'epoch,val_loss\n1,0.5\n' });
    const inside = (value: number) => ({ 'e=1.ckpt': inspectionOf({ metrics: [{ name: 'val/loss', value }] }) });
    expect(read(t, { 'e=1.ckpt': { epoch: 1 } }, inside(0.5)).metrics['e=1.ckpt']).toHaveLength(1);
    expect(read(t, { 'e=1.ckpt': { epoch: 1 } }, inside(0.6)).metrics['e=1.ckpt']).toHaveLength(2);
  });
});

describe('what cannot be read', () => {
  it('is said, and hides nothing else', () => {
    using t = inSection({ 'a/e1.ckpt': '', 'a/metrics.csv': '', 'b/e1.ckpt': '', 'b/metrics.csv': 'epoch,val_loss\n1,0.5\n' });
    truncateSync(t.at(`${SECTION}/a/metrics.csv`), 2 ** 30);
    expect(read(t, { 'a/e1.ckpt': { epoch: 1 }, 'b/e1.ckpt': { epoch: 1 } })).toEqual({
      metrics: { 'b/e1.ckpt': ['val_loss 0.5 metrics.csv of Lightning b/metrics.csv:2'] },
      warnings: ['no metrics were read from a/metrics.csv: it is too large'],
    });
  });

  it.each<[string, TreeSpec]>([
    ['a pipe', { 'metrics.csv': { fifo: true } }],
    ['a link', { 'metrics.csv': { link: '/etc/passwd' } }],
    ['a folder', { 'metrics.csv': { dir: true } }],
    ['nonsense', { 'metrics.csv': { bytes: 5000 } }],
    ['half a state', { 'checkpoint-1/trainer_state.json': '{"log_history": [' }],
  ])('%s: no numbers', (_, spec) => {
    using t = inSection({ 'e1.ckpt': '', 'checkpoint-1/x': '', ...spec });
    expect(read(t, { 'e1.ckpt': { epoch: 1 }, 'checkpoint-1': { step: 1 } })).toEqual({ metrics: {}, warnings: [] });
  });
});
