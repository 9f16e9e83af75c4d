// Decides when something last changed: when anything in it did. A folder's own time says when it was made.

import type { Item } from '../types/items.ts';
import type { Instant } from '../types/primitives.ts';
import { walkItems } from './walk-items.ts';

/** Of at least one item; times before 1970 are times too. */
export function newestIn(items: readonly Item[]): Instant {
  // Most often it is one file.
  const only = items.length === 1 ? items[0] : undefined;
  if (only?.children.length === 0) return only.facts.mtimeNs;
  let newest: Instant | null = null;
  for (const { facts } of walkItems(items)) if (newest === null || facts.mtimeNs > newest) newest = facts.mtimeNs;
  return newest ?? 0n;
}
