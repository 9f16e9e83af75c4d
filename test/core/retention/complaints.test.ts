// What other tools lost, by the issue that says so, and that ours keeps it. Rules and times as in the issue; names of its framework.
//
// At the level of which checkpoint the rules choose: interrupted saves, pointers and undo have their own tests.

import { describe, expect, it } from 'vitest';
import { applyRetention, isEmptyPolicy } from '../../../src/core/retention/apply-rules.ts';
import type { Candidate } from '../../../src/core/retention/candidate.ts';
import { BY_MODEL_AND_RUN } from '../../../src/core/retention/groups.ts';
import { emptyGroups, keepAtLeastOne } from '../../../src/core/retention/keep-at-least-one.ts';
import { orderedCandidates } from '../../../src/core/retention/order-candidates.ts';
import { CLOCK, candidate, type Given, kept, reasons, saved } from '../../support/candidates.ts';
import { HOUR, MINUTE } from '../../support/items.ts';

const hf = (step: number, given: Given = {}) => [`checkpoint-${step}`, { step, model: '', ...given }] as const;
const lightning = (epoch: number, loss: number, given: Given = {}) =>
  [`epoch=${epoch}-val_loss=${loss}.ckpt`, { epoch, loss, model: '', ...given }] as const;
const warnings = (list: readonly Candidate[]) =>
  applyRetention(orderedCandidates(list, BY_MODEL_AND_RUN), { last: 1 }, CLOCK).warnings.length;

describe('which one is the newest', () => {
  // A run of 10,000 steps was there; a new one starts in the same output_dir with save_total_limit=1.
  const USED = saved(hf(9500), hf(10_000), hf(500));

  it('transformers#37260: ordered by number, a fresh run in a used folder loses its new checkpoint at once', () => {
    expect(kept(USED, { last: 1 })).toEqual(['checkpoint-10000', 'checkpoint-500']);
    expect(reasons(USED, { last: 1 })['checkpoint-500']?.[0]).toEqual({ code: 'last', rank: 1, of: 1 });
    expect(warnings(USED)).toBe(1);
  });

  it('unsloth-zoo#782: and at every save after it', () => {
    for (const steps of [[500], [500, 1000], [500, 1000, 1500]]) {
      const newest = `checkpoint-${steps.at(-1)}`;
      expect(kept(saved(hf(10_000), ...steps.map((step) => hf(step))), { last: 1 })).toEqual(['checkpoint-10000', newest].sort());
    }
  });

  it('transformers#28862: ordered by time, a folder whose times are not those of the saves loses the wrong ones', () => {
    // Copied in the order of the listing, all within a second.
    const copied = [1000, 10_000, 500, 5000, 9500].map((step, index) =>
      candidate(`checkpoint-${step}`, { step, age: HOUR - index * 0.1 }),
    );
    expect(kept(copied, { last: 2 })).toEqual(['checkpoint-10000', 'checkpoint-9500']);
    expect(warnings(copied)).toBe(0);
  });

  it.each(['transformers#26961', 'transformers#27138', 'transformers#11769'])(
    '%s: on a network file system the newest goes, seconds after it was saved',
    () => {
      // The server's clock is behind: what was just saved looks older than the one before it.
      const [older, newest] = [
        candidate('checkpoint-500', { step: 500, age: 60 }),
        candidate('checkpoint-1000', { step: 1000, age: 90 }),
      ];
      expect(kept([older, newest], { last: 1 })).toContain('checkpoint-1000');
    },
  );

  it('transformers#27138: compared as text, 9 outlives 10', () => {
    expect(kept(saved(hf(8), hf(9), hf(10), hf(100)), { last: 2 })).toEqual(['checkpoint-10', 'checkpoint-100']);
  });

  it('transformers#11748: limit reached, the newest is not the one that goes', () => {
    for (const last of [1, 2, 3]) expect(kept(saved(hf(500), hf(1000), hf(1500)), { last })).toContain('checkpoint-1500');
  });

  it('orbax#527: after going back to an earlier step, what is saved next stays', () => {
    const list = saved(['1000', { step: 1000 }], ['2000', { step: 2000 }], ['3000', { step: 3000 }], ['1500', { step: 1500 }]);
    expect(kept(list, { last: 1 })).toEqual(['1500', '3000']);
  });

  it('composer#2087, cosmos-rl#546: the limit counts what an earlier start of the run left', () => {
    const list = saved(...[1, 2, 3, 4, 5, 6].map((epoch) => [`ep${epoch}.pt`, { epoch }] as const));
    expect(kept(list, { last: 3 })).toEqual(['ep4.pt', 'ep5.pt', 'ep6.pt']);
  });

  it('lightning#11379: resuming in one run removes nothing of another', () => {
    const list = [
      ...saved(['version_0/epoch=9.ckpt', { epoch: 9 }], ['version_0/epoch=8.ckpt', { epoch: 8 }]),
      ...saved(['version_1/epoch=1.ckpt', { epoch: 1 }]),
    ];
    expect(kept(list, { last: 1 })).toEqual(expect.arrayContaining(['version_0/epoch=9.ckpt', 'version_1/epoch=1.ckpt']));
  });

  it('borg#241, #1790, #7533, #8584: models in one folder are not pooled', () => {
    const list = saved(['UNet_1', { model: 'UNet', epoch: 1 }], ['VAE_9', { model: 'VAE', epoch: 9 }]);
    expect(kept(list, { last: 1 })).toEqual(['UNet_1', 'VAE_9']);
  });
});

