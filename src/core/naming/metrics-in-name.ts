// Decides which numbers a checkpoint's name says: `epoch=3-val_loss=0.12` (Lightning, NeMo), or one value that stands for itself.

import type { NamedValue } from '../types/checkpoints.ts';

/** Lightning's `format_checkpoint_name`: `key=value`, joined by `-`; keys may hold `/` and `.`, values are whatever `%` formats. */
const PAIR = /(?<=^|-)([A-Za-z_][\w./]*)=([-+]?(?:\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|nan|inf))(?=-|$)/gi;
/** A value whose name the file does not say. */
const UNNAMED = 'value';

/** Every `key=value` of the text, epochs and steps included. */
export function pairsIn(text: string): readonly NamedValue[] {
  const pairs: NamedValue[] = [];
  for (const match of text.matchAll(PAIR)) pairs.push({ name: match[1] ?? '', value: numberOf(match[2] ?? '') });
  return pairs;
}

/** The text of a `value` group. */
export function singleMetric(name: string | undefined, text: string): NamedValue {
  return { name: name ?? UNNAMED, value: numberOf(text) };
}

/** As C and Python print it: `nan`, `inf`, `-inf`. */
function numberOf(text: string): number {
  const number = Number(text);
  if (!Number.isNaN(number)) return number;
  const plain = text.toLowerCase();
  if (!plain.endsWith('inf')) return Number.NaN;
  return plain.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
