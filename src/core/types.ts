// The nouns of the whole program, as plain readonly data. Everything above this floor speaks in these words.
// Over 250 lines on purpose: one place to learn them all.

import type { LayoutSource } from './layout-source.ts';

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
/** What a section holds, and so what losing it costs: `policy/kinds.ts`. */
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

/** Which number of a checkpoint a rule counts by: `any` is its epoch, or its step where it has no epoch. */
export interface Every {
  readonly count: number;
  readonly unit: 'any' | 'epochs' | 'steps';
}

/** Which number ranks checkpoints, and whether a smaller or a larger one is better. A missing mode follows stated rules. */
export interface MetricChoice {
  readonly name: string;
  readonly mode?: MetricMode;
}

export const METRIC_MODES = ['min', 'max'] as const;
export type MetricMode = (typeof METRIC_MODES)[number];

/** The rules that keep one checkpoint for each calendar period, from the finest to the coarsest. */
export const PERIODS = ['hourly', 'daily', 'weekly', 'monthly', 'yearly'] as const;
export type Period = (typeof PERIODS)[number];

/** What a section keeps. A missing rule keeps nothing by itself; what may never go is `policy/protect.ts`'s business. */
export interface KeepRules {
  /** The newest regular checkpoints of each group. */
  readonly last?: Count;
  /** The best ones by metric. Those that are named best always stay; so do named final ones. */
  readonly best?: Count;
  readonly final?: Count;
  /** Every checkpoint whose epoch or step is a multiple of this. */
  readonly every?: Every;
  /** Everything modified within this time: of logs before now, of checkpoints before the newest that is not in the future. */
  readonly within?: Duration;
  /** The newest of each of so many periods. */
  readonly periods?: Readonly<Partial<Record<Period, Count>>>;
  /** The newest of each period, as far back as this. */
  readonly periodsWithin?: Readonly<Partial<Record<Period, Duration>>>;
}

/** What competes with each other: `model,run` by default. `none` is one group of everything in the section. */
export interface GroupBy {
  readonly model: boolean;
  /** The run's folder. */
  readonly run: boolean;
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
  /** What ranks this section's checkpoints, where the config says it. */
  readonly metric?: MetricChoice;
}

/** Something a person should hear that stops nothing. `text` is already escaped for a screen. */
export interface Warning {
  readonly text: string;
  readonly place?: Place;
}

/** Which environment variables a project sets: known ones by name, and its own with absolute paths. */
export interface EnvironmentChoice {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly extra: Readonly<Record<string, PathText>>;
  /** Where each of `extra` is written. */
  readonly places?: Readonly<Record<string, Place>>;
}

/** What the user's own configuration, outside of every project, says of one project (`outputs trust`). */
export interface Trust {
  /** Its config and its `.git` may belong to another user, and `env.extra` may set any variable. */
  readonly project: boolean;
  /** Absolute places outside the project in which its sections may lie, and be changed. */
  readonly paths: readonly PathText[];
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
  readonly trashKeep: Duration;
  readonly grace: Duration;
  /** Files that use the configured paths, as glob patterns relative to `root`. */
  readonly usedIn: readonly string[];
  /** What `outputs env` sets besides, and instead of, what it sets by itself. */
  readonly env?: EnvironmentChoice;
  /** What `check` does not look for. */
  readonly checkSkip?: readonly CheckRule[];
  /** Layouts of the user's own, by name. */
  readonly layouts?: Readonly<Record<string, LayoutSource>>;
  /** Never what the project's own file says of itself. */
  readonly trust: Trust;
  /** Loaded only to look: all groups of the user. A `.git` in a folder that one of them shares is believed. */
  readonly looksAs?: readonly number[];
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
  /**
   * What it takes on the disk, in units of 512 bytes, as `du` counts: holes take nothing. A number, which V8 keeps in the object itself.
   * Never part of an identity: some file systems give blocks only when they write a file out.
   */
  readonly blocks: number;
  readonly mtimeNs: Instant;
  readonly ctimeNs: Instant;
  readonly birthtimeNs: Instant;
  readonly nlink: bigint;
  readonly mode: number;
  readonly uid: number;
}

/** By what two looks at one object are compared. */
export type Identity = Pick<Facts, 'type' | 'dev' | 'ino' | 'size' | 'mtimeNs' | 'ctimeNs' | 'birthtimeNs'>;

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

/** How much lies below one place, counted without remembering any of it. Times are rough: nothing is decided by them. */
export interface Census {
  /** Names of files, links and whatever else is no folder. */
  readonly files: number;
  /** The place itself not counted. */
  readonly folders: number;
  /** What the files hold, as in an `Entry`: each inode once. */
  readonly bytes: number;
  /** What it all takes on the disk, folders and the place itself too, as `du` says it. */
  readonly allocatedBytes: number;
  /** When what is no folder was last written; null where there is nothing. */
  readonly oldest: Instant | null;
  readonly newest: Instant | null;
  /** Files older than the age that was asked for, and what they hold. */
  readonly old: { readonly files: number; readonly bytes: number };
  /** Folders on which something else is mounted: not looked into. */
  readonly mounts: number;
}

