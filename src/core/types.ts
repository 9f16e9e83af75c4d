// The nouns of the whole program, as plain readonly data. Everything above this floor speaks in these words.
// Over 250 lines on purpose: one place to learn them all.

/**
 * A file name or path as text that always turns back into the same bytes: a byte that is not UTF-8 is kept as a lone
 * low surrogate U+DC80..U+DCFF (Python's `surrogateescape`). See `path-text.ts`. Never print one raw: `escape.ts`.
 */
export type PathText = string;

/** Nanoseconds since 1970-01-01T00:00:00Z. The only form of time that decisions use. */
export type Instant = bigint;

/**
 * An amount of time as written: `1y2mo3d` has a calendar part. Weeks are 7 days; a day is 24 hours wherever an age is
 * compared (`policy/quantity.ts` says how each use counts).
 */
export interface Duration {
  readonly years: number;
  readonly months: number;
  readonly days: number;
  readonly seconds: number;
}

export const SECTION_KINDS = ['checkpoints', 'logs', 'cache', 'artifacts', 'results', 'models'] as const;
/** What a section holds. `cache` and `logs` can be made again; losing anything else loses work. */
export type SectionKind = (typeof SECTION_KINDS)[number];

export const PROFILES = ['development', 'production', 'ci'] as const;
/** Which sections are in use: `development` all, `production` models and results, `ci` artifacts. */
export type Profile = (typeof PROFILES)[number];

/** Where a configured value was written. `line` and `column` start at 1. */
export interface Place {
  readonly file: PathText;
  readonly line: number;
  readonly column: number;
}

/** Where a resolved value came from; `paths --explain` prints it. */
export type Origin =
  | { readonly from: 'default' }
  | { readonly from: 'config'; readonly key: string; readonly place: Place }
  | { readonly from: 'known-key'; readonly key: string; readonly place: Place };

/** How many to keep: a whole number from 0, or every one of them. */
export type Count = number | 'all';

/** What a section keeps. A missing rule keeps nothing by itself; what may never go is `policy/protect.ts`'s business. */
export interface KeepRules {
  /** The newest regular checkpoints of each model. */
  readonly last?: Count;
  /** How many ranked best ones, once metrics are known. Named ones always stay; so do named final ones. */
  readonly best?: Count;
  readonly final?: Count;
  /** Every checkpoint whose epoch or step is a multiple of this. */
  readonly every?: number;
  /** Everything modified within this time before now. */
  readonly within?: Duration;
}

/** One directory of the project's outputs, as configured. */
export interface Section {
  readonly name: string;
  readonly kind: SectionKind;
  /** Absolute and normalised, not necessarily existing. */
  readonly path: PathText;
  readonly origin: Origin;
  /** In use in the profile in force. */
  readonly active: boolean;
  /** Which names are prunable logs (kind `logs`), as glob patterns. */
  readonly patterns: readonly string[];
  /** Name templates this section's files follow, e.g. `{model_name}_best.pth`. */
  readonly naming: readonly string[];
  /** A layout by name, or `auto`. */
  readonly layout: string;
  readonly keep: KeepRules;
}

/** Something a person should hear that stops nothing. `text` is already escaped for a screen. */
export interface Warning {
  readonly text: string;
  readonly place?: Place;
}

/** A project's resolved configuration. */
export interface Project {
  /** Absolute real path of the folder whose configuration is in force. */
  readonly root: PathText;
  /** The `project_name` of the config, if it has one. */
  readonly name: string | null;
  readonly configFile: PathText | null;
  readonly profile: Profile;
  /** The outputs directory: absolute and normalised, not necessarily existing. */
  readonly outputs: PathText;
  readonly outputsOrigin: Origin;
  readonly sections: readonly Section[];
  /** Glob patterns of entries that stay, matched against `<section name>/<path>` and the paths below `outputs` and `root`. */
  readonly pinned: readonly string[];
  /** Absolute paths outside the project in which deleting is allowed. */
  readonly allow: readonly PathText[];
  readonly trashKeep: Duration;
  readonly grace: Duration;
  /** Files that use the configured paths, as glob patterns relative to `root`. */
  readonly usedIn: readonly string[];
  readonly warnings: readonly Warning[];
}

// ── what is on disk ─────────────────────────────────────────────────────────────────────────────────────────────────

