// Decides which cache entries are too old: each thing that lies directly in a cache section, whole, as old as the newest thing inside.
// A folder's own time says when it was made: by that, a sweeper takes a dataset that is read every day (systemd#4933). Whole or not
// at all, because half of a cache entry is a broken one: what holds something that must stay, stays.

import { keptByItself } from '../policy/cache-trees.ts';
import { everyItem } from '../policy/every-item.ts';
import { type Protection, protectionOf, protects } from '../policy/protect.ts';
import { formatDuration, olderThan } from '../policy/quantity.ts';
import { isRepository } from '../policy/repository.ts';
import { isSkeleton, isTrash } from '../policy/skeleton.ts';
import type { Duration, Entry, Instant, Item, PathText, Plan, Reason, Scan, Verdict } from '../types.ts';
import { entryOf } from './entry.ts';
import { pinWarnings } from './pin-warnings.ts';
import { assemblePlan, type PlanningInput } from './plan.ts';
import { closedReason, errnosOf, kept, removed } from './verdict.ts';

export interface PruneCachesInput extends PlanningInput {
  readonly olderThan: Duration;
}

/** Only scans of `cache` sections are looked at. */
export function planPruneCaches(input: PruneCachesInput): Plan {
  const scans = input.scans.filter((scan) => scan.section.kind === 'cache');
  const verdicts = scans.flatMap((scan) => verdictsFor(scan, input));
  return assemblePlan({ ...input, command: 'prune', scans, verdicts, warnings: pinWarnings(input.project, scans) });
}

function verdictsFor(scan: Scan, input: PruneCachesInput): readonly Verdict[] {
  const protection = protectionOf(input.project, scan, input.surroundings);
  const errnos = errnosOf(scan);
  // The section itself could not be read to its end: what we know of it is not all there is.
  const blind = errnos.get('');
  return scan.items.flatMap((item) => {
    if (isTrash(item.path)) return [];
    const entry = entryOf(scan.section, scan.realPath, item);
    const reasons = [
      ...(blind === undefined ? [] : [{ code: 'unreadable', errno: blind } as const]),
      ...reasonsWithin(item, protection, errnos, input.now),
      ...reasonsOfAge(entry, input),
    ];
    if (reasons.length > 0) return [kept(entry, reasons)];
    return [removed(entry, { code: 'older-than', limit: formatDuration(input.olderThan) })];
  });
}

/** Of the first thing in it that must stay. */
function reasonsWithin(
  item: Item,
  protection: Protection,
  errnos: ReadonlyMap<PathText, string>,
  now: Instant,
): readonly Reason[] {
  if (item.facts.type !== 'directory' && isSkeleton(item.path)) return [{ code: 'skeleton' }];
  for (const each of everyItem([item])) {
    const reasons = [
      ...protects(each, protection.pins.whole ?? protection.pins.by(each.path), protection),
      ...keptByItself(each, now, false),
    ];
    if (reasons.length > 0) return reasons;
    if (each.closed !== undefined || isRepository(each) || errnos.has(each.path)) return [closedReason(each, errnos)];
  }
  return [];
}

/** A time in the future says nothing about age. */
function reasonsOfAge({ modifiedAt }: Entry, { now, olderThan: limit }: PruneCachesInput): readonly Reason[] {
  if (modifiedAt > now) return [{ code: 'future' }];
  return olderThan(modifiedAt, now, limit) ? [] : [{ code: 'within', limit: formatDuration(limit) }];
}
