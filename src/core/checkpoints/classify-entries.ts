// Decides what a section of checkpoints contains: its units, each with its facts and protections, and all other items. What protects one
// file of a unit protects the whole unit.

import { inodeKey } from '../items/inode-key.ts';
import { isRepository } from '../items/nested-repositories.ts';
import { newestIn } from '../items/newest-mtime.ts';
import { walkItems } from '../items/walk-items.ts';
import { folderOf } from '../lib/paths.ts';
import { cutoff } from '../lib/quantities.ts';
import { closedReason, errnosOf } from '../plans/verdicts.ts';
import {
  inUse,
  type Protection,
  pinned,
  pointedAt,
  protectionOf,
  recent,
  stuck,
  trackedByGit,
} from '../protection/protection-reasons.ts';
import { eachLeaf, type Shelter } from '../protection/walk-protected.ts';
import type { Checkpoint, Completeness, Evidence, Inspection, Mention, Unit } from '../types/checkpoints.ts';
import type { ExternalState, Item, Scan } from '../types/items.ts';
import type { Reason } from '../types/plan.ts';
import type { Duration, Instant, PathText } from '../types/primitives.ts';
import type { Project } from '../types/project.ts';

/** A checkpoint found on disk. */
export interface FoundCheckpoints {
  readonly unit: Unit;
  readonly path: PathText;
  readonly run: PathText;
  readonly checkpoint: Checkpoint;
  /** The newest modification anywhere in it. */
  readonly modifiedAt: Instant;
  readonly completeness: Completeness;
  /** Why it is not complete; a sentence fragment. */
  readonly why: string | null;
  readonly inspection: Inspection | null;
  /** Neither modified recently nor open. */
  readonly settled: boolean;
  /** Why it stays whatever the rules say. */
  readonly protections: readonly Reason[];
}

export interface OtherEntry {
  readonly item: Item;
  /** Never empty. */
  readonly reasons: readonly Reason[];
}

export interface LookInput {
  readonly project: Project;
  readonly surroundings: ExternalState;
  /** Files modified within this time before now may still be being written, and stay. */
  readonly grace: Duration;
  readonly now: Instant;
}

/** Shared, because nearly every checkpoint has none. */
const NO_REASONS: readonly Reason[] = [];
const POINTER: Reason = { code: 'pointer' };

export function checkpointsIn(
  scan: Scan,
  evidence: Evidence,
  input: LookInput,
): { readonly found: readonly FoundCheckpoints[]; readonly others: readonly OtherEntry[] } {
  const { units, unfinished, pointers } = evidence.recognition;
  const unitOf = unitFinder(units);
  const whyUnfinished = new Map(unfinished.map(({ item, why }) => [item, why]));
  const isPointer = new Set(pointers.map(({ path }) => path));
  const protection = protectionOf(input.project, scan, input.surroundings);
  const errnos = errnosOf(scan);
  // Asked once, not of each: what was modified until then is not recent.
  const look = { ...input, since: cutoff(input.now, input.grace) };
  const stay = new Map<Unit, readonly Reason[]>();
  const others: OtherEntry[] = [];
  const walk = {
    pins: protection.pins,
    pointedAt: input.surroundings.pointedAt,
    isWhole: (folder: Item) => whyUnfinished.has(folder) || unitOf(folder) !== undefined,
  };
  eachLeaf(scan.items, walk, (item, shelter) => {
    const unit = unitOf(item);
    const reasons = protectionsOf(item, shelter, protection, look, unit === undefined ? null : errnos);
    if (unit === undefined) {
      const why = isPointer.has(item.path) && saysNames(item) ? POINTER : whyOther(item, whyUnfinished.get(item), errnos);
      others.push({ item, reasons: [...reasons, why] });
    } else if (reasons.length > 0) stay.set(unit, [...(stay.get(unit) ?? []), ...reasons]);
  });
  const found = units.map((unit) => {
    const unread = evidence.blind.size === 0 ? NO_REASONS : unreadAround(unit, evidence);
    const protections = stay.size === 0 ? NO_REASONS : (stay.get(unit) ?? NO_REASONS);
    return foundCheckpoint(unit, evidence, onlyOnce(together(protections, unread)));
  });
  return { found, others };
}

/** Whose part an item is. Units and leaves are both met by path, so it nearly always is the next unit's: the rest is looked up. */
function unitFinder(units: readonly Unit[]): (item: Item) => Unit | undefined {
  let last = 0;
  let ofPart: Map<Item, number> | null = null;
  return (item) => {
    if (units[last + 1]?.parts[0] === item) last++;
    if (units[last]?.parts[0] === item) return units[last];
    if (ofPart === null) {
      ofPart = new Map();
      for (const [index, { parts }] of units.entries()) for (const part of parts) ofPart.set(part, index);
    }
    const index = ofPart.get(item);
    if (index === undefined) return undefined;
    last = index;
    return units[index];
  };
}