export type ObjectType = 'file' | 'directory' | 'link' | 'other';

/**
 * What `lstat` says of one object. Inode numbers are reused at once (ext4: 2000 of 2000), so an object is the same only if
 * dev, ino, type, size, mtime and birth time all agree; ctime too, unless we have renamed it ourselves.
 */
export interface Facts {
  readonly type: ObjectType;
  readonly dev: bigint;
  readonly ino: bigint;
  /** Bytes. */
  readonly size: bigint;
  readonly mtimeNs: Instant;
  readonly ctimeNs: Instant;
  readonly birthtimeNs: Instant;
  readonly nlink: bigint;
  readonly mode: number;
  readonly uid: number;
}

/** `"<dev>:<ino>"`: which inode, for sets and maps. */
export type InodeKey = string;

/** One object below a section. */
export interface Item {
  /** Relative to its section, `/` between names. */
  readonly path: PathText;
  readonly facts: Facts;
  /** What a directory holds, sorted by path; empty for everything else. */
  readonly children: readonly Item[];
  /** Why a directory was not looked into; its content is unknown, not empty. */
  readonly closed?: 'unreadable' | 'mount';
  /** For a link: the inode it finally leads to, if it leads anywhere. */
  readonly leadsTo?: InodeKey;
}

/** Something that could not be read. What lies there is unknown and stays. */
export interface Problem {
  readonly section: string;
  /** Relative to the section; `''` is the section itself. */
  readonly path: PathText;
  /** The errno, e.g. `EACCES`. */
  readonly code: string;
}

/** What a look at one section found. */
export interface Scan {
  readonly section: Section;
  /** Absolute path of the section with every link resolved; equal to `section.path` wherever deleting is allowed. */
  readonly realPath: PathText;
  /** The section's own directory, or null where it does not exist. */
  readonly directory: Facts | null;
  readonly items: readonly Item[];
  readonly problems: readonly Problem[];
}

/** Who has a file open, or works in a directory. */
export interface Holder {
  readonly pid: number;
  readonly process: string;
}

/** What the rest of the machine says about the objects in a section. */
export interface Surroundings {
  /** Absolute paths of files that git tracks. */
  readonly tracked: ReadonlySet<PathText>;
  readonly held: ReadonlyMap<InodeKey, Holder>;
  /** Processes whose open files could not be seen (other users'). */
  readonly unseenProcesses: number;
  /** Inodes in sections of checkpoints that a symbolic link leads to, with the absolute path of the link. */
  readonly pointedAt: ReadonlyMap<InodeKey, PathText>;
}

// ── what is decided ─────────────────────────────────────────────────────────────────────────────────────────────────

/** What a person would delete as one thing. `parts` are what moves, one rename each; never half of them. */
export interface Entry {
  /** The section's name, or null for something that lies directly in the outputs directory. */
  readonly section: string | null;
  readonly kind: SectionKind | null;
  /** Relative to the section (or to the outputs directory), `/` between names. */
  readonly path: PathText;
  readonly absolute: PathText;
  readonly parts: readonly Item[];
  /** What its inodes hold, each counted once; what a removal frees can be less (hard links elsewhere). */
  readonly bytes: number;
  /** Files and links inside, itself included. */
  readonly files: number;
  /** Not all of it could be looked into: `bytes` and `files` are what was seen. */
  readonly isPartial?: true;
  /** The newest modification anywhere inside. */
  readonly modifiedAt: Instant;
}

export type CheckpointRole = 'regular' | 'best' | 'last' | 'final';

/** What an entry's name says it is. */
export interface Checkpoint {
  readonly model: string;
  readonly role: CheckpointRole;
  /** Whole, below 2^53; absent for a best or final that does not say. */
  readonly epoch?: number;
}

