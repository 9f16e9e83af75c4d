// What became of a plan, and what the trash and the history hold.

import type { Holder, Problem } from './items.ts';
import type { Instant, PathText, Warning } from './primitives.ts';

// ── what happened ───────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * How one action ended. `skipped`: left alone, because it was no longer what the plan named. `gone`: someone else had
 * removed it already, which is success. `lost`: it was moved to the trash, and somebody emptied that meanwhile. `no-trash`: the
 * same, before it was moved. `in-part`: what changed in it meanwhile is back in its place, the rest is freed. `unfreed`: it has left its place for good, and not all of it could be freed yet: `interrupted`, or an errno.
 * `failed`: the system refused.
 */
export type StepOutcome =
  | { readonly result: 'done'; readonly freedBytes: number; readonly heldBytes: number }
  | { readonly result: 'gone' }
  | { readonly result: 'lost' }
  | { readonly result: 'unfreed'; readonly why: string; readonly freedBytes: number }
  /** `holder`: who has it open, where that is why. */
  | { readonly result: 'skipped'; readonly why: SkippedWhy; readonly holder?: Holder }
  | { readonly result: 'failed'; readonly errno: string };

/** What a sweep came to. No file is named: there may be millions. */
export interface Swept {
  readonly removed: number;
  /** Of inodes whose last name went: what they held, and what they took on the disk. */
  readonly freedBytes: number;
  readonly allocatedBytes: number;
  /** What was to go and did not, each outcome once. */
  readonly left: readonly { readonly outcome: StepOutcome; readonly count: number }[];
  /** What could not be looked into. */
  readonly problems: readonly Problem[];
  /** Not all of the section was looked at. */
  readonly interrupted: boolean;
  /** More may be gone than is counted: a helper process ended before it had said all. */
  readonly uncounted: boolean;
}

export type SkippedWhy =
  | 'changed'
  | 'moved'
  | 'stray'
  | 'extra'
  | 'interrupted'
  | 'exists'
  | 'protected'
  | 'no-trash'
  | 'in-part'
  | 'in-use'
  | 'together';

/** One executed plan. `outcomes[i]` belongs to `plan.actions[i]`; a sweep's is the worst that befell a file of it. */
export interface Operation {
  readonly id: string;
  readonly planId: string;
  readonly startedAt: Instant;
  readonly outcomes: readonly StepOutcome[];
  /** What the sweeps came to, where there were any. */
  readonly swept?: readonly Swept[];
  /** Absolute path of this operation's folder in the trash, if anything lies there. */
  readonly trash: PathText | null;
  /** What the files held that lie in the trash now, and those that are gone. */
  readonly heldBytes: number;
  readonly freedBytes: number;
  /** What the disk has back, and what it will have back when the trash lets go: allocated blocks, of inodes with no name elsewhere. */
  readonly onDisk: { readonly held: number; readonly freed: number };
  /** More may be free than is counted: a helper process ended before it had said all. */
  readonly uncounted?: true;
}

// ── what the trash holds ────────────────────────────────────────────────────────────────────────────────────────────

/** What lies in the trash, over all operations. */
export interface TrashStatus {
  readonly operations: number;
  /** What the last look by each operation's own record says it holds; roughly, where a record is missing. */
  readonly bytes: number;
  /** What emptying it would give back, by the same records. */
  readonly allocatedBytes: number;
  /** Until when the oldest of them stays at least; null where there is none, or nobody can tell. */
  readonly oldestUntil: Instant | null;
  /** Those whose times cannot be believed: they stay until somebody empties the trash. */
  readonly doubted: number;
}

/** One operation's part of the trash. */
export interface HeldOperation {
  readonly id: string;
  readonly command: string;
  readonly startedAt: Instant;
  /** At least; null where its times cannot be believed, so that it does not expire. */
  readonly until: Instant | null;
  readonly bytes: number;
  readonly allocatedBytes: number;
  /** Things moved there; what a folder holds is not counted. */
  readonly entries: number;
}

/** One operation whose part of the trash was freed for good, or could not be. */
export interface Purged {
  readonly operation: string;
  readonly freedBytes: number;
  /** Of that, what the disk has back. */
  readonly allocatedBytes: number;
  /** As an operation's. */
  readonly uncounted?: true;
  /** Why something of it is left, or null. `damaged`: its journal cannot be believed, so nothing of it is touched. */
  readonly left: StepOutcome | { readonly result: 'damaged'; readonly why: string } | null;
  /** Absolute path of what is left, or of where it was. */
  readonly path: PathText;
}

/** What a command that changes something says of the trash at its end. */
export interface TrashReport {
  readonly status: TrashStatus;
  /** Expired operations, freed by this run. */
  readonly purged: readonly Purged[];
  /** Set where something was moved into the trash of a disk that is nearly full. */
  readonly nearlyFull: { readonly freeBytes: number; readonly totalBytes: number } | null;
  readonly warnings: readonly Warning[];
}

/** Why something cannot be put back. What lies in the trash stays there. */
export interface UndoConflict {
  readonly number: number;
  /** Absolute: where it was. */
  readonly path: PathText;
  /**
   * `taken`: something else has its name. `missing`: it is neither in the trash nor where it was. `stray`: what lies in the trash is
   * something else. `section`: no section has its section's name any more. `refused`: a guard speaks against its section's folder. `mount`:
   * its section is on another disk than the trash. `folder`: the way to it is a link now, or no folder.
   * `together`: what was renamed with it cannot have its old name back, or does not say it any more.
   */
  readonly why: 'taken' | 'missing' | 'stray' | 'section' | 'refused' | 'mount' | 'folder' | 'together';
}

/**
 * What became of an operation. `partial`: something planned was left. `damaged`: its journal cannot be believed, so nothing of it is
 * touched. `redone`: it was undone, and a later operation did it again. `running` is not told from `interrupted`: the lock says who is at work.
 */
export type HistoryState =
  | 'done'
  | 'partial'
  | 'interrupted'
  | 'partly-undone'
  | 'undone'
  | 'redone'
  | 'purging'
  | 'purged'
  | 'damaged';

export interface HistoryEntry {
  readonly id: string;
  readonly planId: string | null;
  readonly command: string | null;
  /** The words after `outputs`, escaped. */
  readonly argv: readonly string[] | null;
  /** The name, or the number of one without a name, as in a container. */
  readonly user: string | null;
  readonly host: string | null;
  readonly startedAt: Instant | null;
  readonly state: HistoryState;
  readonly entries: number | null;
  readonly bytes: number | null;
  /** Null where the version that did it did not write it down. */
  readonly allocatedBytes: number | null;
  /** At least. Null where nothing of it can be put back. */
  readonly undoableUntil: Instant | null;
  /** Why its times cannot be believed, so that the trash does not let go of it by itself. A clause. */
  readonly doubt: string | null;
}
