// The order in which a person reads names: `epoch_9` before `epoch_10`. Machines get the plan's own order, by code point.

import { byCodePoint } from '../../core/lib/code-point-order.ts';
import type { PathText } from '../../core/types/primitives.ts';

const RUNS = /\d+|\D+/g;

export function byNaturalOrder(a: PathText, b: PathText): number {
  const [left, right] = [a.match(RUNS) ?? [], b.match(RUNS) ?? []];
  for (const [n, run] of left.entries()) {
    const other = right[n];
    if (other === undefined) return 1;
    if (run === other) continue;
    return compareRuns(run, other) || byCodePoint(a, b);
  }
  return left.length - right.length;
}

/** Numbers of any length: the one with more digits is larger. */
function compareRuns(a: string, b: string): number {
  if (!/^\d/.test(a) || !/^\d/.test(b)) return byCodePoint(a, b);
  const [left, right] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  return left.length - right.length || byCodePoint(left, right);
}
