// Decides how reasons become a verdict, and what a folder is kept for that is not looked into.

import { isRepository } from '../items/nested-repositories.ts';
import type { Checkpoint } from '../types/checkpoints.ts';
import type { Item, Scan } from '../types/items.ts';
import type { Entry, Reason, Verdict } from '../types/plan.ts';
import type { PathText } from '../types/primitives.ts';

/** There is always a reason: without one the entry would not be kept, so an empty list is a bug of the caller's. */
export function kept(entry: Entry, reasons: readonly Reason[], checkpoint?: Checkpoint): Verdict {
  const [first, ...rest] = reasons;
  if (first === undefined) throw new Error('an entry is kept for no reason');
  return { entry, keep: true, reasons: [first, ...rest], ...(checkpoint !== undefined && { checkpoint }) };
}

export function removed(entry: Entry, reason: Reason, checkpoint?: Checkpoint): Verdict {
  return { entry, keep: false, reasons: [reason], ...(checkpoint !== undefined && { checkpoint }) };
}

/** The errno of what could not be read, by its path in the section. */
export function errnosOf(scan: Scan): ReadonlyMap<PathText, string> {
  return new Map(scan.problems.map(({ path, code }) => [path, code]));
}

/** Of a folder that is no ours to take apart. What could not be read is unknown, not empty. */
export function closedReason(item: Item, errnos: ReadonlyMap<PathText, string>): Reason {
  if (isRepository(item)) return { code: 'repository' };
  return item.closed === 'mount' ? { code: 'mount' } : { code: 'unreadable', errno: errnos.get(item.path) ?? 'EACCES' };
}