/** Who has a file open, or works in a directory. */
export interface Holder {
  readonly pid: number;
  readonly process: string;
}

/** What the rest of the machine says about the objects in a section. */
export interface Surroundings {
  /** Absolute paths of files that git tracks; of folders, ending in `/`, where it knows only that something in them is tracked. */
  readonly tracked: ReadonlySet<PathText>;
  readonly held: ReadonlyMap<InodeKey, Holder>;
  /** Processes whose open files could not be seen (other users'). */
  readonly unseenProcesses: number;
  /**
   * Inodes in sections of checkpoints that a symbolic link leads to, with the absolute path of the link; and those in caches that a link
   * elsewhere leads to.
   */
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
  /** What its inodes and folders take on the disk, likewise, as `du` says it: less where there are holes. */
  readonly allocatedBytes: number;
  /** Files and links inside, itself included. */
  readonly files: number;
  /** Not all of it could be looked into: `bytes` and `files` are what was seen. */
  readonly isPartial?: true;
  /** The newest modification anywhere inside. */
  readonly modifiedAt: Instant;
}

export type CheckpointRole = 'regular' | 'best' | 'last' | 'final';

/** What an entry's name and layout say it is. */
export interface Checkpoint {
  /** `''` where the layout knows no model names (`checkpoint-500`). */
  readonly model: string;
  readonly role: CheckpointRole;
  /** As the framework counts it. Whole, below 2^53; absent for a best or final that does not say. */
  readonly epoch?: number;
  /** Optimizer steps or iterations, likewise. */
  readonly step?: number;
  /** What the name itself says, e.g. `val_loss=0.12`. NaN where it says so. */
  readonly metrics?: readonly NamedValue[];
}

export interface NamedValue {
  readonly name: string;
  readonly value: number;
}

/** One checkpoint on disk: all that has to stay or go together. Never half of it, never something inside of it. */
export interface Unit {
  /** Relative to the section: the file, the directory, or the first part by path. */
  readonly path: PathText;
  /** What moves, one rename each, sorted by path. A directory unit is one part; shards, ranks and sidecars are parts. */
  readonly parts: readonly Item[];
  readonly checkpoint: Checkpoint;
  /** The folder of its run, relative to the section; `''` is the section itself. */
  readonly run: PathText;
  /** Which layout read it. */
  readonly layout: string;
  /** Why its names alone say that it is not whole: a shard is missing, a marker lies in it. A sentence fragment. */
  readonly unfinished?: string;
}

/** A file whose text names checkpoints: `latest`, `last_checkpoint`, … `form` says how to read it (`policy/pointers.ts`). */
export interface PointerFile {
  readonly path: PathText;
  readonly form: PointerForm;
}

/**
 * `name`: one line, the name of a sibling (DeepSpeed's `latest`; fvcore's basename; mmengine's path, of which the basename counts).
 * `iteration`: a number or `release` (Megatron-LM). `textproto`: TensorFlow's `checkpoint`. `trainer-state`: Hugging Face's JSON.
 * `best-k`: Lightning's `best_k_models.yaml`. `shard-index`: the `weight_map` of `*.index.json`.
 */
export type PointerForm = 'name' | 'iteration' | 'textproto' | 'trainer-state' | 'best-k' | 'shard-index';

/** What the names below one section say. */
export interface Recognition {
  /** Sorted by path. */
  readonly units: readonly Unit[];
  /** Names that frameworks give to what is still being written; `why` is a sentence fragment. */
  readonly unfinished: readonly { readonly item: Item; readonly why: string }[];
  readonly pointers: readonly PointerFile[];
  /** Which layout was taken in which folder, and by which evidence; `layout` is null where two fit and neither was guessed. */
  readonly choices: readonly {
    readonly folder: PathText;
    readonly layout: string | null;
    readonly why: string;
  }[];
}

/** Whether a checkpoint can be loaded, as far as its bytes tell without loading it. */
export type Completeness = 'complete' | 'incomplete' | 'unknown';

/** What is inside a checkpoint, read without executing anything. */
export interface Inspection {
  /** e.g. `pytorch`, `pytorch-legacy`, `torchscript`, `safetensors`, `hdf5`, `keras`, `onnx`, `nemo`, `gguf`, `folder`, `unknown`. */
  readonly format: string;
  readonly completeness: Completeness;
  /** A sentence fragment. */
  readonly why: string;
  readonly tensors?: number;
  readonly parameters?: number;
  /** Sorted, e.g. `float32`. */
  readonly dtypes?: readonly string[];
  readonly epoch?: number;
  readonly step?: number;
  /** Whether the state of an optimizer is in it, which resuming needs; absent where that cannot be told. */
  readonly optimizer?: boolean;
  /** Scalars that look like metrics, by the key they have inside. */
  readonly metrics: readonly NamedValue[];
  /** Basenames of checkpoints that it names as best or last. */
  readonly names: readonly PathText[];
}

