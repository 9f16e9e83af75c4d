// What holds where the configuration says nothing, by kind.

import type { Duration } from '../../types/primitives.ts';
import { type KeepRules, PERIODS, type SectionKind } from '../../types/project.ts';

export const DEFAULT_ROOT = 'outputs';
export const DEFAULT_TRASH_KEEP: Duration = { years: 0, months: 0, days: 7, seconds: 0 };
export const DEFAULT_GRACE: Duration = { years: 0, months: 0, days: 0, seconds: 600 };
export const DEFAULT_LAYOUT = 'auto';

interface KindDefaults {
  readonly keep: KeepRules;
  readonly patterns: readonly string[];
  readonly naming: readonly string[];
  /** What a section of this kind can be told. Anything else would be believed to protect something. */
  readonly takes: readonly string[];
}

const PLAIN: KindDefaults = { keep: {}, patterns: [], naming: [], takes: [] };

export const KIND_DEFAULTS: Readonly<Record<SectionKind, KindDefaults>> = {
  checkpoints: {
    ...PLAIN,
    // Not all of the best: every checkpoint with a metric would be one. A best by name stays anyway.
    keep: { best: 1, final: 'all', last: 1 },
    naming: ['{model_name}_epoch_{num}.pth', '{model_name}_best.pth', '{model_name}_final.pth'],
    takes: [
      'layout',
      'metric',
      ...['best', 'final', 'last', 'every', 'within'].map((rule) => `keep.${rule}`),
      ...PERIODS.flatMap((period) => [`keep.${period}`, `keep.within_${period}`]),
    ],
  },
  logs: {
    ...PLAIN,
    keep: { within: { years: 0, months: 0, days: 7, seconds: 0 } },
    patterns: ['*.log'],
    naming: ['{model_name}_{timestamp}.log', 'evaluation_{timestamp}.log'],
    takes: ['patterns', 'keep.within'],
  },
  // No age by default: only `prune` asks for one, and a cache is emptied on purpose (`clean`).
  cache: { ...PLAIN, takes: ['keep.within'] },
  artifacts: PLAIN,
  results: { ...PLAIN, naming: ['{model_name}_results.json', '{model_name}_plots.png'] },
  models: PLAIN,
};
