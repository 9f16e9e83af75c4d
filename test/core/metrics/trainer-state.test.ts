import { expect, it } from 'vitest';
import { trainerStateMetrics } from '../../../src/core/metrics/trainer-state.ts';

const STATE = `{
  "best_metric": 0.41, "best_model_checkpoint": "out/checkpoint-1000", "epoch": 2.0, "global_step": 1000,
  "log_history": [
    {"epoch": 0.5, "grad_norm": NaN, "learning_rate": 1e-05, "loss": 2.1, "step": 250},
    {"epoch": 1.0, "eval_loss": 0.52, "eval_f1": 0.8, "eval_runtime": 3.1, "eval_samples_per_second": 9.0, "step": 500},
    {"epoch": 2.0, "loss": 1.1, "step": 1000},
    {"epoch": 2.0, "eval_loss": NaN, "eval_f1": 0.85, "step": 1000}
  ]
}`;

it.each([
  [
    1000,
    [
      ['eval_loss', Number.NaN],
      ['eval_f1', 0.85],
    ],
  ],
  [
    500,
    [
      ['eval_loss', 0.52],
      ['eval_f1', 0.8],
    ],
  ],
  [
    undefined,
    [
      ['eval_loss', Number.NaN],
      ['eval_f1', 0.85],
    ],
  ],
  [750, []],
])('at step %j', (step, values) =>
  expect(trainerStateMetrics(STATE, step)).toEqual({ ok: true, value: values.map(([name, value]) => ({ name, value })) }),
);

it('of half a file nothing', () => {
  expect(trainerStateMetrics(STATE.slice(0, 300), 500)).toEqual({ ok: false, why: 'not JSON' });
  for (const text of ['null', '3', '[]', '{}', '{"log_history": 3}', '{"log_history": [null, 3]}'])
    expect(trainerStateMetrics(text, 500)).toEqual({ ok: true, value: [] });
});