/** One value of a metric, and where it was read. */
export interface MetricReading {
  readonly name: string;
  readonly value: number;
  readonly mode: MetricMode | null;
  readonly source: { readonly path: PathText; readonly line?: number; readonly how: string };
}

/** Who names a checkpoint: a pointer file of its framework, or a file of the project. */
export interface Mention {
  readonly code: 'pointed-at' | 'referenced';
  /** Absolute path of the file that says it. */
  readonly by: PathText;
  readonly line?: number;
}

/** What is known about the checkpoints of one section besides their names. Keys are unit paths. */
export interface Evidence {
  readonly recognition: Recognition;
  readonly inspections: ReadonlyMap<PathText, Inspection>;
  readonly metrics: ReadonlyMap<PathText, readonly MetricReading[]>;
  readonly mentions: ReadonlyMap<PathText, readonly Mention[]>;
  /** Folders, relative to the section, in which a pointer could not be read: nothing there may go. */
  readonly blind: ReadonlyMap<PathText, { readonly pointer: PathText; readonly why: string }>;
  readonly warnings: readonly Warning[];
}

/** Why an entry stays or goes: a code and its numbers. The sentence is made in `render/words.ts`, once. */
export type Reason =
  // what stays
  /** `end`: nobody knows whether less or more of it is better, and this is one of both ends. */
  | {
      readonly code: 'best';
      readonly rank?: number;
      readonly of?: Count;
      readonly metric?: NamedValue;
      readonly end?: 'lowest' | 'highest';
    }
  | { readonly code: 'final' }
  | { readonly code: 'last'; readonly rank: number; readonly of: Count }
  | { readonly code: 'last-of-generation'; readonly generation: number; readonly of: number }
  | { readonly code: 'every'; readonly every: number; readonly unit: 'epochs' | 'steps' }
  /** `oldest`: kept because slots were left when there was nothing older, as restic does. */
  | { readonly code: Period; readonly rank: number; readonly of: Count; readonly oldest?: true }
  | { readonly code: 'within'; readonly limit: string }
  | { readonly code: `within-${Period}`; readonly limit: string; readonly oldest?: true }
  /** A best is asked for, and this one says no number to rank it by. */
  | { readonly code: 'no-metric'; readonly metric: string | null }
  /** Two sources say different numbers. */
  | { readonly code: 'contradictory-metric'; readonly metric: string; readonly values: readonly [number, number, ...number[]] }
  /** `by`: the file, with its line, that names it. */
  | { readonly code: 'referenced'; readonly by: PathText; readonly line?: number }
  | { readonly code: 'unread-pointer'; readonly pointer: PathText; readonly why: string }
  | { readonly code: 'pinned'; readonly by: string }
  | { readonly code: 'pointed-at'; readonly by: PathText }
  | { readonly code: 'recent'; readonly limit: string }
  /** `path`: absolute, what it is that is open, where that is something inside, or a link's target. */
  | { readonly code: 'in-use'; readonly pid: number; readonly process: string; readonly path?: PathText }
  | { readonly code: 'incomplete'; readonly why: string }
  /** A file of the framework's that says which checkpoint is the newest, or the best. */
  | { readonly code: 'pointer' }
  | { readonly code: 'unrecognized' }
  | { readonly code: 'survivor' }
  | { readonly code: 'tracked' }
  | { readonly code: 'skeleton' }
  /** A token or key that some program keeps in its cache. */
  | { readonly code: 'credential' }
  /** The only copy until it is uploaded. `why`: a sentence fragment. */
  | { readonly code: 'unsynced'; readonly why: string }
  | { readonly code: 'unknown-entry' }
  | { readonly code: 'not-a-log'; readonly why: string }
  | { readonly code: 'not-a-regular-file' }
  | { readonly code: 'future' }
  | { readonly code: 'unreadable'; readonly errno: string }
  | { readonly code: 'mount' }
  | { readonly code: 'repository' }
  /** What an undone promotion made, and somebody has changed since. */
  | { readonly code: 'edited' }
  // what goes
  | { readonly code: 'superseded' }
  /** The same bytes as another that stays. */
  | { readonly code: 'duplicate'; readonly of: PathText }
  | { readonly code: 'stale-incomplete'; readonly why: string }
  /** `step`: in which order it was given up, from 1, to meet a budget. */
  | { readonly code: 'budget'; readonly step: number; readonly why: string }
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
 * `trash`: renamed into the trash, can be undone. `purge`: the same, then freed at once. `unlink`: a single file of a cache, or an old
 * log, removed in place after a fresh identity check. `sweep`: every log of a section that a rule lets go, found and removed in one
 * pass; only where nobody is shown a list, for then the rule is what was agreed to. `restore`: back out of the trash, where `number` of `operation` lies, to
 * the absolute path `to`. `rename`: a file gets another name in its section, and loses the one it had when everything that names it says the
 * new one. `rewrite`: a pointer or a link says other names; the one that said the old ones lies in the trash. Both by units: all of it, or none;
 * `rename-back` and `rewrite-back` undo them. The others are `init`'s, `promote`'s, and `undo`'s where a folder is missing.
 */
