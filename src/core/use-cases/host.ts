// What a use case asks of the program around it: the machine, one moment, the questions to a person, and when to stop.

import type { ProjectRequest } from '../config/read/find-project.ts';
import type { LendEmptyRepository } from '../git/empty-repository.ts';
import type { Who } from '../journal/state-records.ts';
import type { LocalTime } from '../lib/calendar.ts';
import type { HelperProgram } from '../trash/write/worker-pool.ts';
import type { HeldOperation, HistoryEntry } from '../types/operation.ts';
import type { Plan } from '../types/plan.ts';
import type { Duration, Instant, PathText } from '../types/primitives.ts';
import type { Project } from '../types/project.ts';
import type { CheckFixReport } from '../types/reports.ts';

/** The machine and the process. Whatever may change while the program runs is a function or a getter. */
export interface System {
  readonly version: string;
  /** Throws a usage error where the current folder has been removed. */
  readonly cwd: () => PathText;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: PathText | null;
  /** The home that the system's user database has for the current user; null without an entry. */
  readonly systemHome: PathText | null;
  /** The current user's own configuration file, existing or not; null without a place for it. */
  readonly userConfig: PathText | null;
  /** The effective user now: root may become another. -1 where users have no numbers. */
  readonly uid: number;
  /** What git is asked with. */
  readonly lendEmptyRepository: LendEmptyRepository;
  /** All groups of that user, now. */
  readonly groups: () => readonly number[];
  /** Gives up root for good. Throws a refusal where that fails. */
  readonly becomeUser: (uid: number, gid: number) => void;
  /** Where the kernel shows processes. */
  readonly proc: string;
  readonly now: () => Instant;
  /** The calendar of this place: TZ, or what the machine says. */
  readonly localTime: LocalTime;
  /** A name for an operation: sorts by time, and does not repeat. */
  readonly newId: (now: Instant) => string;
  /** Lets signals arrive. */
  readonly pause: () => Promise<void>;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** How this program is started to help itself; null where it cannot be. */
  readonly helpers: () => HelperProgram | null;
  /** Before a hundred thousand objects are looked at: memory is collected sooner from now on. May be called often. */
  readonly saveMemory: () => Promise<void>;
  /** Before a hundred thousand files are met and forgotten, one after the other. */
  readonly forgetSoon: () => Promise<void>;
}

export interface Progress {
  /** As often as the work likes: `text` is asked for only where it is shown, since a hundred thousand sentences cost more than the clock. */
  readonly say: (text: () => string) => void;
  /** Before anything else is written, and at the end. */
  readonly clear: () => void;
}

/** What a person is asked before it is done. */
export type Question =
  | { readonly about: 'removal'; readonly plan: Plan; readonly project: Project }
  | { readonly about: 'renaming'; readonly report: CheckFixReport }
  /** Whether to undo `before`, though `gone` was done after it and cannot be undone. */
  | { readonly about: 'pass-over'; readonly gone: HistoryEntry; readonly before: HistoryEntry }
  | { readonly about: 'trash'; readonly held: readonly HeldOperation[] };

export interface Host {
  readonly context: System;
  readonly request: ProjectRequest;
  /** Read once: every verdict of one run is about the same moment. */
  readonly now: Instant;
  readonly progress: Progress;
  /** For journals and the history. */
  readonly who: () => Who;
  /** Only `true` is a yes. May throw a refusal where there is nobody to ask. */
  readonly confirm: (question: Question) => Promise<boolean>;
  /** From here on a first SIGINT or SIGTERM is only noted. Called just before anything is changed: until then a signal simply ends it. */
  readonly noteSignals: () => void;
  /** The one that was noted. */
  readonly signal: () => 'SIGINT' | 'SIGTERM' | null;
}

/** Of everything that changes something. */
export interface ChangeOptions {
  readonly dryRun?: true;
  /** Nobody is asked. */
  readonly yes?: true;
  /** Where to save the plan of a dry run. */
  readonly plan?: string;
  /** How long to wait for another operation. */
  readonly wait?: Duration;
}

/** Of what goes by age. */
export interface ClockOptions {
  /** Goes by the clock, though nothing happened in the project for years before. */
  readonly trustClock?: true;
}