describe('the best and the last', () => {
  const RISING = saved(lightning(1, 0.1), lightning(2, 0.2), lightning(3, 0.3));
  const both = ['epoch=1-val_loss=0.1.ckpt', 'epoch=3-val_loss=0.3.ckpt'];

  it.each([
    'orbax#526',
    'transformers#15089',
    'transformers#35070',
    'transformers#12915',
    'transformers#19041',
    'transformers#10896',
    'modulus-launch#100',
  ])('%s: both stay', (_) => expect(kept(RISING, { best: 1, last: 1 })).toEqual(both));

  it('flowgym#51: the best does not take the place of the newest, from which a run resumes', () => {
    expect(kept(RISING, { best: 2, last: 1 })).toContain(both[1]);
  });

  it('transformers#25129, #25136: a limit of 1 does not delete everything', () => {
    const list = saved(hf(500), hf(1000));
    expect(kept(list, { last: 1 })).toEqual(['checkpoint-1000']);
    const contenders = list.map((each) => ({ ...each, settled: true }));
    expect([...keepAtLeastOne(orderedCandidates(contenders, BY_MODEL_AND_RUN), () => false)].map(({ path }) => path)).toEqual([
      'checkpoint-1000',
    ]);
  });

  it('soup runs clean: the best need not lie at the step of the smallest training loss, and the latest stays', () => {
    const list = saved(hf(500, { loss: 0.4 }), hf(1000, { loss: 0.2 }), hf(1500, { loss: 0.3 }));
    expect(kept(list, { best: 1, last: 1 })).toEqual(['checkpoint-1000', 'checkpoint-1500']);
  });

  it('lightning#19844: the best k, not the first k, where more is better', () => {
    const accuracies = [0.5, 0.6, 0.9, 0.8].map((value, epoch): Candidate => {
      const metricRank = { known: 'value', metric: { name: 'val_acc', value }, mode: 'max' } as const;
      return candidate(`epoch=${epoch}.ckpt`, { epoch, metricRank, age: MINUTE * (9 - epoch) });
    });
    expect(kept(accuracies, { best: 2 })).toEqual(['epoch=2.ckpt', 'epoch=3.ckpt']);
  });

  it('lightning#18687: what was best before a resume is no longer kept as such', () => {
    const list = saved(lightning(1, 0.5), lightning(2, 0.4), lightning(3, 0.1), lightning(4, 0.2));
    expect(kept(list, { best: 1, last: 1 })).toEqual(['epoch=3-val_loss=0.1.ckpt', 'epoch=4-val_loss=0.2.ckpt']);
  });

  it('ray#10738: and no other', () => {
    const list = saved(lightning(1, 0.3), lightning(2, 0.1), lightning(3, 0.2));
    expect(kept(list, { best: 1 })).toEqual(['epoch=2-val_loss=0.1.ckpt']);
  });

  it.each(['ray#23856', 'ray#23862'])('%s: NaN is worse than any number, in both directions', () => {
    for (const mode of ['min', 'max'] as const) {
      const list = saved(lightning(1, 0.3, { mode }), lightning(2, Number.NaN, { mode }));
      expect(kept(list, { best: 1 })).toEqual(['epoch=1-val_loss=0.3.ckpt']);
    }
  });

  it('NeMo Automodel: an infinite metric does not win', () => {
    expect(kept(saved(lightning(1, 0.3), lightning(2, Number.NEGATIVE_INFINITY)), { best: 1 })).toEqual([
      'epoch=1-val_loss=0.3.ckpt',
    ]);
  });

  it.each(['transformers#11931', 'ART#117'])('%s: without a metric nothing is known to be worse, so it stays', () => {
    const list = saved(hf(500), hf(1000, { loss: 0.2 }), hf(1500), hf(2000, { loss: 0.1 }));
    expect(kept(list, { best: 1 })).toEqual(['checkpoint-1500', 'checkpoint-2000', 'checkpoint-500']);
  });

  it('OLMo#59: some are kept for ever', () => {
    const list = saved(...Array.from({ length: 30 }, (_, n) => hf(n * 500)));
    expect(kept(list, { last: 1, every: { count: 5000, unit: 'steps' } })).toEqual([
      'checkpoint-0',
      'checkpoint-10000',
      'checkpoint-14500',
      'checkpoint-5000',
    ]);
  });
});