/** By the folders that it lies in: a thousand runs with a thousand broken pointers are compared in no time. */
function unreadAround({ path }: Unit, { blind }: Evidence): readonly Reason[] {
  const reasons: Reason[] = [];
  for (let folder = path; folder !== ''; ) {
    folder = folderOf(folder);
    const unread = blind.get(folder);
    if (unread !== undefined) reasons.unshift({ code: 'unread-pointer', ...unread });
  }
  return reasons;
}

function foundCheckpoint(unit: Unit, evidence: Evidence, reasons: readonly Reason[]): FoundCheckpoints {
  const { path, run, checkpoint } = unit;
  // A name is not hashed to learn that nobody said anything of any.
  const inspection = evidence.inspections.size === 0 ? null : (evidence.inspections.get(path) ?? null);
  const { completeness, why } = completenessOf(unit, inspection);
  const mentions = (evidence.mentions.size === 0 ? undefined : evidence.mentions.get(path)?.map(reasonOf)) ?? NO_REASONS;
  const incomplete: readonly Reason[] =
    completeness === 'incomplete' ? [{ code: 'incomplete', why: why ?? 'not whole' }] : NO_REASONS;
  return {
    unit,
    path,
    run,
    checkpoint,
    modifiedAt: newestIn(unit.parts),
    completeness,
    why,
    inspection,
    settled: reasons.length === 0 || !reasons.some(({ code }) => code === 'recent' || code === 'in-use' || code === 'future'),
    protections: onlyOnce(together(together(reasons, mentions), incomplete)),
  };
}

function together(some: readonly Reason[], more: readonly Reason[]): readonly Reason[] {
  if (more.length === 0) return some;
  return some.length === 0 ? more : [...some, ...more];
}

function reasonOf({ code, by, line }: Mention): Reason {
  return code === 'pointed-at' ? { code, by } : { code, by, ...(line !== undefined && { line }) };
}

const UNKNOWN = { completeness: 'unknown', why: null } as const;

/** An empty file is a save that has just begun or never got further. */
function completenessOf(
  unit: Unit,
  inspection: Inspection | null,
): { readonly completeness: Completeness; readonly why: string | null } {
  if (unit.unfinished !== undefined) return { completeness: 'incomplete', why: unit.unfinished };
  if (unit.parts.some(isEmptyFile)) return { completeness: 'incomplete', why: 'empty' };
  if (inspection === null) return UNKNOWN;
  return { completeness: inspection.completeness, why: inspection.completeness === 'complete' ? null : inspection.why };
}

function isEmptyFile({ facts }: Item): boolean {
  return facts.type === 'file' && facts.size === 0n;
}

/** Of a leaf and of everything in it. `errnos` where nothing unknown may be inside. */
function protectionsOf(
  item: Item,
  { pinnedBy, pointedAtBy }: Shelter,
  protection: Protection,
  { grace, now, surroundings, since }: LookInput & { readonly since: Instant },
  errnos: ReadonlyMap<PathText, string> | null,
): readonly Reason[] {
  const isPlain = item.children.length === 0 && pinnedBy === null && pointedAtBy === null && item.facts.mtimeNs <= since;
  if (isPlain) return together(together(inUse(item, protection), trackedByGit(item, protection)), stuck(item, protection));
  const reasons: Reason[] = [...pinned(pinnedBy), ...pointedAt(pointedAtBy)];
  for (const each of walkItems([item])) {
    if (each !== item) {
      reasons.push(...pinned(protection.pins.by(each.path)));
      if (surroundings.pointedAt.size > 0) reasons.push(...pointedAt(surroundings.pointedAt.get(inodeKey(each.facts)) ?? null));
      if (errnos !== null && (each.closed !== undefined || isRepository(each))) reasons.push(closedReason(each, errnos));
    }
    reasons.push(
      ...recent(each, grace, now),
      ...inUse(each, protection),
      ...trackedByGit(each, protection),
      ...stuck(each, protection),
    );
  }
  return onlyOnce(reasons);
}

/** Each reason once, however many files of a folder have it. */
function onlyOnce(reasons: readonly Reason[]): readonly Reason[] {
  if (reasons.length === 0) return NO_REASONS;
  if (reasons.length === 1) return reasons;
  return [...new Map(reasons.map((reason) => [JSON.stringify(reason), reason])).values()];
}

/** Only files and links can be pointers; a pipe of the same name cannot. */
function saysNames({ facts }: Item): boolean {
  return facts.type === 'file' || facts.type === 'link';
}

function whyOther(item: Item, unfinished: string | undefined, errnos: ReadonlyMap<PathText, string>): Reason {
  if (unfinished !== undefined) return { code: 'incomplete', why: unfinished };
  switch (item.facts.type) {
    case 'directory':
      return closedReason(item, errnos);
    case 'file':
      return { code: 'unrecognized' };
    case 'link':
    case 'other':
      return { code: 'not-a-regular-file' };
    default:
      return item.facts.type satisfies never;
  }
}
