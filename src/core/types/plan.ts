// What a command would do and why: entries, reasons, verdicts, actions. Over 250 lines, because a plan is one thing to learn.

import type { Checkpoint, CheckpointRole, Completeness, NamedValue } from './checkpoints.ts';
import type { ExternalState, Facts, Item, Problem } from './items.ts';
import type { StepOutcome } from './operation.ts';
import type { Count, Duration, Instant, PathText, Warning } from './primitives.ts';
import type { Holding, Period, Project, Section, SectionKind } from './project.ts';

// ── what is decided ─────────────────────────────────────────────────────────────────────────────────────────────────

/** What a person would delete as one thing. `parts` are what moves, one rename each; never half of them. */
export interface Entry {
  /** The section's name, or null for something that lies directly in the outputs directory. */
  readonly section: string | null;
  readonly kind: SectionKind | null;
  /** As of the section. */
  readonly irreplaceable?: true;
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

/** Why an entry stays or goes: a code and its numbers. The sentence is made in `render/text/reason-text.ts`, once. */
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
  /** Of this user, in another user's sticky folder: the system lets nobody else move it. */
  | { readonly code: 'sticky'; readonly uid: number }
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
      /** The checkpoint's folder, relative to the section, where the model is a folder; null for a single file. */
      readonly unitFolder: PathText | null;
      /** Absolute: the model. */
      readonly path: PathText;
      readonly record: PromotionRecord;
      /** The text of its card; null where it has one already. */
      readonly card: string | null;
    };

/** Takes something away. */
export type RemovalAction = Extract<Action, { readonly do: 'trash' | 'purge' | 'unlink' }>;

/** Gives another name, or makes a pointer say one. */
export type RenameAction = Extract<Action, { readonly do: 'rename' | 'rewrite' }>;

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

/** Which logs of a section go; each is judged when it is met (`logs/log-rule.ts`). Plain data: it is handed to other processes. */
export interface LogRule {
  readonly section: Pick<Section, 'name' | 'path' | 'patterns'>;
  readonly project: Pick<Project, 'root' | 'outputs' | 'pinned'>;
  readonly olderThan: Duration;
  readonly now: Instant;
  /** Asked before anything is removed. */
  readonly surroundings: Pick<ExternalState, 'tracked' | 'held'>;
}

/** Where a plan acts: the section's directory as it was when the plan was made. */
export interface PlannedSection extends Holding {
  readonly name: string;
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
  readonly abilities?: readonly CapabilityChange[];
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
export interface Capabilities {
  /** From which checkpoint training can go on. `optimizer`: whether its state is in there. */
  readonly resume: { readonly path: PathText; readonly optimizer: 'present' | 'absent' | 'unknown' } | null;
  readonly best: PathText | null;
  readonly export: PathText | null;
  /** How many of the newest regular ones follow each other at the run's own distance. */
  readonly average: number;
}

export type Capability = keyof Capabilities;

/** `lost`: what could be done before and cannot be done after, or only with less. */
export interface CapabilityChange {
  readonly section: string;
  readonly model: string;
  readonly run: PathText;
  readonly before: Capabilities;
  readonly after: Capabilities;
  readonly lost: readonly Capability[];
}
