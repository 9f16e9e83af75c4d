// Metrics inside of a checkpoint, by the keys they have there. Whose they are takes some care:
// the first project's trainer keeps the whole history in every file, so the last of `val_losses` is the loss of this epoch, and its
// `loss` is the training's in `_epoch_N` but the validation's in `_best` (training/trainer.py); `best_…` is the best so far, which is
// this checkpoint's own only in the best one (Ultralytics' `best_fitness`, Lightning's `best_model_score`).

import type { CheckpointRole, NamedValue } from '../types/checkpoints.ts';
import { isMetric, metricKey } from './metric-direction.ts';

/** Histories arrive as their last value under the name of the list. */
const HISTORIES: ReadonlyMap<string, string> = new Map([
  ['val_losses', 'val_loss'],
  ['train_losses', 'train_loss'],
]);

export function metricsInside(metrics: readonly NamedValue[], role: CheckpointRole): readonly NamedValue[] {
  if (metrics.length === 0) return metrics;
  const last = new Map(metrics.map(({ name, value }) => [HISTORIES.get(name), value]));
  return metrics.flatMap(({ name, value }): NamedValue[] => {
    const history = HISTORIES.get(name);
    if (history !== undefined) return [{ name: history, value }];
    if (name === 'loss') return Object.is(last.get('val_loss'), value) ? [] : [{ name: lossName(value, last), value }];
    const key = metricKey(name);
    if (!isMetric(key)) return [];
    if (!key.startsWith('best_')) return [{ name, value }];
    return role === 'best' ? [{ name: key.slice('best_'.length), value }] : [];
  });
}

function lossName(value: number, last: ReadonlyMap<string | undefined, number>): string {
  return Object.is(last.get('train_loss'), value) ? 'train_loss' : 'loss';
}
