// What each command reports: the data that `render/` turns into text and JSON. Over 250 lines, because it holds one type for each report.

import type { Checkpoint, Inspection } from './checkpoints.ts';
import type { Census, Problem } from './items.ts';
import type { HeldOperation, HistoryEntry, Operation, Purged, StepOutcome, TrashReport, UndoConflict } from './operation.ts';
import type { Plan, Reason } from './plan.ts';
import type { Duration, Instant, PathText, SourcePlace, Warning } from './primitives.ts';
import type { CheckRule, MetricMode, Project, Section, SectionKind, Trust } from './project.ts';

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
  readonly place: SourcePlace | null;
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
  /** Of what group, as `retention/groups.ts` names it. */
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
  /** After a run, with the verdicts settled by what happened (`plans/reconcile-outcomes.ts`). */
  readonly plan: Plan;
  /** Null in a dry run, when there was nothing to do, and when the answer was no. */
  readonly operation: Operation | null;
  readonly declined: boolean;
  /** Null where nobody looked. */
  readonly trash?: TrashReport | null;
  /** The file that a dry run saved its plan in, as it was given. */
  readonly savedAs?: PathText;
  /** After an operation that was to free a budget at once; null where the disk does not tell. */
  readonly measured?: MeasuredSpace | null;
}

/** What the disk itself says of a budget. Other programs write meanwhile, so it is a measure and no count. */
export interface MeasuredSpace {
  /** Free now and not before; negative where others took more. */
  readonly gained: number;
  /** What is missing to what was to be freed; 0 where it is met. */
  readonly shortBy: number;
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

/** `clean --trash` without a section: what was in the trash, and what of it was freed for good. */
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

/** One thing that is not as the conventions say. The sentence is made in `render/text/finding-text.ts`. */
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
          | 'sticky'
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
