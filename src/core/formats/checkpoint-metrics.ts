// Decides by their keys which values in a checkpoint's dict are metrics. Some trainers keep their losses nowhere else.

import type { NamedValue } from '../types/checkpoints.ts';
import { numpyNumber } from './numpy-number.ts';
import { isThing, type Pickled, textEntries } from './pickle-values.ts';
import { type Tensor, tensorOf } from './tensors.ts';

/** The value of a tensor without dimensions, or null. It is in a storage, outside the pickle. */
export type ScalarOf = (tensor: Tensor) => number | null;

const METRIC =
  /loss|acc|metric|score|fitness|auc|f1|iou|map|dice|bleu|rouge|perplexity|ppl|psnr|ssim|fid|wer|cer|err|reward|mae|mse|rmse|best|precision|recall/i;
const NO_METRIC =
  /^is_|epoch|step|iter|patience|count|mode|path|time|version|seed|scale|state|accum|batch|threshold|weight|rate|smooth|config/i;
/** Dicts that contain only metrics. */
const METRIC_DICTS = ['train_metrics', 'metrics', 'val_metrics', 'eval_metrics'];
/** Where fairseq and nnU-Net keep theirs. */
const HOLDERS = ['extra_state', 'logging'];
const LONGEST_KEY = 200;

/** `epoch`: the checkpoint's own, if it has one. */
export function metricsInCheckpoint(
  entries: ReadonlyMap<string, Pickled>,
  epoch: number | undefined,
  scalarOf: ScalarOf,
): readonly NamedValue[] {
  const places = [entries, ...HOLDERS.map((key) => textEntries(entries.get(key) ?? null))];
  const own = places.flatMap((place) => [...place].flatMap(([name, held]) => metricOf(name, held, epoch, scalarOf)));
  const inside = METRIC_DICTS.flatMap((key) =>
    [...textEntries(entries.get(key) ?? null)].flatMap(([name, held]) => named(name, scalarNumber(held, scalarOf))),
  );
  return [...own, ...inside];
}

function metricOf(name: string, held: Pickled, epoch: number | undefined, scalarOf: ScalarOf): readonly NamedValue[] {
  if (!METRIC.test(name) || NO_METRIC.test(name)) return [];
  // In a bare state dict, `score.bias` is a weight.
  if (name.includes('.') && typeof held === 'object') return [];
  return named(name, isThing(held, 'list') ? valueOfHistory(held.items, epoch) : scalarNumber(held, scalarOf));
}

export function named(name: string, value: number | null): readonly NamedValue[] {
  return value === null || name.length > LONGEST_KEY ? [] : [{ name, value }];
}

/**
 * The value of this epoch in a list with one value an epoch. It is the last one unless a later run appended more. A list with fewer values
 * than epochs gives none.
 */
function valueOfHistory(items: readonly Pickled[], epoch: number | undefined): number | null {
  const at = epoch === undefined ? items.length - 1 : items.length === epoch ? epoch - 1 : epoch;
  const value = items[at];
  return typeof value === 'number' ? value : null;
}

export function scalarNumber(held: Pickled | undefined, scalarOf: ScalarOf): number | null {
  if (typeof held === 'number') return held;
  const tensor = tensorOf(held);
  return tensor === null ? numpyNumber(held) : scalarOf(tensor);
}
