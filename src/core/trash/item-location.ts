// Decides what became of an operation from what lies where: a rename either happened or it did not, so the disk itself tells.
// State records only say what was meant: whether whoever worked on it came to an end.

import type {
  RecordedHead,
  RecordedMove,
  RecordedRemoval,
  RecordedRename,
  RecordedRewrite,
  RecordedSection,
} from '../journal/journal-format.ts';
import type { StateRecord } from '../journal/state-records.ts';
import type { Facts } from '../types/items.ts';
import type { HistoryState } from '../types/operation.ts';
import type { Instant, PathText } from '../types/primitives.ts';

/** One operation's folder in the trash, from outside. */
export interface OperationOnDisk {
  readonly id: string;
  /** Its name in the trash: the id, or `purge-<id>` once it was decided to let go of it. */
  readonly folder: PathText;
  /** Absolute. */
  readonly path: PathText;
  /** Null where the journal is missing or cannot be believed. */
  readonly head: RecordedHead | null;
  /** Why not, as a clause to put after the journal's name; null where it is missing. */
  readonly trouble: string | null;
  /** Whatever `state.jsonl` still says. */
  readonly records: readonly StateRecord[];
  /** The names in `items`. */
  readonly items: readonly PathText[];
  /** The newest change of its folder and of `items`, by the disk's clock; null where they could not be read. */
  readonly changedAt: Instant | null;
}

export const PURGE = 'purge-';

/** Of a path in the trash: what lies there cannot be undone any more. */
export function isBeingFreed(path: PathText): boolean {
  return path.slice(path.lastIndexOf('/') + 1).startsWith(PURGE);
}

/** The folder that the trash lies in: the outputs directory, or a section on another mount. */
export function baseOf({ path, folder }: Pick<OperationOnDisk, 'path' | 'folder'>): PathText {
  return path.slice(0, -`/.trash/${folder}`.length);
}

/** `abandoned`: it ended before its journal was written, so before anything was moved. */
export function stateOnDisk({ folder, head, trouble, records, items }: OperationOnDisk): HistoryState | 'abandoned' {
  if (folder.startsWith(PURGE)) return 'purging';
  if (head === null) return items.length === 0 && trouble === null ? 'abandoned' : 'damaged';
  const events = new Set(records.map(({ event }) => event));
  if (events.has('undoing') || events.has('undone')) return items.length === 0 ? 'undone' : 'partly-undone';
  const last = lastWork(records);
  return last === 'done' || last === 'partial' ? last : 'interrupted';
}

/** That somebody was told something is no work on it. */
function lastWork(records: readonly StateRecord[]): StateRecord['event'] | undefined {
  return records.findLast(({ event }) => event !== 'told')?.event;
}

/** Whether a person was told that undo could not bring all of it back. From then on it is kept for `trash.keep` once more. */
export function wasTold({ records }: Pick<OperationOnDisk, 'records'>): boolean {
  return records.some(({ event }) => event === 'told');
}

/** Whether whoever last worked on it came to an end: what lies where need not be looked at again. */
export function isSettled({ records }: OperationOnDisk): boolean {
  const last = lastWork(records);
  return last === 'done' || last === 'partial' || last === 'interrupted';
}

/** Whether a look found the recorded object, nothing, something else, or could not be taken. */
export type Observation = 'ours' | 'nothing' | 'other' | 'hidden';

/**
 * `both`: under both names, as a crash in the middle of an undo leaves it (btrfs shows it after a power cut, too). `taken`: in the trash, and
 * something else has its old name. `hidden`: in the trash, and the way to its old place is closed. `stray`: what lies in the trash is
 * something else. `missing`: neither here nor there. Of what was renamed or rewritten: `renewed`: under its new name, or saying it, as was meant;
 * `halfway`: under its old name and its new one.
 */
export type ItemLocation = 'in-trash' | 'in-place' | 'both' | 'taken' | 'hidden' | 'stray' | 'missing' | 'renewed' | 'halfway';

export function itemLocationOf(inTrash: Observation, inPlace: Observation): ItemLocation {
  switch (inTrash) {
    case 'ours':
      return ({ ours: 'both', nothing: 'in-trash', other: 'taken', hidden: 'hidden' } as const)[inPlace];
    case 'nothing':
      return inPlace === 'ours' ? 'in-place' : 'missing';
    case 'other':
    case 'hidden':
      return 'stray';
    default:
      return inTrash satisfies never;
  }
}

/** Of a file that got another name: `then` and `now` are looks at its old name and its new one. */
export function renamedItemLocation(inTrash: Observation, then: Observation, now: Observation): ItemLocation {
  if (now !== 'ours') return itemLocationOf(inTrash === 'ours' ? 'ours' : 'nothing', then);
  return ({ ours: 'halfway', nothing: 'renewed', other: 'taken', hidden: 'hidden' } as const)[then];
}

/** Of a pointer: `renewed` where what has its place is what we wrote. */
export function rewrittenItemLocation(inTrash: Observation, inPlace: Observation, isWhatWeWrote: boolean): ItemLocation {
  const is = itemLocationOf(inTrash, inPlace);
  return is === 'taken' && isWhatWeWrote ? 'renewed' : is;
}

/** A recorded section, and the one that has its name in the configuration now: that is where its things go back to. */
export interface SectionOnDisk {
  readonly recorded: RecordedSection;
  /** Where it is configured to be; where it was, if no section has its name any more. */
  readonly path: PathText;
  /** Null where nothing is there, and where `closed` says why nothing may go there. */
  readonly directory: Facts | null;
  /**
   * `section`: no section has its name any more. `refused`: a guard speaks against its folder, or it is none. `mount`: it is on another disk
   * than this trash, and nothing is copied.
   */
  readonly closed: 'section' | 'refused' | 'mount' | null;
  /** What the guard says. */
  readonly refusal?: string;
}

interface Located {
  readonly is: ItemLocation;
  /** Something in the trash still stands for what is in its place again. */
  readonly isLeft?: true;
  /** Folders above it that are missing, relative to the section, the highest first. */
  readonly missingFolders: readonly PathText[];
}

export type RenewedOnDisk = (RecordedRename | RecordedRewrite) & Located;
export type MoveOnDisk = (RecordedRemoval & Located) | RenewedOnDisk;

/** Whether it was renamed or rewritten, and so is undone with all of its unit. */
export function isRenewal<T extends RecordedMove>(move: T): move is T & (RecordedRename | RecordedRewrite) {
  return move.do === 'rename' || move.do === 'rewrite';
}

/** One operation, looked at in whole. */
export interface LocatedOperation {
  readonly operation: OperationOnDisk;
  readonly head: RecordedHead;
  readonly sections: readonly SectionOnDisk[];
  readonly moves: readonly MoveOnDisk[];
  /** Names in `items` that no move has. Nobody touches them. */
  readonly strays: readonly PathText[];
}