describe('what cannot be loaded', () => {
  it.each([
    'accelerate: deletes the old ones before it writes the new one',
    'lightning#1150: a crash between delete and save',
    'ultralytics#5793',
  ])('%s: a cut-off newest takes no place, and the last good one stays', () => {
    const list = saved(hf(500), hf(1000), hf(1500, { completeness: 'incomplete' }));
    expect(kept(list, { last: 1 })).toEqual(['checkpoint-1000']);
  });

  it('NeMo Automodel: nor does a run of interrupted saves', () => {
    const cut = { completeness: 'incomplete' } as const;
    const list = saved(hf(500, { loss: 0.9 }), hf(1000, { ...cut, loss: 0.1 }), hf(1500, cut), hf(2000, cut));
    expect(kept(list, { last: 2, best: 1 })).toEqual(['checkpoint-500']);
  });

  it('orbax#394: what only may be whole is not treated as garbage', () => {
    expect(kept(saved(hf(500), hf(1000, { completeness: 'unknown' })), { last: 1 })).toEqual(['checkpoint-1000']);
  });
});

describe('policies that say nothing', () => {
  it('ray#26038: 0 is 0, and by itself no policy at all', () => {
    expect(kept(saved(hf(500), hf(1000)), { last: 0 })).toEqual([]);
    expect(isEmptyPolicy({ last: 0 })).toBe(true);
  });

  it('restic: a policy that leaves a group with nothing is seen before anything goes', () => {
    const list = saved(hf(500), hf(1000)).map((each) => ({ ...each, settled: true }));
    expect(emptyGroups(orderedCandidates(list, BY_MODEL_AND_RUN), () => false)).toEqual([{ name: '.', checkpoints: 2 }]);
  });

  it('lightning#5173: nothing goes without a rule that looked at it', () => {
    expect(kept(saved(lightning(1, 0.1)), { best: 1 })).toEqual(['epoch=1-val_loss=0.1.ckpt']);
  });
});