/** Why an entry stays or goes: a code and its numbers. The sentence is made in `render/words.ts`, once. */
export type Reason =
  // what stays
  | { readonly code: 'best'; readonly rank?: number; readonly of?: Count }
  | { readonly code: 'final' }
  | { readonly code: 'last'; readonly rank: number; readonly of: Count }
  | { readonly code: 'every'; readonly every: number }
  | { readonly code: 'within'; readonly limit: string }
  | { readonly code: 'pinned'; readonly by: string }
  | { readonly code: 'pointed-at'; readonly by: PathText }
  | { readonly code: 'recent'; readonly limit: string }
  | { readonly code: 'in-use'; readonly pid: number; readonly process: string }
  | { readonly code: 'incomplete'; readonly why: string }
  | { readonly code: 'unrecognized' }
  | { readonly code: 'survivor' }
  | { readonly code: 'tracked' }
  | { readonly code: 'skeleton' }
  | { readonly code: 'unknown-entry' }
  | { readonly code: 'not-a-log'; readonly why: string }
  | { readonly code: 'not-a-regular-file' }
  | { readonly code: 'future' }
  | { readonly code: 'unreadable'; readonly errno: string }
  | { readonly code: 'mount' }
  | { readonly code: 'repository' }
  // what goes
  | { readonly code: 'superseded' }
  | { readonly code: 'older-than'; readonly limit: string }
  | { readonly code: 'cleaned' }
  // what was to go and did not
  | { readonly code: 'not-removed'; readonly outcome: StepOutcome };

/** Keep or remove, never without a reason. */
export interface Verdict {
  readonly entry: Entry;
  readonly keep: boolean;
  readonly reasons: readonly [Reason, ...Reason[]];
  readonly checkpoint?: Checkpoint;
}

/**
 * One change to the disk.
 * `trash`: renamed into the trash, can be undone. `purge`: the same, then freed at once. `unlink`: a single reproducible
 * file, removed in place after a fresh identity check. `restore`: back out of the trash, where `number` of `operation` lies, to
 * the absolute path `to`. The others are `init`'s, and `undo`'s where a folder is missing.
 */
export type Action =
  | { readonly do: 'trash' | 'purge' | 'unlink'; readonly section: string; readonly item: Item }
  | {
      readonly do: 'restore';
      readonly section: string;
      readonly item: Item;
      readonly operation: string;
      readonly number: number;
      readonly to: PathText;
      /** The folder that the trash lies in, where it is not the outputs directory. */
      readonly base?: PathText;
    }
  | { readonly do: 'make-directory'; readonly path: PathText }
  | { readonly do: 'create-file'; readonly path: PathText; readonly text: string }
  | { readonly do: 'replace-file'; readonly path: PathText; readonly before: Facts; readonly text: string };

/** Where a plan acts: the section's directory as it was when the plan was made. */
export interface PlannedSection {
  readonly name: string;
  readonly kind: SectionKind;
  readonly path: PathText;
  readonly directory: Facts;
}

