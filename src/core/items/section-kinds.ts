// Decides how much it costs to lose what a section holds. Everything that asks, trashes or deletes follows these lines.

import type { Reason } from '../types/plan.ts';
import type { SectionKind } from '../types/project.ts';

/** `by-age`: old ones may go at once, all of them may not: a training curve cannot be made again. */
export type Worth = 'reproducible' | 'by-age' | 'irreplaceable';

export function worthOf(kind: SectionKind): Worth {
  switch (kind) {
    case 'cache':
      return 'reproducible';
    case 'logs':
      return 'by-age';
    case 'checkpoints':
    case 'artifacts':
    case 'results':
    case 'models':
      return 'irreplaceable';
    default:
      return kind satisfies never;
  }
}

/** Whether it can simply be made again. */
export function isReproducible(kind: SectionKind): boolean {
  return worthOf(kind) === 'reproducible';
}

/** Whether something of this kind that goes for this reason is deleted at once, without the trash: a cache always, a log for its age. */
export function isExpendable(kind: SectionKind | null, why: Reason): boolean {
  if (kind === null) return false;
  switch (worthOf(kind)) {
    case 'reproducible':
      return true;
    case 'by-age':
      return why.code === 'older-than';
    case 'irreplaceable':
      return false;
  }
}

/** Whether nobody is asked either: an age below one hour takes the logs of what is running now. */
export function goesUnasked(kind: SectionKind | null, why: Reason): boolean {
  if (!isExpendable(kind, why)) return false;
  return kind === null || worthOf(kind) !== 'by-age' || why.code !== 'older-than' || !isUnderAnHour(why.limit);
}

/** As `formatDuration` writes it. */
export function isUnderAnHour(limit: string): boolean {
  return /^(?:\d+min)?(?:\d+s)?$/.test(limit);
}
