// Decides whether one log goes: by its nature, its age, and what protects it. Both
// `logs/plan-prune-logs.ts`, which makes a list, and `logs/write/sweep.ts`, which makes none, call it.

import { isReservedName } from '../items/reserved-names.ts';
import { cutoff, formatDuration } from '../lib/quantities.ts';
import { type Pins, pinsOf } from '../protection/pins.ts';
import { heldNumbers, isTracked, type Protection, protects, trackedBelow } from '../protection/protection-reasons.ts';
import type { Item } from '../types/items.ts';
import type { LogRule, Reason } from '../types/plan.ts';
import type { Duration, Instant, PathText } from '../types/primitives.ts';
import { logNames, whyNotALog } from './log-names.ts';

/** From when on a log is too young to go. */
export interface LogAge {
  readonly now: Instant;
  readonly cutoff: Instant;
  readonly limit: string;
}

export function logAge(now: Instant, olderThan: Duration): LogAge {
  return { now, cutoff: cutoff(now, olderThan), limit: formatDuration(olderThan) };
}

/** Of anything but a folder that has a log's name. It goes where there are none. */
export function reasonsToStay(item: Item, pinnedBy: string | null, age: LogAge, protection: Protection): readonly Reason[] {
  const never = reasonOfNature(item) ?? reasonOfAge(item.facts.mtimeNs, age);
  return [...(never === null ? [] : [never]), ...protects(item, pinnedBy, protection)];
}

/** What is no log, whatever its age. */
function reasonOfNature({ path, facts }: Item): Reason | null {
  if (facts.type !== 'file') return { code: 'not-a-regular-file' };
  if (isReservedName(path)) return { code: 'skeleton' };
  const why = whyNotALog(path);
  return why === null ? null : { code: 'not-a-log', why };
}

/** A time in the future says nothing about age; exactly as old as the limit is not older. */
function reasonOfAge(modifiedAt: Instant, age: LogAge): Reason | null {
  if (modifiedAt > age.now) return { code: 'future' };
  return modifiedAt < age.cutoff ? null : { code: 'within', limit: age.limit };
}

/** What a cheap look tells: numbers with a fraction, where a time has 53 of its 64 bits. */
interface Glance {
  readonly isFile: boolean;
  /** Milliseconds since 1970. */
  readonly mtimeMs: number;
  readonly ino: number;
}

/** `name` is the last of `path`: asked a million times, it is better known than looked for. */
export interface LogJudge {
  readonly isLog: (path: PathText, name: PathText) => boolean;
  /** What the configuration pins, or null where nothing is; keep files are found in each folder. */
  readonly pins: Pins | null;
  /** As `reasonsToStay`. */
  readonly reasonsToStay: (item: Item, pinnedBy: string | null) => readonly Reason[];
  /** The same, where a glance is enough to tell. */
  readonly atAGlance: (path: PathText, name: PathText, glance: Glance, pinnedBy: string | null) => 'goes' | 'stays' | 'unsure';
}

/** Doubles are a quarter of a microsecond apart at our times: far less than this. */
const MARGIN_MS = 1;
/** Beyond what a Date can be: Node's numbers take a time before 1970 for one in millions of years. */
const NO_TIME_MS = 8.64e15;

/** Links matter to checkpoints and caches only. */
const NO_LINKS: Readonly<Protection['surroundings']['pointedAt']> = new Map();

export function judgeOf({ section, project, olderThan, now, surroundings }: LogRule): LogJudge {
  const age = logAge(now, olderThan);
  const cutoffMs = Number(age.cutoff) / 1e6;
  const protection: Protection = {
    pins: pinsOf(project, section),
    tracked: trackedBelow(section.path, surroundings),
    surroundings: { ...surroundings, pointedAt: NO_LINKS },
    heldNumbers: heldNumbers(surroundings),
  };
  // Rounded as Node rounds them; which disk they are on, the second look asks.
  const held = new Set([...protection.heldNumbers].map(Number));
  return {
    isLog: logNames(section.patterns),
    pins: project.pinned.length === 0 ? null : protection.pins,
    reasonsToStay: (item, pinnedBy) => reasonsToStay(item, pinnedBy, age, protection),
    atAGlance: (path, name, { isFile, mtimeMs, ino }, pinnedBy) => {
      if (!isFile || pinnedBy !== null) return 'stays';
      if (mtimeMs > cutoffMs + MARGIN_MS && mtimeMs < NO_TIME_MS) return 'stays';
      if (!(mtimeMs < cutoffMs - MARGIN_MS) || held.has(ino)) return 'unsure';
      if ((path === name && isReservedName(path)) || whyNotALog(path, name) !== null) return 'stays';
      return isTracked(path, protection.tracked) ? 'stays' : 'goes';
    },
  };
}
