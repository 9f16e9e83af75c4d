import { describe, expect, it } from 'vitest';
import { modelOfResults, resultMetrics } from '../../../src/core/metrics/results-json.ts';
import { unitsOf } from '../../support/units.ts';

const UNITS = unitsOf([
  { path: 'UNet_epoch_5.pth', model: 'UNet', epoch: 5 },
  { path: 'UNet_epoch_10.pth', model: 'UNet', epoch: 10 },
  { path: 'AE_best.pth', model: 'AE', role: 'best' },
]);

function read(value: unknown, model = 'UNet'): unknown {
  const named = (name: string) => UNITS.filter(({ path }) => path === name);
  const ofModel = (wanted: string) => UNITS.filter(({ checkpoint }) => checkpoint.model === wanted);
  const found = resultMetrics(typeof value === 'string' ? value : JSON.stringify(value), model, { named, ofModel });
  return found.ok
    ? found.value.flatMap(({ unit, values }) => values.map((each) => `${unit.path} ${each.name} ${each.value}`))
    : found.why;
}

describe('of which checkpoint a result is', () => {
  it.each<[string, unknown, readonly string[]]>([
    [
      'named beside it',
      { checkpoint: 'outputs/checkpoints/UNet_epoch_5.pth', auc: 0.9, num_samples: 10 },
      ['UNet_epoch_5.pth auc 0.9'],
    ],
    ['named around it', { checkpoint: 'UNet_epoch_5.pth', metrics: { auc: 0.9 } }, ['UNet_epoch_5.pth auc 0.9']],
    [
      'named by key',
      { 'UNet_epoch_5.pth': { auc: 0.9 }, 'UNet_epoch_10.pth': { auc: 0.8 } },
      ['UNet_epoch_5.pth auc 0.9', 'UNet_epoch_10.pth auc 0.8'],
    ],
    [
      'in a list',
      [
        { file: 'UNet_epoch_5.pth', f1: 1 },
        { file: 'UNet_epoch_10.pth', f1: 0 },
      ],
      ['UNet_epoch_5.pth f1 1', 'UNet_epoch_10.pth f1 0'],
    ],
    ['two named at once', { a: 'UNet_epoch_5.pth', b: 'UNet_epoch_10.pth', auc: 0.9 }, []],
    ['not named, of two', { auc: 0.9 }, []],
    ['one of another model', { checkpoint: 'gone.pth', auc: 0.9 }, []],
  ])('%s', (_, value, found) => expect(read(value)).toEqual(found));

  it('the only one of its model', () => {
    expect(read({ auc: 0.93, classes: { a: { f1: 0.5 } } }, 'AE')).toEqual(['AE_best.pth auc 0.93', 'AE_best.pth f1 0.5']);
    expect(read({ auc: 0.93 }, 'Other')).toEqual([]);
    expect(read({ checkpoint: 'AE_epoch_3.pth', auc: 0.93 }, 'AE')).toEqual([]);
    expect(read({ runs: { 'out/checkpoint-500': { auc: 0.93 } } }, 'AE')).toEqual([]);
  });

  it('tolerates NaN and nothing else', () => {
    expect(read('{"auc": NaN}', 'AE')).toEqual(['AE_best.pth auc NaN']);
    expect(read('{"auc": 0.9', 'AE')).toBe('not JSON');
    expect(read('3', 'AE')).toEqual([]);
  });
});

it.each([
  ['UNet_results.json', 'UNet'],
  ['reversed-ae_metrics.json', 'reversed-ae'],
  ['results.json', null],
  ['UNet_results.csv', null],
])('%s is of the model %j', (name, model) => expect(modelOfResults(name)).toBe(model));

it('reads a name that many runs have', () => {
  const many = unitsOf(Array.from({ length: 3000 }, (_, run) => ({ path: `run${run}/best.pt` })));
  const text = JSON.stringify(Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`k${n}`, 'best.pt'])));
  expect(resultMetrics(text, '', { named: () => many, ofModel: () => [] })).toEqual({ ok: true, value: [] });
});
