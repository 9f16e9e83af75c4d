// Decides how much it costs to lose what a section holds. Everything that asks, trashes or deletes follows these lines.

import type { Entry, Reason } from '../types/plan.ts';
import type { Holding, SectionKind } from '../types/project.ts';

/** `by-age`: old ones may go at once, all of them may not: a training curve cannot be made again. */
export type Worth = 'reproducible' | 'by-age' | 'irreplaceable';

/** What lies beside the sections has no kind. */
type Found = Pick<Entry, 'kind' | 'irreplaceable'>;

export function holdingOf({ kind, irreplaceable }: Holding): Holding {
  return irreplaceable ? { kind, irreplaceable } : { kind };
}

export function worthOf({ kind, irreplaceable }: Holding): Worth {
  return irreplaceable ? 'irreplaceable' : worthOfKind(kind);
}

function worthOfKind(kind: SectionKind): Worth {
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
export function isReproducible(section: Holding): boolean {
  return worthOf(section) === 'reproducible';
}

/** Whether something of this kind that goes for this reason is deleted at once, without the trash: a cache always, a log for its age. */
export function isExpendable({ kind, irreplaceable }: Found, why: Reason): boolean {
  if (kind === null || irreplaceable) return false;
  switch (worthOfKind(kind)) {
    case 'reproducible':
      return true;
    case 'by-age':
      return why.code === 'older-than';
    case 'irreplaceable':
      return false;
  }
}

/** Whether nobody is asked either: an age below one hour takes the logs of what is running now. */
export function goesUnasked(found: Found, why: Reason): boolean {
  if (!isExpendable(found, why)) return false;
  return found.kind !== 'logs' || why.code !== 'older-than' || !isUnderAnHour(why.limit);
}

/** As `formatDuration` writes it. */
export function isUnderAnHour(limit: string): boolean {
  return /^(?:\d+min)?(?:\d+s)?$/.test(limit);
}
