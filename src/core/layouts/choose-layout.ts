// Decides which layouts are right about a folder, by evidence. Where two see the same thing differently, neither is taken.

import { byCodePoint } from '../lib/code-point-order.ts';
import { escapeText } from '../lib/escape.ts';
import type { Unit } from '../types/checkpoints.ts';
import type { PathText } from '../types/primitives.ts';
import type { Proposal } from './units-by-layout.ts';

export interface LayoutChoice {
  readonly chosen: Proposal | null;
  /** A sentence fragment. */
  readonly why: string;
  /** The places of all that any of the rivals takes for a checkpoint or a part of one. */
  readonly claims: readonly number[];
}

/** One choice for all that claim something in common. Layouts that have nothing in common are no rivals: each is right about its own. */
export function chooseLayouts(proposals: readonly Proposal[]): readonly LayoutChoice[] {
  const [only] = proposals;
  if (only !== undefined && proposals.length === 1) return [{ chosen: only, why: evidenceOf(only), claims: only.claims }];
  return rivalries(proposals.map(asRival)).map(choose);
}

/**
 * The one that explains all that the others do and more, or has the harder evidence: a marker inside a directory, then a pointer or the
 * folder's name. Where two read the same, the first by name.
 */
function choose(rivals: readonly Rival[]): LayoutChoice {
  const claims = rivals.flatMap((rival) => [...rival.claims]);
  const winner = rivals.find((each) => rivals.every((other) => other === each || beats(each, other)))?.proposal;
  if (winner === undefined) return { chosen: null, why: conflictOf(rivals), claims };
  return { chosen: winner, why: evidenceOf(winner), claims };
}

/** Rivals with a claim in common, directly or through others. */
function rivalries(rivals: readonly Rival[]): readonly (readonly Rival[])[] {
  let groups: readonly (readonly Rival[])[] = [];
  for (const rival of rivals) {
    const apart = groups.filter((group) => !group.some((other) => haveCommon(rival.claims, other.claims)));
    const together = groups.filter((group) => !apart.includes(group));
    groups = [...apart, [...together.flat(), rival]];
  }
  return groups;
}

function haveCommon(one: ReadonlySet<number>, other: ReadonlySet<number>): boolean {
  const [small, large] = one.size < other.size ? [one, other] : [other, one];
  for (const place of small) if (large.has(place)) return true;
  return false;
}

interface Rival {
  readonly proposal: Proposal;
  readonly claims: ReadonlySet<number>;
}

function asRival(proposal: Proposal): Rival {
  return { proposal, claims: new Set(proposal.claims) };
}

function beats(one: Rival, other: Rival): boolean {
  if (explainsMore(one, other)) return true;
  if (explainsMore(other, one)) return false;
  if (one.proposal.evidence !== other.proposal.evidence) return one.proposal.evidence > other.proposal.evidence;
  return readsTheSame(one, other) && byCodePoint(one.proposal.layout.name, other.proposal.layout.name) < 0;
}

function explainsMore(one: Rival, other: Rival): boolean {
  return one.claims.size > other.claims.size && [...other.claims].every((place) => one.claims.has(place));
}

function readsTheSame(one: Rival, other: Rival): boolean {
  if (one.proposal.units.length !== other.proposal.units.length) return false;
  const readings = new Map(one.proposal.units.map((unit) => [unit.path, readingOf(unit)]));
  return other.proposal.units.every((unit) => readings.get(unit.path) === readingOf(unit));
}

/** Not whose model: a name that one layout reads a model in means the same to another that knows none. */
function readingOf({ parts, checkpoint: { role, epoch, step }, unfinished }: Unit): string {
  return JSON.stringify([parts.map(({ path }) => path), role, epoch ?? null, step ?? null, unfinished !== undefined]);
}

function evidenceOf({ units, held, pointer, place }: Proposal): string {
  if (held !== null) return `${shown(held.path)} holds ${escapeText(held.mark)}`;
  const example = shown(units[0]?.path ?? '');
  if (pointer !== null) return `${escapeText(pointer)} lies beside ${example}`;
  return place === null ? `${example} is named so` : `${example} lies in a folder called ${escapeText(place)}`;
}

function conflictOf(rivals: readonly Rival[]): string {
  const said = rivals
    .map(({ proposal }) => `${proposal.layout.name} for ${shown(proposal.units[0]?.path ?? '')}`)
    .sort(byCodePoint);
  return `more than one fits: ${said.join(', ')}`;
}

function shown(path: PathText): string {
  return escapeText(path);
}
