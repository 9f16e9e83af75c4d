// Decides what keeps a single object from being removed, whatever the rules say: pins, links, age, open files, git.

import { inodeKey } from '../items/inode-key.ts';
import { cutoff, formatDuration } from '../lib/quantities.ts';
import { NO_USERS, stuckIn } from '../trust/stuck-items.ts';
import type { ExternalState, Item, Scan } from '../types/items.ts';
import type { Reason } from '../types/plan.ts';
import type { Duration, Instant, PathText } from '../types/primitives.ts';
import type { Project } from '../types/project.ts';
import { keepFilesIn } from './keep-files.ts';
import { type Pins, pinsOf } from './pins.ts';

/** What is known about the objects of one section besides themselves. */
export interface Protection {
  readonly pins: Pins;
  /** Files that git tracks, relative to the section, and folders (`a/`) of which only that is known that something in them is. */
  readonly tracked: ReadonlySet<PathText>;
  readonly surroundings: Pick<ExternalState, 'held' | 'pointedAt'>;
  /** The inode numbers of what is in use, on whatever device: a key of each of a million files takes longer than anything else about them. */
  readonly heldNumbers: ReadonlySet<bigint>;
  /** What only others may move. A pass that decides file by file finds it out when it acts. */
  readonly stuck?: ReadonlySet<Item>;
}

const NO_REASONS: readonly Reason[] = [];

export function protectionOf(project: Project, scan: Scan, surroundings: ExternalState): Protection {
  const pins = withKeepFiles(pinsOf(project, scan.section), scan.items);
  return {
    ...{ pins, tracked: trackedBelow(scan.realPath, surroundings), surroundings, heldNumbers: heldNumbers(surroundings) },
    stuck: stuckIn(scan, surroundings.euid ?? NO_USERS),
  };
}

export function heldNumbers({ held }: Pick<ExternalState, 'held'>): ReadonlySet<bigint> {
  return new Set([...held.keys()].map((key) => BigInt(key.slice(key.indexOf(':') + 1))));
}

/** By their paths below `folder`; `/` where something unknown in it is tracked. */
export function trackedBelow(folder: PathText, { tracked }: Pick<ExternalState, 'tracked'>): ReadonlySet<PathText> {
  const start = `${folder}/`;
  const below = new Set<PathText>();
  for (const path of tracked) {
    if (path.startsWith(start)) below.add(path.slice(start.length) || '/');
    else if (path.endsWith('/') && start.startsWith(path)) below.add('/');
  }
  return below;
}

/** `NAME.keep` beside something is a pin too; of both, the configured one is told. */
function withKeepFiles(pins: Pins, items: readonly Item[]): Pins {
  const kept = keepFilesIn(items);
  return kept.size === 0 ? pins : { ...pins, by: (path) => pins.by(path) ?? kept.get(path) ?? null };
}

export function pinned(by: string | null): readonly Reason[] {
  return by === null ? NO_REASONS : [{ code: 'pinned', by }];
}

export function pointedAt(by: PathText | null): readonly Reason[] {
  return by === null ? NO_REASONS : [{ code: 'pointed-at', by }];
}

/** Strictly younger than the grace period. A time in the future says nothing about age, so it counts as recent. */
export function recent(item: Item, grace: Duration, now: Instant): readonly Reason[] {
  const { mtimeNs } = item.facts;
  if (mtimeNs > now) return [{ code: 'future' }];
  return mtimeNs > cutoff(now, grace) ? [{ code: 'recent', limit: formatDuration(grace) }] : [];
}

/** Open in a process, or, for a directory, where one works. */
export function inUse({ facts }: Item, { surroundings, heldNumbers }: Protection): readonly Reason[] {
  if (heldNumbers.size === 0 || !heldNumbers.has(facts.ino)) return NO_REASONS;
  const holder = surroundings.held.get(inodeKey(facts));
  return holder === undefined ? NO_REASONS : [{ code: 'in-use', pid: holder.pid, process: holder.process }];
}

/** In a cache: what a link elsewhere leads to, and a link whose target is in use or led to: who reads through it needs the link. */
export function neededInCache({ facts, leadsTo }: Item, { surroundings: { held, pointedAt } }: Protection): readonly Reason[] {
  const holder = leadsTo === undefined || held.size === 0 ? undefined : held.get(leadsTo);
  const by = pointedAt.size === 0 ? undefined : (pointedAt.get(inodeKey(facts)) ?? pointedAt.get(leadsTo ?? ''));
  if (holder === undefined && by === undefined) return NO_REASONS;
  return [
    ...(holder === undefined ? [] : [{ code: 'in-use', pid: holder.pid, process: holder.process } as const]),
    ...(by === undefined ? [] : [{ code: 'pointed-at', by } as const]),
  ];
}

/** Why something stays for what lies at `path`, absolute, in it. */
export function becauseOf(path: PathText, reasons: readonly Reason[]): readonly Reason[] {
  return reasons.map((reason) => (reason.code === 'in-use' ? { path, ...reason } : reason));
}

/** By itself, or because it lies in a folder (`a/`, or `/` for all of it) of which nobody knows what in it is tracked. */
export function isTracked(path: PathText, tracked: ReadonlySet<PathText>): boolean {
  if (tracked.size === 0) return false;
  if (tracked.has(path) || tracked.has('/')) return true;
  for (let end = path.indexOf('/', 1); end !== -1; end = path.indexOf('/', end + 1))
    if (tracked.has(path.slice(0, end + 1))) return true;
  return false;
}

export function trackedByGit(item: Item, { tracked }: Protection): readonly Reason[] {
  return isTracked(item.path, tracked) ? [{ code: 'tracked' }] : NO_REASONS;
}

export function stuck(item: Item, { stuck: all }: Protection): readonly Reason[] {
  return all?.has(item) ? [{ code: 'sticky', uid: item.facts.uid }] : NO_REASONS;
}

/** What holds for every command, `clean` too. */
export function protects(item: Item, pinnedBy: string | null, protection: Protection): readonly Reason[] {
  return [...pinned(pinnedBy), ...inUse(item, protection), ...trackedByGit(item, protection), ...stuck(item, protection)];
}
