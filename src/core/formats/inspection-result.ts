// The three answers of a format reader: complete, incomplete, unknown.

import type { Inspection } from '../types/checkpoints.ts';

/** What a reader found besides the answer. */
export type Inside = Partial<Omit<Inspection, 'format' | 'completeness' | 'why'>>;

/** `why` is a sentence fragment. */
type Answer = (format: string, why: string, inside?: Inside) => Inspection;

const answer =
  (completeness: Inspection['completeness']): Answer =>
  (format, why, inside) => ({ format, completeness, why, metrics: [], names: [], ...inside });

export const complete: Answer = answer('complete');
export const incomplete: Answer = answer('incomplete');
export const unknown: Answer = answer('unknown');
