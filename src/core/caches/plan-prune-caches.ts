// Decides which cache entries are too old: each thing that lies directly in a cache section (of a folder that a known program
// keeps entries of its own in, each of them), whole,
// as old as the newest thing inside.
// A folder's own time says when it was made: by that, a sweeper takes a dataset that is read every day (systemd#4933). Whole or not
// at all, because half of a cache entry is a broken one: what holds something that must stay, stays.

import { isRepository } from '../items/nested-repositories.ts';
import { isReservedName, isTrash } from '../items/reserved-names.ts';
import { walkItems } from '../items/walk-items.ts';
import { pathIn } from '../lib/paths.ts';
import { formatDuration, olderThan } from '../lib/quantities.ts';
import { assemblePlan, type PlanningInput } from '../plans/assemble-plan.ts';
import { entryOfParts } from '../plans/entries.ts';
import { closedReason, errnosOf, kept, removed } from '../plans/verdicts.ts';
import { pinWarnings } from '../protection/pin-warnings.ts';
import { becauseOf, neededInCache, type Protection, protectionOf, protects } from '../protection/protection-reasons.ts';
import type { Item, Scan } from '../types/items.ts';
import type { Entry, Plan, Reason, Verdict } from '../types/plan.ts';
import type { Duration, Instant, PathText } from '../types/primitives.ts';
import { type CacheUnit, cacheUnits } from './cache-units.ts';
import { keepLinked } from './keep-linked.ts';
import { keptByItself } from './known-caches.ts';

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
  const reasonsFor = ({ parts, agesWith }: CacheUnit, entry: Entry): readonly Reason[] => {
    const within = parts
      .map((part) => reasonsWithin(part, entry, scan, { protection, errnos, now: input.now }))
      .find(({ length }) => length > 0);
    const { modifiedAt } = agesWith === parts ? entry : entryOfParts(scan.section, scan.realPath, entry.path, agesWith);
    return [
      ...(blind === undefined ? [] : [{ code: 'unreadable', errno: blind } as const]),
      ...(within ?? []),
      ...reasonsOfAge(modifiedAt, input),
    ];
  };
  const verdictsOf = (thing: CacheUnit): readonly Verdict[] => {
    const { path, parts, within } = thing;
    if (isTrash(path)) return [];
    const entry = entryOfParts(scan.section, scan.realPath, path, parts);
    const reasons = reasonsFor(thing, entry);
    if (reasons.length === 0) return [removed(entry, { code: 'older-than', limit: formatDuration(input.olderThan) })];
    // What holds entries may itself be pinned, or a repository of git's: then none of it goes.
    const isShut = blind !== undefined || parts.some((part) => ownReasons(part, protection, errnos, input.now).length > 0);
    return within.length === 0 || isShut ? [kept(entry, reasons)] : within.flatMap(verdictsOf);
  };
  return keepLinked(cacheUnits(scan.items).flatMap(verdictsOf), scan);
}

interface Known {
  readonly protection: Protection;
  readonly errnos: ReadonlyMap<PathText, string>;
  readonly now: Instant;
}

/** Of the first thing in it that must stay. */
function reasonsWithin(item: Item, entry: Entry, { realPath }: Scan, { protection, errnos, now }: Known): readonly Reason[] {
  for (const each of walkItems([item])) {
    const reasons = ownReasons(each, protection, errnos, now);
    if (reasons.length > 0) return each.path === entry.path ? reasons : becauseOf(pathIn(realPath, each.path), reasons);
  }
  // Seen by name, and no more.
  for (const [path, errno] of errnos) if (path.startsWith(`${item.path}/`)) return [{ code: 'unreadable', errno }];
  return [];
}

function ownReasons(item: Item, protection: Protection, errnos: ReadonlyMap<PathText, string>, now: Instant): readonly Reason[] {
  if (item.facts.type !== 'directory' && !item.path.includes('/') && isReservedName(item.path)) return [{ code: 'skeleton' }];
  const reasons = [
    ...protects(item, protection.pins.whole ?? protection.pins.by(item.path), protection),
    ...neededInCache(item, protection),
    ...keptByItself(item, now, false),
  ];
  if (reasons.length > 0) return reasons;
  return item.closed !== undefined || isRepository(item) || errnos.has(item.path) ? [closedReason(item, errnos)] : [];
}

/** A time in the future says nothing about age. */
function reasonsOfAge(modifiedAt: Instant, { now, olderThan: limit }: PruneCachesInput): readonly Reason[] {
  if (modifiedAt > now) return [{ code: 'future' }];
  return olderThan(modifiedAt, now, limit) ? [] : [{ code: 'within', limit: formatDuration(limit) }];
}