/** Verdicts and actions, a value. `--dry-run` prints it; a real run carries out exactly it. */
export interface Plan {
  /** First 12 hex digits of the SHA-256 of what it would do: the same input gives the same id. */
  readonly id: string;
  readonly command: string;
  readonly madeAt: Instant;
  readonly outputs: PathText;
  readonly sections: readonly PlannedSection[];
  readonly verdicts: readonly Verdict[];
  readonly actions: readonly Action[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly Warning[];
  /** Processes whose open files could not be seen, where they were looked for. */
  readonly unseenProcesses?: number;
}

// ── what happened ───────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * How one action ended. `skipped`: left alone, because it was no longer what the plan named. `gone`: someone else had
 * removed it already, which is success. `failed`: the system refused.
 */
export type StepOutcome =
  | { readonly result: 'done'; readonly freedBytes: number; readonly heldBytes: number }
  | { readonly result: 'gone' }
  | { readonly result: 'skipped'; readonly why: 'changed' | 'moved' | 'stray' | 'extra' | 'interrupted' | 'exists' | 'protected' }
  | { readonly result: 'failed'; readonly errno: string };

/** One executed plan. `outcomes[i]` belongs to `plan.actions[i]`. */
export interface Operation {
  readonly id: string;
  readonly planId: string;
  readonly startedAt: Instant;
  readonly outcomes: readonly StepOutcome[];
  /** Absolute path of this operation's folder in the trash, if anything lies there. */
  readonly trash: PathText | null;
  readonly heldBytes: number;
  readonly freedBytes: number;
}

// ── what the trash holds ────────────────────────────────────────────────────────────────────────────────────────────

/** What lies in the trash, over all operations. */
export interface TrashStatus {
  readonly operations: number;
  /** What the last look by each operation's own record says it holds; roughly, where a record is missing. */
  readonly bytes: number;
  /** Until when the oldest of them stays at least; null where there is none. */
  readonly oldestUntil: Instant | null;
}

/** One operation's part of the trash. */
export interface HeldOperation {
  readonly id: string;
  readonly command: string;
  readonly startedAt: Instant;
  readonly bytes: number;
  /** Things moved there; what a folder holds is not counted. */
  readonly entries: number;
}

/** One operation whose part of the trash was freed for good, or could not be. */
export interface Purged {
  readonly operation: string;
  readonly freedBytes: number;
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

// ── what a command says ─────────────────────────────────────────────────────────────────────────────────────────────

export interface PathsReport {
  readonly report: 'paths';
  readonly project: Project;
  /** One section's name: print just that path. */
  readonly only: string | null;
  readonly form: 'plain' | 'explain' | 'sh' | 'fish' | 'powershell';
}

/** What `clean`, `prune-logs` and `prune-checkpoints` say. */
export interface RemovalReport {
  readonly report: 'removal';
  readonly command: string;
  readonly dryRun: boolean;
  readonly project: Project;
  /** After a run, with the verdicts settled by what happened (`planning/settle.ts`). */
  readonly plan: Plan;
  /** Null in a dry run, when there was nothing to do, and when the answer was no. */
  readonly operation: Operation | null;
  readonly declined: boolean;
  /** Null where nobody looked. */
  readonly trash?: TrashReport | null;
  /** The file that a dry run saved its plan in, as it was given. */
  readonly savedAs?: PathText;
}

export interface InitReport {
  readonly report: 'init';
  readonly dryRun: boolean;
  readonly project: Project;
  readonly plan: Plan;
  readonly operation: Operation | null;
  readonly trash?: TrashReport | null;
}

/** What `clean --trash` says: everything in the trash, freed for good. */
export interface EmptyTrashReport {
  readonly report: 'empty-trash';
  readonly dryRun: boolean;
  readonly project: Project;
  readonly held: readonly HeldOperation[];
  /** Null in a dry run, when the trash was empty, and when the answer was no. */
  readonly purged: readonly Purged[] | null;
  readonly declined: boolean;
  readonly trash: TrashReport;
}

/** Why something cannot be put back. What lies in the trash stays there. */
export interface UndoConflict {
  readonly number: number;
  /** Absolute: where it was. */
  readonly path: PathText;
  /**
   * `taken`: something else has its name. `missing`: it is neither in the trash nor where it was. `stray`: what lies in the trash is
   * something else. `section`: its section is gone, or another folder. `folder`: the way to it is a link now, or no folder.
   */
  readonly why: 'taken' | 'missing' | 'stray' | 'section' | 'folder';
}

export interface UndoReport {
  readonly report: 'undo';
  readonly dryRun: boolean;
  readonly project: Project;
  /** The operation that is undone; null where there is none that could be. */
  readonly undoes: HistoryEntry | null;
  readonly plan: Plan;
  /** What the plan leaves in the trash. What failed meanwhile is in the operation's outcomes. */
  readonly conflicts: readonly UndoConflict[];
  /** Null in a dry run, and when there was nothing to do. */
  readonly operation: Operation | null;
}

/**
 * What became of an operation. `partial`: something planned was left. `damaged`: its journal cannot be believed, so nothing of it is
 * touched. `running` is not told from `interrupted`: the lock says who is at work.
 */
export type HistoryState = 'done' | 'partial' | 'interrupted' | 'partly-undone' | 'undone' | 'purging' | 'purged' | 'damaged';

export interface HistoryEntry {
  readonly id: string;
  readonly planId: string | null;
  readonly command: string | null;
  /** The words after `outputs`, escaped. */
  readonly argv: readonly string[] | null;
  readonly user: string | null;
  readonly host: string | null;
  readonly startedAt: Instant | null;
  readonly state: HistoryState;
  readonly entries: number | null;
  readonly bytes: number | null;
  /** Null where nothing of it can be put back. */
  readonly undoableUntil: Instant | null;
}

export interface HistoryReport {
  readonly report: 'history';
  readonly project: Project;
  /** Only what can be undone. */
  readonly onlyUndoable: boolean;
  /** Newest first. */
  readonly operations: readonly HistoryEntry[];
}

export type Report = PathsReport | RemovalReport | InitReport | EmptyTrashReport | UndoReport | HistoryReport;
