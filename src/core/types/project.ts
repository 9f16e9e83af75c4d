// What a configuration says: sections, rules for keeping, and the choices of a project.

import type { LayoutSource } from './layout.ts';
import type { Count, Duration, PathText, SourcePlace, Warning } from './primitives.ts';

export const SECTION_KINDS = ['checkpoints', 'logs', 'cache', 'artifacts', 'results', 'models'] as const;

/** What a section holds, and so what losing it costs: `items/section-kinds.ts`. */
export type SectionKind = (typeof SECTION_KINDS)[number];

export const PROFILES = ['development', 'production', 'ci'] as const;

/** Which sections are in use: `development` all, `production` models and results, `ci` artifacts. */
export type Profile = (typeof PROFILES)[number];

/** Where a resolved value came from; `paths --explain` prints it. */
export type Origin =
  | { readonly from: 'default' }
  | { readonly from: 'config'; readonly key: string; readonly place: SourcePlace }
  | { readonly from: 'known-key'; readonly key: string; readonly place: SourcePlace };

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

/** What a section keeps. A missing rule keeps nothing by itself; what may never go is `protection/protection-reasons.ts`'s business. */
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

/** What says what losing something costs (`items/section-kinds.ts`). */
export interface Holding {
  readonly kind: SectionKind;
  /** Only the project's file says that its caches or logs may go at once (`trust/at-once.ts`), so they are treated like results. */
  readonly irreplaceable?: true;
}

/** One directory of the project's outputs, as configured. */
export interface Section extends Holding {
  readonly name: string;
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
  /** The metric that ranks checkpoints, if the config names one. */
  readonly metric?: MetricChoice;
}

/** Which environment variables a project sets: known ones by name, and its own with absolute paths. */
export interface EnvironmentChoice {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly extra: Readonly<Record<string, PathText>>;
  /** The line of the config that sets each variable of `extra`. */
  readonly places?: Readonly<Record<string, SourcePlace>>;
}

/** What the user's own configuration, outside of every project, says of one project (`outputs trust`). */
export interface Trust {
  /** Its config and its `.git` may belong to another user; `env.extra` may set any variable; caches and logs go unasked; `trash.keep` may be short. */
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
