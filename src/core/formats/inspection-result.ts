// How a reader says what it found: the three answers, and nothing invented beside them.

import type { Inspection } from '../types/checkpoints.ts';

/** What a reader knows beyond the answer itself. */
export type Inside = Partial<Omit<Inspection, 'format' | 'completeness' | 'why'>>;

/** One for all: of a hundred thousand files, two empty lists each are seven megabytes. */
const NOTHING: readonly never[] = [];

export function complete(format: string, why: string, inside: Inside = {}): Inspection {
  return { format, completeness: 'complete', why, metrics: NOTHING, names: NOTHING, ...inside };
}

export function incomplete(format: string, why: string, inside: Inside = {}): Inspection {
  return { format, completeness: 'incomplete', why, metrics: NOTHING, names: NOTHING, ...inside };
}

export function unknown(format: string, why: string, inside: Inside = {}): Inspection {
  return { format, completeness: 'unknown', why, metrics: NOTHING, names: NOTHING, ...inside };
}
