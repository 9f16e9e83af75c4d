// Decides what a journal says of an operation. One line: `journal-lines.ts`; reading it back: `decode-journal.ts`.
// The last line counts and hashes all before it: a file without it is no plan at all. Paths are relative to their section.

import { bytesOfText } from '../lib/path-text.ts';
import { newSha256, sha256Hex } from '../lib/sha256.ts';
import type { Item } from '../types/items.ts';
import type { Action, Plan, Renaming, Says, SaysWhat } from '../types/plan.ts';
import type { Instant, PathText } from '../types/primitives.ts';
import type { SectionKind } from '../types/project.ts';
import { itemTexts } from './journal-items.ts';
import { digested, journalLine } from './journal-lines.ts';
import { type JournaledAction, journaledActionOf } from './journaled-actions.ts';
import type { Who } from './state-records.ts';

/** A program that does not know how a name is given back must not try: who renames nothing writes the first version. */
export const JOURNAL_VERSIONS = { removing: 1, renaming: 2 } as const;

/** A section as it was: its directory is known by its inode and birth time. */
export interface RecordedSection {
  readonly name: string;
  readonly kind: SectionKind;
  readonly path: PathText;
  readonly dev: bigint;
  readonly ino: bigint;
  readonly birthtimeNs: Instant;
}

interface RecordedObject {
  /** The action's place in its plan, and what the item is called in the trash. */
  readonly n: number;
  readonly section: string;
  readonly item: Item;
  /** The code of the first reason. */
  readonly why: string | null;
}

/** What lies in the trash, or went through it. */
export type RecordedRemoval = RecordedObject & { readonly do: 'trash' | 'purge' };
/** `item` is what it was called before. */
export type RecordedRename = RecordedObject & { readonly do: 'rename' } & Renaming;
/** `item` is what lies in the trash, `says` what has its place. */
export type RecordedRewrite = RecordedObject & { readonly do: 'rewrite'; readonly says: SaysWhat; readonly unit: PathText };
export type RecordedMove = RecordedRemoval | RecordedRename | RecordedRewrite;

/** The first line. */
export interface RecordedHead {
  readonly operation: string;
  readonly planId: string;
  readonly command: string;
  readonly startedAt: Instant;
  readonly who: Who;
  readonly outputs: PathText;
  readonly sections: readonly RecordedSection[];
  /** How many moves there are. */
  readonly count: number;
}

/** The same objects that the plan named. */
export interface RecordedPlan extends RecordedHead {
  readonly moves: readonly RecordedMove[];
}

/** What is not in the plan itself. */
export interface JournalHead {
  readonly operation: string;
  readonly startedAt: Instant;
  readonly who: Who;
  /** Which of the plan's moves go where this journal lies. */
  readonly covers: (move: { readonly deed: JournaledAction; readonly section: string }) => boolean;
}

/** Characters to hash and write at once: two calls for each of a million lines cost more than the hash. */
const PIECE = 65_536;

/** In pieces of many lines. */
export function* encodeJournal(plan: Plan, head: JournalHead): Generator<string> {
  const count = plan.actions.reduce((sum, action) => (isCovered(action, head) ? sum + 1 : sum), 0);
  const all = newSha256();
  let piece = '';
  for (const line of linesOf(plan, head, count)) {
    piece += line;
    if (piece.length < PIECE) continue;
    all.update(piece);
    yield piece;
    piece = '';
  }
  const sha256 = all.update(piece).hex();
  yield piece + journalLine({ end: true, count, sha256 });
}

/** All but the last, which says what these come to. */
function* linesOf(plan: Plan, head: JournalHead, count: number): Generator<string> {
  const { operation, startedAt, who } = head;
  yield journalLine({
    v: plan.actions.some(({ do: deed }) => deed === 'rename') ? JOURNAL_VERSIONS.renaming : JOURNAL_VERSIONS.removing,
    op: operation,
    plan: plan.id,
    command: plan.command,
    startedAt,
    ...who,
    outputs: plan.outputs,
    sections: plan.sections.map(({ name, kind, path, directory: { dev, ino, birthtimeNs: bt } }) => ({
      name,
      kind,
      path,
      dev,
      ino,
      bt,
    })),
    count,
  });
  const reasons = new Map(
    plan.verdicts.flatMap(({ entry, reasons: [first] }) => entry.parts.map((part) => [part, first.code] as const)),
  );
  for (const [n, action] of plan.actions.entries()) {
    if (!isCovered(action, head)) continue;
    const rest = { do: action.do, s: action.section, why: reasons.get(action.item) ?? null, ...newName(action) };
    for (const json of itemTexts(n, action.item, rest)) yield digested(json);
  }
}

type Moving = Extract<Action, { readonly do: 'trash' | 'purge' | 'unlink' | 'rename' | 'rewrite' }>;

function isCovered(action: Action, { covers }: JournalHead): action is Moving {
  const deed = journaledActionOf(action);
  return deed !== null && 'item' in action && covers({ deed, section: action.section });
}

function newName(action: Moving): object {
  switch (action.do) {
    case 'rename':
      return { to: action.to, unit: action.unit };
    case 'rewrite':
      return { says: whatIsSaid(action.says), unit: action.unit };
    case 'trash':
    case 'purge':
    case 'unlink':
      return {};
    default:
      return action satisfies never;
  }
}

export function whatIsSaid(says: Says): SaysWhat {
  return 'link' in says ? says : { sha256: sha256Of(bytesOfText(says.text)) };
}

export function sha256Of(bytes: Uint8Array): string {
  return sha256Hex(bytes);
}