export type Action =
  | {
      readonly do: 'trash' | 'purge' | 'unlink';
      readonly section: string;
      readonly item: Item;
      /** The entry it is a part of, where that has others: all of them go, one after another in the plan, or none. */
      readonly unit?: PathText;
    }
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
  | ({ readonly do: 'rename'; readonly section: string; readonly item: Item } & Renaming)
  | { readonly do: 'rewrite'; readonly section: string; readonly item: Item; readonly says: Says; readonly unit: PathText }
  | ({ readonly do: 'rename-back'; readonly section: string; readonly item: Item } & Renaming & Undoing)
  | ({
      readonly do: 'rewrite-back';
      readonly section: string;
      readonly item: Item;
      readonly says: SaysWhat;
      readonly unit: PathText;
    } & Undoing)
  | { readonly do: 'sweep'; readonly section: string; readonly rule: LogRule }
  | { readonly do: 'make-directory'; readonly path: PathText }
  | { readonly do: 'create-file'; readonly path: PathText; readonly text: string }
  | { readonly do: 'replace-file'; readonly path: PathText; readonly before: Facts; readonly text: string }
  /** New files with the content of a checkpoint, or new names of its files, at `path`, with what is known of it beside. */
  | {
      readonly do: 'promote';
      /** Where the checkpoint lies. */
      readonly section: string;
      readonly parts: readonly Item[];
      /** What the parts' paths are seen from, relative to the section, where the model is a folder; null for a single file. */
      readonly base: PathText | null;
      /** Absolute: the model. */
      readonly path: PathText;
      readonly record: PromotionRecord;
      /** The text of its card; null where it has one already. */
      readonly card: string | null;
    };

/** The new name of a file, relative to its section. `unit`: what goes together, by the absolute path of its first file. */
export interface Renaming {
  readonly to: PathText;
  readonly unit: PathText;
}

/** What a pointer's text, or a link, says from then on. */
export type Says = { readonly text: PathText } | { readonly link: PathText };

/** The same as it is found again: a text by the SHA-256 of its bytes. */
export type SaysWhat = { readonly sha256: string } | { readonly link: PathText };

/** Which operation is undone, and the number of the action in it. `back`: absolute, where the item was. `base` as of `restore`. */
interface Undoing {
  readonly operation: string;
  readonly number: number;
  readonly back: PathText;
  readonly base?: PathText;
}

/** What is written down beside a model; its files and the operation come to it when they are known. Plain JSON. */
export interface PromotionRecord {
  readonly name: PathText;
  readonly how: 'copy' | 'link';
  /** Relative to the project where it lies in it. */
  readonly source: PathText;
  readonly sourceModifiedAt: string;
  readonly model: string;
  readonly role: CheckpointRole;
  readonly epoch: number | null;
  readonly step: number | null;
  readonly format: string;
  readonly completeness: Completeness;
  /** The one that ranks it first. JSON knows no NaN: such a value is its word. */
  readonly metrics: readonly {
    readonly name: string;
    readonly value: number | string;
    readonly source: { readonly path: PathText; readonly line?: number; readonly how: string };
  }[];
  /** Of the project's repository; `dirty` is null where nobody can tell. */
  readonly git: { readonly commit: string; readonly dirty: boolean | null } | null;
  readonly config: { readonly path: PathText; readonly sha256: string } | null;
  readonly promotedAt: string;
  readonly tool: string;
}

/** Which logs of a section go; each is judged when it is met (`policy/log-rule.ts`). Plain data: it is handed to other processes. */
export interface LogRule {
  readonly section: Pick<Section, 'name' | 'path' | 'patterns'>;
  readonly project: Pick<Project, 'root' | 'outputs' | 'pinned'>;
  readonly olderThan: Duration;
  readonly now: Instant;
  /** Asked before anything is removed. */
  readonly surroundings: Pick<Surroundings, 'tracked' | 'held'>;
}

/** Where a plan acts: the section's directory as it was when the plan was made. */
export interface PlannedSection {
  readonly name: string;
  readonly kind: SectionKind;
  readonly path: PathText;
  readonly directory: Facts;
}

/** By which layout one folder was read; `layout` is null where two fit and neither was guessed. */
export interface LayoutRead {
  readonly section: string;
  /** Relative to the section. */
  readonly folder: PathText;
  readonly layout: string | null;
  /** The evidence, already escaped. */
  readonly why: string;
}

