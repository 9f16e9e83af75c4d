// Decides which metrics inside a checkpoint are its own. Some trainers keep the whole history in every file, so the last of `val_losses` is
// the loss of this epoch; their `loss` is the training loss in `_epoch_N` but the validation loss in `_best`. `best_…` is the best value so
// far, which only the best checkpoint has itself (Ultralytics' `best_fitness`, Lightning's `best_model_score`).

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
