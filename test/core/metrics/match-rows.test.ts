// Each kind of table as its framework writes it, and which checkpoint each row is of.
// Covers: src/core/metrics/json-lines.ts

import { describe, expect, it } from 'vitest';
import { rowsByEpoch } from '../../../src/core/metrics/csv-columns.ts';
import { jsonLineRows } from '../../../src/core/metrics/json-lines.ts';
import { type MetricRow, positionsOf, readingsIn } from '../../../src/core/metrics/match-rows.ts';
import { ultralyticsRows } from '../../../src/core/metrics/ultralytics.ts';
import { type UnitSpec, unitsOf } from '../../support/units.ts';

/** `name value line` of each checkpoint. */
function read(rows: Iterable<MetricRow>, specs: readonly UnitSpec[]): Record<string, readonly string[]> {
  const found = readingsIn(rows, positionsOf(unitsOf(specs)), { path: '/t', how: 'test' });
  return Object.fromEntries(
    [...found].map(([{ path }, readings]) => [
      path,
      readings.map(({ name, value, source }) => `${name} ${value} @${source.line}`),
    ]),
  );
}

const YOLO = `                  epoch,         train/box_loss,       metrics/mAP50(B),    metrics/mAP50-95(B),           val/box_loss,                 lr/pg0
                      1,                1.50,                 0.401,                 0.201,                1.41,                 0.001
                      2,                1.20,                 0.502,                 0.302,                1.22,                 0.002
`;

describe("Ultralytics' results.csv", () => {
  it('row 1 is epoch0.pt', () =>
    expect(
      read(ultralyticsRows(YOLO), [
        { path: 'epoch0.pt', epoch: 0 },
        { path: 'epoch1.pt', epoch: 1 },
        { path: 'epoch2.pt', epoch: 2 },
      ]),
    ).toEqual({
      'epoch0.pt': ['train/box_loss 1.5 @2', 'metrics/mAP50(B) 0.401 @2', 'metrics/mAP50-95(B) 0.201 @2', 'val/box_loss 1.41 @2'],
      'epoch1.pt': ['train/box_loss 1.2 @3', 'metrics/mAP50(B) 0.502 @3', 'metrics/mAP50-95(B) 0.302 @3', 'val/box_loss 1.22 @3'],
    }));

  it('counts from 0 where it begins at 0', () =>
    expect(read(ultralyticsRows('epoch,metrics/mAP_0.5\n0,0.1\n1,0.2\n'), [{ path: 'epoch1.pt', epoch: 1 }])).toEqual({
      'epoch1.pt': ['metrics/mAP_0.5 0.2 @3'],
    }));
});

describe("timm's summary.csv", () => {
  const TIMM = 'epoch,train_loss,eval_loss,eval_top1,eval_top5,lr\n0,6.9,6.8,0.5,2.0,0.1\n1,6.5,nan,1.5,4.0,0.1\n2,6.1,6.2,3';
  it('counts from 0; a cut-off row is none', () =>
    expect(
      read(rowsByEpoch(TIMM), [
        { path: 'checkpoint-1.pth.tar', epoch: 1 },
        { path: 'checkpoint-2.pth.tar', epoch: 2 },
      ]),
    ).toEqual({
      'checkpoint-1.pth.tar': ['train_loss 6.5 @3', 'eval_loss NaN @3', 'eval_top1 1.5 @3', 'eval_top5 4 @3'],
    }));
});

describe("Lightning's metrics.csv", () => {
  const LIGHTNING = 'epoch,step,train_loss,val_acc,val_loss\n0,49,0.9,,\n0,99,,0.5,0.8\n1,149,0.7,,\n1,199,,0.6,0.7\n';
  it('merges the rows of an epoch', () =>
    expect(read(rowsByEpoch(LIGHTNING), [{ path: 'epoch=1-step=200.ckpt', epoch: 1, step: 200 }])).toEqual({
      'epoch=1-step=200.ckpt': ['train_loss 0.7 @4', 'val_acc 0.6 @5', 'val_loss 0.7 @5'],
    }));

  it('tells the checkpoints of one epoch apart by their steps', () =>
    expect(
      read(rowsByEpoch('epoch,step,val_loss\n0,49,0.9\n0,99,0.8\n0,149,0.7\n'), [
        { path: 'epoch=0-step=100.ckpt', epoch: 0, step: 100 },
        { path: 'epoch=0-step=50.ckpt', epoch: 0, step: 50 },
      ]),
    ).toEqual({ 'epoch=0-step=50.ckpt': ['val_loss 0.9 @2'], 'epoch=0-step=100.ckpt': ['val_loss 0.8 @3'] }));

  it('goes by the epoch where names have no step', () =>
    expect(read(rowsByEpoch(LIGHTNING), [{ path: 'epoch_000.ckpt', epoch: 0 }])).toEqual({
      'epoch_000.ckpt': ['train_loss 0.9 @2', 'val_acc 0.5 @3', 'val_loss 0.8 @3'],
    }));

  it('the last of a repeated epoch counts: it was resumed', () =>
    expect(read(rowsByEpoch('epoch,val_loss\n0,0.9\n1,0.8\n1.0,0.7\n'), [{ path: 'e1.ckpt', epoch: 1 }])).toEqual({
      'e1.ckpt': ['val_loss 0.7 @4'],
    }));
});

describe('JSON lines', () => {
  const DETECTRON = `{"data_time": 0.01, "fast_rcnn/cls_accuracy": 0.9, "iteration": 4979, "lr": 0.02, "total_loss": 0.9}
{"bbox/AP": 35.5, "bbox/AP50": NaN, "fast_rcnn/cls_accuracy": 0.9, "iteration": 4999, "total_loss": 0.8}
{"bbox/AP": 36.1, "iteration": 9999, "tot`;
  it("Detectron2's metrics.json, by iteration; its losses are the training's", () =>
    expect(
      read(jsonLineRows(DETECTRON), [
        { path: 'model_0004999.pth', step: 4999 },
        { path: 'model_0009999.pth', step: 9999 },
      ]),
    ).toEqual({
      'model_0004999.pth': ['bbox/AP 35.5 @2', 'bbox/AP50 NaN @2'],
    }));

  const MMENGINE = `{"lr": 0.01, "data_time": 0.1, "loss": 0.9, "epoch": 1, "iter": 50, "step": 50}
{"coco/bbox_mAP": 0.3, "data_time": 0.1, "time": 0.2, "step": 1}
{"lr": 0.01, "loss": 0.5, "epoch": 2, "iter": 2, "step": 2}
{"coco/bbox_mAP": 0.4, "step": 2}
`;
  it("MMEngine's scalars.json, by epoch or iteration, validations only", () => {
    expect(
      read(jsonLineRows(MMENGINE), [
        { path: 'epoch_1.pth', epoch: 1 },
        { path: 'epoch_2.pth', epoch: 2 },
      ]),
    ).toEqual({
      'epoch_1.pth': ['coco/bbox_mAP 0.3 @2'],
      'epoch_2.pth': ['coco/bbox_mAP 0.4 @4'],
    });
    expect(read(jsonLineRows('{"mIoU": 41.5, "step": 8000}'), [{ path: 'iter_8000.pth', step: 8000 }])).toEqual({
      'iter_8000.pth': ['mIoU 41.5 @1'],
    });
  });
});

it('no epoch, no rows', () => {
  for (const text of ['', 'a,b\n1,2\n', 'epoch\nx\n', 'epoch,val_loss\n-1,0.5\n1.5,0.5\n'])
    expect(read(rowsByEpoch(text), [{ path: 'e1.ckpt', epoch: 1 }])).toEqual({});
});
