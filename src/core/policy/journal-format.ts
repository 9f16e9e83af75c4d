// Decides what a journal says of an operation. One line: `journal-lines.ts`; reading it back: `decode-journal.ts`.
// The last line counts and hashes all before it: a file without it is no plan at all. Paths are relative to their section.

import { createHash } from 'node:crypto';
import type { Instant, Item, PathText, Plan, SectionKind } from '../types.ts';
import { itemTexts } from './journal-items.ts';
import { digested, journalLine } from './journal-lines.ts';
import type { Who } from './state-records.ts';

export const JOURNAL_VERSION = 1;

/** A section as it was: its directory is known by its inode and birth time. */
export interface RecordedSection {
  readonly name: string;
  readonly kind: SectionKind;
  readonly path: PathText;
  readonly dev: bigint;
  readonly ino: bigint;
  readonly birthtimeNs: Instant;
}

export interface RecordedMove {
  /** The action's place in its plan, and what the item is called in the trash. */
  readonly n: number;
  readonly do: 'trash' | 'purge';
  readonly section: string;
  readonly item: Item;
  /** The code of the first reason. */
  readonly why: string | null;
}

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
  readonly covers: (move: { readonly do: 'trash' | 'purge'; readonly section: string }) => boolean;
}

/** Characters to hash and write at once: two calls for each of a million lines cost more than the hash. */
const PIECE = 65_536;

/** In pieces of many lines. */
export function* encodeJournal(plan: Plan, head: JournalHead): Generator<string> {
  const count = plan.actions.reduce((sum, action) => (isMove(action) && head.covers(action) ? sum + 1 : sum), 0);
  const all = createHash('sha256');
  let piece = '';
  for (const line of linesOf(plan, head, count)) {
    piece += line;
    if (piece.length < PIECE) continue;
    all.update(piece);
    yield piece;
    piece = '';
  }
  const sha256 = all.update(piece).digest('hex');
  yield piece + journalLine({ end: true, count, sha256 });
}

/** All but the last, which says what these come to. */
function* linesOf(plan: Plan, { operation, startedAt, who, covers }: JournalHead, count: number): Generator<string> {
  yield journalLine({
    v: JOURNAL_VERSION,
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
    if (!isMove(action) || !covers(action)) continue;
    const rest = { do: action.do, s: action.section, why: reasons.get(action.item) ?? null };
    for (const json of itemTexts(n, action.item, rest)) yield digested(json);
  }
}

function isMove<T extends { readonly do: string }>(
  action: T,
): action is Extract<T, { readonly do: 'trash' | 'purge' | 'unlink' }> & { readonly do: 'trash' | 'purge' } {
  return action.do === 'trash' || action.do === 'purge';
}
