import { describe, expect, it } from 'vitest';
import { agree, FROM_NAME, rankingOf } from '../../../src/core/metrics/choose-metric.ts';
import { modeOf } from '../../../src/core/metrics/metric-direction.ts';
import type { MetricReading } from '../../../src/core/types/checkpoints.ts';
import type { MetricChoice } from '../../../src/core/types/project.ts';
import { fc } from '../../support/properties.ts';

/** By checkpoint, `metric: value`; several values for several sources. */
type Said = Readonly<Record<string, Readonly<Record<string, number | readonly number[]>>>>;

function readings(said: Said, how = 'test'): ReadonlyMap<string, readonly MetricReading[]> {
  return new Map(
    Object.entries(said).map(([path, metrics]) => [
      path,
      Object.entries(metrics).flatMap(([name, values]) =>
        [values].flat().map((value, n) => ({ name, value, mode: modeOf(name), source: { path: `/s${n}`, how } })),
      ),
    ]),
  );
}

function rank(said: Said, choice?: MetricChoice) {
  return rankingOf(Object.keys(said), readings(said), choice);
}

/** The metric taken, and the values. */
function ranked(said: Said, choice?: MetricChoice): unknown {
  const ranking = rank(said, choice);
  if (!ranking.ranked) return ranking.why;
  const values = [...ranking.metricRanks].map(([path, metricRank]) =>
    metricRank.known === 'value' ? [path, metricRank.metric.value] : [path, metricRank.values],
  );
  return [`${ranking.metric} ${ranking.mode}`, Object.fromEntries(values)];
}

describe('which metric ranks', () => {
  it.each<[string, Said, MetricChoice | undefined, string]>([
    ['the one of all', { a: { eval_f1: 1, eval_loss: 2 }, b: { eval_f1: 1 } }, undefined, 'eval_f1 max'],
    [
      'of a validation before the training',
      { a: { train_loss: 1, val_acc: 2 }, b: { train_loss: 1, val_acc: 2 } },
      undefined,
      'val_acc max',
    ],
    [
      'of most before one of few',
      { a: { train_loss: 1, val_acc: 2 }, b: { train_loss: 1 }, c: { train_loss: 1 } },
      undefined,
      'train_loss min',
    ],
    ['the usual one', { a: { eval_accuracy: 1, eval_loss: 2 } }, undefined, 'eval_loss min'],
    ["timm's", { a: { eval_loss: 1, eval_top1: 2, eval_top5: 3 } }, undefined, 'eval_top1 max'],
    [
      "Ultralytics'",
      { a: { 'val/box_loss': 1, 'metrics/mAP50(B)': 2, 'metrics/mAP50-95(B)': 3 } },
      undefined,
      'metrics/mAP50-95(B) max',
    ],
    ['the first by name', { a: { zap_auc: 1, bar_auc: 2 } }, undefined, 'bar_auc max'],
    ['the configured one', { a: { val_loss: 1, alpha: 2 } }, { name: 'alpha', mode: 'min' }, 'alpha min'],
    ['the configured one in other spelling', { a: { 'val/loss': 1 } }, { name: 'val_loss' }, 'val_loss min'],
    ['against its own direction', { a: { val_loss: 1 } }, { name: 'val_loss', mode: 'max' }, 'val_loss max'],
  ])('%s', (_, said, choice, metric) => expect(ranked(said, choice)).toEqual([metric, expect.anything()]));

  it('the one in the names of the files', () => {
    const said = readings({ a: { val_loss: 0.5 } });
    const both = new Map(
      [...said].map(([path, list]) => [path, [...list, ...(readings({ a: { val_iou: 0.5 } }, FROM_NAME).get(path) ?? [])]]),
    );
    expect(rankingOf(['a'], both, undefined)).toMatchObject({ metric: 'val_iou' });
  });

  it('one of which nobody knows which end is better, where somebody wrote it into the names or chose it', () => {
    const inNames = readings({ a: { value: 0.5 }, b: { value: 0.3, other: 1 } }, FROM_NAME);
    const metricRank = { known: 'value', metric: { name: 'value', value: 0.3 }, mode: null };
    expect(rankingOf(['a', 'b'], inNames, undefined)).toMatchObject({ ranked: true, metric: 'value', mode: null });
    expect(rankingOf(['b'], inNames, { name: 'value' })).toMatchObject({ metricRanks: new Map([['b', metricRank]]) });
    expect(ranked({ a: { alpha: 1 } }, { name: 'alpha' })).toEqual(['alpha null', { a: 1 }]);
  });

  it.each<[string, Said, MetricChoice | undefined, object]>([
    ['no metrics', { a: {} }, undefined, { metric: null, why: 'no metric of known direction is known' }],
    ['none of known direction', { a: { alpha: 1 } }, undefined, { metric: null, why: 'no metric of known direction is known' }],
    [
      'nobody says the configured one',
      { a: { val_loss: 1 } },
      { name: 'val_acc' },
      { metric: 'val_acc', why: 'no checkpoint says it' },
    ],
  ])('nothing: %s', (_, said, choice, why) => expect(rank(said, choice)).toEqual({ ranked: false, ...why }));
});

describe('what each says', () => {
  it('a number, NaN, nothing, or two things', () =>
    expect(ranked({ a: { val_loss: 0.5 }, b: { val_loss: Number.NaN }, c: {}, d: { val_loss: [0.5, 0.7] } })).toEqual([
      'val_loss min',
      { a: 0.5, b: Number.NaN, d: [0.5, 0.7] },
    ]));

  it.each<[string, readonly number[], unknown]>([
    ['rounded', [0.12, 0.1234], 0.1234],
    ['rounded up', [0.13, 0.1251], 0.1251],
    ['cut off is not rounded', [0.12, 0.129], [0.129, 0.12]],
    ['in fewer bits', [0.123456789, 0.12345679104328156], 0.12345679104328156],
    ['printed with an exponent', [1e-5, 1.04e-5], 1.04e-5],
    ['a perfect one', [1, 0.98], 0.98],
    ['a perfect one and a poor one', [1, 0.6], [1, 0.6]],
    ['percent', [95, 95.31], 95.31],
    ['three sources, two agree', [0.12, 0.1234, 0.5], [0.1234, 0.5]],
    ['NaN and a number', [Number.NaN, 0.5], [0.5, Number.NaN]],
    ['NaN twice', [Number.NaN, Number.NaN], Number.NaN],
    ['infinity and a number', [Number.POSITIVE_INFINITY, 1], [Number.POSITIVE_INFINITY, 1]],
    ['0 and -0', [0, -0], 0],
  ])('%s', (_, values, metricRank) => {
    const [, found] = ranked({ a: { val_loss: values } }) as [string, Record<string, unknown>];
    if (Array.isArray(metricRank)) expect(new Set(found['a'] as number[])).toEqual(new Set(metricRank));
    else expect(found['a']).toEqual(metricRank);
  });

  it('agreeing is mutual, and holds for what was printed with fewer digits', () =>
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
        fc.double({ noNaN: true }),
        fc.integer({ min: 1, max: 6 }),
        (value, other, digits) => {
          expect(agree(value, Number(value.toFixed(digits)))).toBe(true);
          if (Math.abs(value) > 1e-30) expect(agree(value, Math.fround(value))).toBe(true);
          expect(agree(value, other)).toBe(agree(other, value));
        },
      ),
    ));
});
