// Decides which numbers are metrics, how their names compare, and whether a smaller or a larger one is better.
// The words are those of mmengine's checkpoint_hook.py (greater: acc top AR@ auc precision mAP mDice mIoU; less: loss) and of what
// people log otherwise. A name without such a word has no direction and ranks nothing until the config sets `metric: {name, mode}`.

import type { MetricMode } from '../types/project.ts';

/** `val/loss`, `val_loss` and `Val Loss` are one metric; `metrics/mAP50-95(B)` is `metrics_map50_95_b`. */
export function metricKey(name: string): string {
  return name
    .replace(/([a-z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_|_$/g, '');
}

export interface KnownName {
  readonly key: string;
  readonly mode: MetricMode | null;
}

/** The key and direction of names, each worked out once: tables have few names and many rows. */
export function metricNames(): (name: string) => KnownName {
  const known = new Map<string, KnownName>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const made = { key: metricKey(name), mode: modeOf(name) };
    known.set(name, made);
    return made;
  };
}

const SMALLER =
  /(?:^|_)(?:loss|losses|err|error|errors|perplexity|ppl|[wctd]er|n?r?ms(?:le|e|d)|mae|mape|smape|nll|nlp|bp[bcdw]|k?fid|fvd|lpips|kl|divergence|distance|regret|eer|elbo_loss|brier|ece|hd95|chamfer)[0-9]*(?:_|$)/;
const LARGER =
  /(?:^|_)(?:accuracy|acc[0-9]*|[amt]acc|[a-z]*accuracy|top[0-9]*|[ma]?ap(?:[0-9]+|s|m|l)?|ar(?:[0-9]+|s|m|l)?|map[0-9]*|m?dice|m?iou|giou|f[0-9](?:score)?|f_?score|fscore|auc|auroc|auprc|roc|precision|recall|sensitivity|specificity|bleu|sacrebleu|rouge[0-9l]*|meteor|cider|chrf|score|fitness|psnr|m?s?ssim|r2|mcc|kappa|ndcg|mrr|hits?|em|exact_match|reward|rewards|return|returns|success|pearson|pearsonr|spearman|spearmanr|jaccard|balanced_accuracy|pq|mota|hota|idf1|win_rate|pass)(?:_|$)/;

/** `smaller` wins over `larger`: `ssim_loss` is a loss. Null: neither word is in it. */
export function modeOf(name: string): MetricMode | null {
  const key = metricKey(name);
  if (key === 'best_model_score' || key === 'model_score' || key === 'metric') return null;
  if (SMALLER.test(key)) return 'min';
  return LARGER.test(key) ? 'max' : null;
}

/** Counters, times and settings, which do not measure a model. */
const BOOKKEEPING =
  /(?:^|_)(?:epochs?|steps?|iter|iters|iterations?|time|times|runtime|second|seconds|eta|lr|learning_rate|momentum|weight_decay|memory|mem|samples?|batch|batch_size|num|count|grad_norm|flos|flops|seed|version|patience|timestamp|created_at|tokens_seen)(?:_|$)/;

export function isMetric(name: string): boolean {
  const key = metricKey(name);
  return key !== '' && !BOOKKEEPING.test(key);
}

/** `train_loss`, `train/box_loss`: measured on training data. */
export function isOfTraining(name: string): boolean {
  return /(?:^|_)(?:train|training)(?:_|$)/.test(metricKey(name));
}
