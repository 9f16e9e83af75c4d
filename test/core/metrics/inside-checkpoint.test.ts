import { expect, it } from 'vitest';
import { metricsInside } from '../../../src/core/metrics/inside-checkpoint.ts';
import type { CheckpointRole, NamedValue } from '../../../src/core/types/checkpoints.ts';

function inside(metrics: Readonly<Record<string, number>>, role: CheckpointRole = 'regular'): Readonly<Record<string, number>> {
  const named: readonly NamedValue[] = Object.entries(metrics).map(([name, value]) => ({ name, value }));
  return Object.fromEntries(metricsInside(named, role).map(({ name, value }) => [name, value]));
}

it('the seed: an epoch stores the loss of its training, the best one that of its validation', () => {
  const histories = { train_losses: 0.31, val_losses: 0.42 };
  expect(inside({ loss: 0.31, ...histories })).toEqual({ train_loss: 0.31, val_loss: 0.42 });
  expect(inside({ loss: 0.42, ...histories }, 'best')).toEqual({ train_loss: 0.31, val_loss: 0.42 });
  expect(inside({ loss: Number.NaN, val_losses: Number.NaN })).toEqual({ val_loss: Number.NaN });
  expect(inside({ loss: 0.5 })).toEqual({ loss: 0.5 });
});

it('the best so far is its own only in the best one', () => {
  expect(inside({ best_fitness: 0.7, fitness: 0.6 })).toEqual({ fitness: 0.6 });
  expect(inside({ best_fitness: 0.7 }, 'best')).toEqual({ fitness: 0.7 });
  expect(inside({ best_model_score: 0.1, val_acc: 0.9 }, 'last')).toEqual({ val_acc: 0.9 });
});

it("timm's metric, and nothing that is no metric", () =>
  expect(inside({ metric: 75.1, epoch: 3, lr: 0.1 })).toEqual({ metric: 75.1 }));

it('names that every object knows are names like any other', () => {
  const names = ['constructor', 'toString', '__proto__'];
  expect(
    metricsInside(
      names.map((name) => ({ name, value: 1 })),
      'regular',
    ).map(({ name }) => name),
  ).toEqual(names);
});