/** Verdicts and actions, a value. `--dry-run` prints it; a real run carries out exactly it. */
export interface Plan {
  /** First 12 hex digits of the SHA-256 of what it would do: the same input gives the same id. */
  readonly id: string;
  readonly command: string;
  readonly madeAt: Instant;
  readonly outputs: PathText;
  readonly sections: readonly PlannedSection[];
  /** Sections whose folder the plan makes first (`undo`). Which folder that is, is known when it is made. */
  readonly newSections?: readonly Omit<PlannedSection, 'directory'>[];
  readonly verdicts: readonly Verdict[];
  readonly actions: readonly Action[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly Warning[];
  /** Processes whose open files could not be seen, where they were looked for. */
  readonly unseenProcesses?: number;
  /** How the checkpoints were read. */
  readonly layouts?: readonly LayoutRead[];
  /** What a budget asked for, and what it gave up. */
  readonly budget?: BudgetOutcome;
  /** What the checkpoints of each run are good for, before and after. */
  readonly abilities?: readonly AbilityChange[];
}

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

// ── what a command says ─────────────────────────────────────────────────────────────────────────────────────────────

export interface PathsReport {
  readonly report: 'paths';
  readonly project: Project;
  /** One section's name: print just that path. */
  readonly only: string | null;
  readonly form: 'plain' | 'explain' | 'sh' | 'fish' | 'powershell';
}

/** One environment variable that the ecosystem reads, or that the configuration adds. */
export interface EnvironmentVariable {
  readonly name: string;
  /** Below which standard section it lies; null for those that the configuration adds. */
  readonly section: SectionKind | null;
  /** What is written there, and in whose source that was read. */
  readonly holds: string | null;
  readonly source: string | null;
  /** Absolute path, or a `sqlite:` URI; null where it is left alone, and `why`, a sentence fragment. */
  readonly value: PathText | null;
  readonly why: string | null;
  /** Of MLflow: what its experiments must be given as `artifact_location`, because no variable says it. */
  readonly artifactLocation?: string;
  /** Left alone because of this folder outside the project, which the user does not trust for it. */
  readonly untrusted?: PathText;
}

/**
 * What `doctor` holds against a project. `drift`: a text puts something elsewhere in the outputs directory than the configuration does.
 * `outside`: a text has something written beside it. `ignored`: a script has the configuration at hand and a copy of a value of it.
 * `folder`: one that programs filled lies beside it. `variable`: an environment variable leads elsewhere. `used-in`: a pattern names no
 * file. `machine`: the filesystem, the lock or the trash want somebody's attention.
 */
export interface DoctorFinding {
  readonly code: 'drift' | 'outside' | 'ignored' | 'folder' | 'variable' | 'used-in' | 'machine';
  /** Where it is written, where it is. */
  readonly place: Place | null;
  /** The folder that is meant, absolute; null where there is none. */
  readonly path: PathText | null;
  /** What it says, what the configuration says, what to do: for a person, escaped. */
  readonly says: string;
  readonly config: string | null;
  readonly fix: string;
}

/** What `doctor` says. */
export interface DoctorReport {
  readonly report: 'doctor';
  readonly project: Project;
  /** By file and line; those that no file says come first. */
  readonly findings: readonly DoctorFinding[];
  /** Facts worth knowing that nothing is wrong with: for a person, escaped. */
  readonly facts: readonly string[];
  /** Files that were read, and what could not be: for a person, escaped. */
  readonly read: number;
  readonly unread: readonly string[];
}

export const ENV_FORMATS = ['sh', 'fish', 'powershell', 'dotenv', 'json', 'github', 'docker'] as const;
export type EnvFormat = (typeof ENV_FORMATS)[number];

/** What `env` says. */
export interface EnvReport {
  readonly report: 'env';
  readonly project: Project;
  /** Known ones first, then added ones. */
  readonly variables: readonly EnvironmentVariable[];
  readonly form: EnvFormat | 'explain';
  /** What takes them out of the environment again. */
  readonly unset: boolean;
}

/** What pruning after every save would have left, and what pruning once now does. */
export interface Replay {
  /** Oldest first. */
  readonly saves: readonly ReplayedSave[];
  /** Saves before these, which were pruned once: too many to replay one by one. */
  readonly earlier: number;
  /** How many pruning once, now, leaves. */
  readonly leftByOnce: number;
  /** How many pruning after every save leaves. */
  readonly leftByEach: number;
  /** By path. */
  readonly differences: readonly ReplayDifference[];
}

export interface ReplayedSave {
  readonly at: Instant;
  /** Of what group, as `policy/group.ts` names it. */
  readonly group: PathText;
  readonly saved: readonly PathText[];
  /** What pruning right after it would have removed. */
  readonly removed: readonly PathText[];
  /** How many of the group were left then. */
  readonly left: number;
}

export interface ReplayDifference {
  readonly path: PathText;
  /** Which of the two keeps it. */
  readonly keptBy: 'once' | 'each';
  /** The rules that keep it there. */
  readonly codes: readonly Reason['code'][];
  /** When pruning after every save would have removed it. */
  readonly removedAt?: Instant;
}

/** What `prune-checkpoints --simulate` says. */
export interface SimulationReport {
  readonly report: 'simulation';
  readonly project: Project;
  readonly sections: readonly { readonly section: string; readonly replay: Replay }[];
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
  /** After an operation that was to free a budget at once; null where the disk does not tell. */
  readonly measured?: MeasuredRoom | null;
}

/** What the disk itself says of a budget. Other programs write meanwhile, so it is a measure and no count. */
export interface MeasuredRoom {
  /** Free now and not before; negative where others took more. */
  readonly gained: number;
  /** What is missing to what was to be freed; 0 where it is met. */
  readonly shortBy: number;
}

/** What a budget gives up besides what the rules remove, the least missed first. All of it counts blocks on the disk. */
export interface BudgetOutcome {
  /** Bytes to be freed. */
  readonly need: number;
  /** Of that, by what the rules remove anyway. */
  readonly freedByRules: number;
  readonly steps: readonly BudgetStep[];
  /** By the rules and all steps. */
  readonly freed: number;
  /** Bytes that are missing to the need; 0 where it is met. */
  readonly shortBy: number;
  /** Why less can become free than is counted here, on the file systems that are asked: sentences, fit for a screen. */
  readonly unknown?: readonly string[];
}

export interface BudgetStep {
  /** Absolute. */
  readonly path: PathText;
  /** What this step frees once the ones before it are taken: 0 for a name of an inode that a later step frees. */
  readonly allocatedBytes: number;
  /** What the inodes hold that it frees. */
  readonly bytes: number;
  /** Absolute: a copy that stays, with the same bytes; nothing is lost but a name. */
  readonly copyOf?: PathText;
  /** What is lost, e.g. `epoch 12 of UNet`; null where a copy stays. Not escaped. */
  readonly lost: string | null;
}

/** What the checkpoints of one run and model can be used for. Paths are relative to the section. */
export interface Abilities {
  /** From which checkpoint training can go on. `optimizer`: whether its state is in there. */
  readonly resume: { readonly path: PathText; readonly optimizer: 'present' | 'absent' | 'unknown' } | null;
  readonly best: PathText | null;
  readonly export: PathText | null;
  /** How many of the newest regular ones follow each other at the run's own distance. */
  readonly average: number;
}

export type Ability = keyof Abilities;

/** `lost`: what could be done before and cannot be done after, or only with less. */
export interface AbilityChange {
  readonly section: string;
  readonly model: string;
  readonly run: PathText;
  readonly before: Abilities;
  readonly after: Abilities;
  readonly lost: readonly Ability[];
}

export interface InitReport {
  readonly report: 'init';
  readonly dryRun: boolean;
  readonly project: Project;
  readonly plan: Plan;
  readonly operation: Operation | null;
  readonly trash?: TrashReport | null;
}

/** Something in the trash that nobody here touches. `why`: a clause, escaped. */
export interface LeftAlone {
  /** Absolute. */
  readonly path: PathText;
  readonly why: string;
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
  readonly leftAlone: readonly LeftAlone[];
  readonly trash: TrashReport;
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
  /** The last operation was another, which cannot be undone, and the answer was not to undo this one instead. */
  readonly declined?: true;
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

export interface HistoryReport {
  readonly report: 'history';
  readonly project: Project;
  /** Only what can be undone. */
  readonly onlyUndoable: boolean;
  /** Newest first. */
  readonly operations: readonly HistoryEntry[];
  readonly leftAlone: readonly LeftAlone[];
}

/** One pin that `pin` writes or `unpin` takes out. */
export interface PinChange {
  /** Absolute: the entry meant; null where a pattern was named. */
  readonly path: PathText | null;
  readonly pattern: string;
  /** It is pinned already, so that there is nothing to write. */
  readonly already: boolean;
}

/** What `promote` says. */
export interface PromoteReport {
  readonly report: 'promote';
  readonly dryRun: boolean;
  readonly project: Project;
  readonly plan: Plan;
  /** Null in a dry run. */
  readonly operation: Operation | null;
}

/** One result: of a model, or of one run of it. */
export interface ComparedRow {
  readonly name: string;
  /** Absolute, and which of its results, from 1, where it holds several. */
  readonly source: { readonly path: PathText; readonly item?: number };
  /** In the order of the columns; null where it does not say this one. */
  readonly values: readonly (number | null)[];
}

export interface ComparedColumn {
  readonly name: string;
  /** Null: nobody knows which end is better, and nothing is marked. */
  readonly mode: MetricMode | null;
  /** Indices of the best rows, where there is anything to compare. */
  readonly best: readonly number[];
}

export const COMPARE_FORMATS = ['table', 'csv', 'json', 'markdown'] as const;
export type CompareFormat = (typeof COMPARE_FORMATS)[number];

/** What `compare` says. */
export interface CompareReport {
  readonly report: 'compare';
  /** What could not be read is among its warnings. */
  readonly project: Project;
  readonly columns: readonly ComparedColumn[];
  readonly rows: readonly ComparedRow[];
  /** Files that could not be read, or hold no JSON. */
  readonly unread: readonly { readonly path: PathText; readonly line?: number; readonly why: string }[];
  readonly format: CompareFormat;
}

/** What `pin` and `unpin` say. */
export interface PinReport {
  readonly report: 'pin';
  readonly command: 'pin' | 'unpin';
  readonly dryRun: boolean;
  readonly project: Project;
  /** In the order in which they were named. */
  readonly pins: readonly PinChange[];
  readonly plan: Plan;
  /** Null in a dry run, and when there was nothing to write. */
  readonly operation: Operation | null;
}

/** One pin in force: a pattern of the config, or a `NAME.keep` file by its absolute path. */
export interface Pinned {
  readonly from: 'config' | 'keep-file';
  readonly by: string;
  /** Absolute: what it pins, a folder and not what is in it. */
  readonly entries: readonly PathText[];
}

/** What `pin --list` says. */
export interface PinsReport {
  readonly report: 'pins';
  readonly project: Project;
  readonly pins: readonly Pinned[];
}

/** One thing that `trust` writes or takes away: that the project is trusted, or a place. */
export interface TrustChange {
  readonly what: 'project' | 'path';
  /** Absolute: the project's root, or the place. */
  readonly path: PathText;
  /** Nothing is to be written for it. */
  readonly already: boolean;
}

/** What `trust` says. */
export interface TrustReport {
  readonly report: 'trust';
  readonly did: 'list' | 'add' | 'remove';
  readonly dryRun: boolean;
  /** The user's own configuration, existing or not. */
  readonly file: PathText;
  /** Of the project that is meant. */
  readonly root: PathText;
  readonly changes: readonly TrustChange[];
  /** Every project of the file as it is now, or would be, in the order of the file. */
  readonly trusted: readonly ({ readonly root: PathText } & Trust)[];
  /** Null in a dry run, and where nothing was to be written. */
  readonly outcome: StepOutcome | null;
  readonly warnings: readonly Warning[];
}

/** One checkpoint or model that was looked into. */
export interface VerifiedEntry extends Inspection {
  /** Absolute. */
  readonly path: PathText;
  /** Null for what lies in no section. */
  readonly section: string | null;
  readonly bytes: number;
  /** How many checksums inside were compared: 0 where the format has none, null where nobody asked. */
  readonly checksums: number | null;
  /** What is in it is not what was written. `why` says where. */
  readonly damaged: boolean;
}

/** What `verify` says. */
export interface VerifyReport {
  readonly report: 'verify';
  readonly project: Project;
  /** In the order of the sections or of the paths that were given, and of their names. */
  readonly entries: readonly VerifiedEntry[];
  readonly problems: readonly Problem[];
}

/** One section, or what lies in the outputs directory and in no section. */
export interface SectionStatus {
  /** Null for what lies in no section. */
  readonly section: Section | null;
  /** Absolute, as configured. */
  readonly path: PathText;
  /** Null where there is nothing, and where it could not be read: then that is a problem. */
  readonly census: Census | null;
  /** The age that counts as old here; null where the section keeps nothing by age. */
  readonly keepsWithin: Duration | null;
  readonly problems: readonly Problem[];
}

/** What `status` says. */
export interface StatusReport {
  readonly report: 'status';
  readonly project: Project;
  readonly sections: readonly SectionStatus[];
  /** Of the sections above, each inode once. */
  readonly total: Census;
  readonly trash: TrashReport;
  /** Each filesystem that is in use, with one path on it. */
  readonly rooms: readonly { readonly path: PathText; readonly freeBytes: number; readonly totalBytes: number }[];
  /** Who holds the lock: words for a person, already escaped. */
  readonly heldBy: string | null;
  readonly problems: readonly Problem[];
}

export const NAME_KINDS = ['checkpoint', 'best', 'last', 'final', 'log', 'result', 'plot', 'model', 'artifact'] as const;
/** What a name template is for: a checkpoint by its role, a result by whether it is a picture, anything else by its section's kind. */
export type NameKind = (typeof NAME_KINDS)[number];

/** What `name` says. */
export interface NameReport {
  readonly report: 'name';
  readonly project: Project;
  readonly kind: NameKind;
  readonly section: Section;
  readonly template: string;
  readonly values: Readonly<Record<string, string | number>>;
  readonly name: PathText;
  /** Absolute. */
  readonly path: PathText;
}

/** What one name says, by the project's own templates. */
export interface ParsedName {
  /** As it was given. */
  readonly given: PathText;
  /** Null where no template fits. */
  readonly reading: {
    readonly section: string;
    readonly kind: NameKind;
    readonly template: string;
    readonly values: Readonly<Record<string, string | number>>;
    /** What pruning takes it for, where it is a checkpoint. */
    readonly checkpoint?: Checkpoint;
  } | null;
  /** The section that it lies in by its path, or null. */
  readonly within: string | null;
}

/** What `parse` says. */
export interface ParseReport {
  readonly report: 'parse';
  readonly project: Project;
  /** In the order in which they were given. */
  readonly names: readonly ParsedName[];
}

/** One thing that a schedule consists of. `shown`: only printed. `same`: there already. `failed` says why, escaped. */
export interface SchedulePart {
  /** Absolute path of a unit file; null for the user's crontab. */
  readonly path: PathText | null;
  /** What it says; null where it is taken away. */
  readonly text: string | null;
  readonly outcome: 'shown' | 'same' | 'written' | 'removed' | { readonly failed: string };
}

/** What `schedule` says. */
export interface ScheduleReport {
  readonly report: 'schedule';
  readonly project: Project;
  readonly did: 'print' | 'install' | 'remove';
  readonly form: 'systemd' | 'cron';
  readonly dryRun: boolean;
  readonly declined: boolean;
  /** Of the units, and of the block in the crontab. */
  readonly name: string;
  readonly parts: readonly SchedulePart[];
  /** Command lines that could not be run here and that somebody has to run. */
  readonly toRun: readonly string[];
}

/** What `completion` says: the script that a shell reads. No project is looked at. */
export interface CompletionReport {
  readonly report: 'completion';
  readonly shell: 'bash' | 'zsh' | 'fish';
  readonly script: string;
}

export const CHECK_RULES = [
  'bad-name',
  'wrong-section',
  'case-glob',
  'duplicate-name',
  'unfinished',
  'stale-temporary',
  'best-without-source',
  'result-without-checkpoint',
  'secret',
  'tracked',
  'not-ignored',
] as const;
/** What `check` looks for. The ids are for flags, configs and other programs: none is ever renamed. */
export type CheckRule = (typeof CHECK_RULES)[number];

/** One thing that is not as the conventions say. The sentence is made in `render/finding-words.ts`. */
export type Finding = FindingPlace &
  (
    | { readonly rule: 'bad-name'; readonly templates: readonly string[] }
    /** `belongs`: the section, by name. */
    | { readonly rule: 'wrong-section'; readonly belongs: string }
    /** `by`, `line`: which file of the project looks for `glob`. */
    | { readonly rule: 'case-glob'; readonly glob: string; readonly by: PathText; readonly line: number }
    | { readonly rule: 'duplicate-name'; readonly other: PathText; readonly differsIn: 'case' | 'unicode' }
    /** `why`: a sentence fragment, escaped. */
    | { readonly rule: 'unfinished'; readonly why: string }
    | { readonly rule: 'stale-temporary' }
    | { readonly rule: 'best-without-source' | 'result-without-checkpoint'; readonly model: string }
    /** `what`: what it looks like, e.g. `a Hugging Face token`; never the thing itself. `line`: null for a file that is one by its name. */
    | { readonly rule: 'secret'; readonly what: string; readonly line: number | null }
    | { readonly rule: 'tracked' | 'not-ignored' }
  );

interface FindingPlace {
  /** Absolute. */
  readonly path: PathText;
  /** By name; null for the outputs directory itself. */
  readonly section: string | null;
  /** Absolute: where it should lie, by the nearest correct name that is free. */
  readonly correct?: PathText;
}

/** What `check` says. */
export interface CheckReport {
  readonly report: 'check';
  readonly project: Project;
  readonly form: 'human' | 'json' | 'github' | 'sarif';
  /** Absolute: what other programs take paths to be relative to: the top of the repository, or the project. */
  readonly base: PathText;
  /** By path, then by rule. */
  readonly findings: readonly Finding[];
  /** How many files were looked at. */
  readonly files: number;
  readonly problems: readonly Problem[];
  readonly version: string;
}

/** Why a file keeps a wrong name. `by`: absolute. */
export type FixObstacle =
  | Extract<
      Reason,
      {
        readonly code:
          | 'pinned'
          | 'in-use'
          | 'tracked'
          | 'recent'
          | 'future'
          | 'incomplete'
          | 'referenced'
          | 'pointed-at'
          | 'unread-pointer'
          | 'unreadable';
      }
    >
  | { readonly code: 'no-name' }
  | { readonly code: 'other-section'; readonly section: string }
  /** Also by a name that differs only in letter case or Unicode form. */
  | { readonly code: 'name-taken'; readonly by: PathText }
  | { readonly code: 'same-name'; readonly by: PathText }
  | { readonly code: 'part-of'; readonly by: PathText }
  | { readonly code: 'promoted'; readonly by: PathText }
  /** What names it cannot be made to say another name. `why`: a sentence fragment. */
  | { readonly code: 'fixed-pointer'; readonly by: PathText; readonly why: string }
  | { readonly code: 'still-wrong' };

/** One finding that no renaming answers. */
export interface FixStay {
  readonly path: PathText;
  readonly rule: CheckRule;
  readonly correct?: PathText;
  readonly why: FixObstacle;
  /** Absolute: what the obstacle is about, where it is not the file itself but what goes with it or names it. */
  readonly about?: PathText;
}

/** What `check --fix` says. */
export interface CheckFixReport {
  readonly report: 'check-fix';
  readonly dryRun: boolean;
  readonly project: Project;
  readonly plan: Plan;
  /** By path. */
  readonly stays: readonly FixStay[];
  /** Null in a dry run, when there was nothing to do, and when the answer was no. */
  readonly operation: Operation | null;
  readonly declined: boolean;
  /** What is still found: after it, or in a dry run what would be. */
  readonly left: readonly Finding[];
  readonly trash?: TrashReport | null;
}

export type Report =
  | CheckFixReport
  | CompareReport
  | PathsReport
  | CheckReport
  | NameReport
  | ParseReport
  | EnvReport
  | DoctorReport
  | StatusReport
  | RemovalReport
  | InitReport
  | EmptyTrashReport
  | UndoReport
  | HistoryReport
  | PinReport
  | PinsReport
  | TrustReport
  | PromoteReport
  | SimulationReport
  | VerifyReport
  | CompletionReport
  | ScheduleReport;
