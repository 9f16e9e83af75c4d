// Reasons, outcomes and origins in words. Every Reason has its sentence here and nowhere else.
// Over 250 lines on purpose: one place for all of them.

import { counted } from '../../core/lib/amounts.ts';
import { placeText } from '../../core/lib/errors.ts';
import { escapeText, pathText } from '../../core/lib/escape.ts';
import type { NamedValue } from '../../core/types/checkpoints.ts';
import type { HistoryState, SkippedWhy, StepOutcome, UndoConflict } from '../../core/types/operation.ts';
import type { Reason, Verdict } from '../../core/types/plan.ts';
import type { Count, PathText } from '../../core/types/primitives.ts';
import type { Origin, SectionKind } from '../../core/types/project.ts';

const NOUNS: Readonly<Record<SectionKind, readonly [one: string, many: string]>> = {
  checkpoints: ['checkpoint', 'checkpoints'],
  logs: ['log', 'logs'],
  cache: ['cache entry', 'cache entries'],
  artifacts: ['artifact', 'artifacts'],
  results: ['result', 'results'],
  models: ['model', 'models'],
};

/** `3 checkpoints`; `4 entries` where kinds are mixed, or a checkpoints section holds something else too. */
export function countedEntries(verdicts: readonly Verdict[]): string {
  const kinds = new Set(
    verdicts.map(({ entry, checkpoint }) => (entry.kind === 'checkpoints' && !checkpoint ? null : entry.kind)),
  );
  const [kind] = kinds;
  const [one, many] = kinds.size === 1 && kind ? NOUNS[kind] : ['entry', 'entries'];
  return counted(verdicts.length, one, many);
}

const ERRNO_WORDS: Readonly<Record<string, string>> = {
  EBADF: 'it is closed',
  EACCES: 'permission denied',
  EBUSY: 'in use',
  EDQUOT: 'disk quota exceeded',
  EEXIST: 'something is there already',
  EIO: 'input/output error',
  ELOOP: 'a link where none may be',
  EMFILE: 'too many open files',
  EMLINK: 'it has another name too',
  ENAMETOOLONG: 'path too long',
  ENOENT: 'not there',
  ENOSPC: 'no space left',
  ENOTDIR: 'not a folder',
  ENOTEMPTY: 'not empty',
  EPERM: 'not permitted',
  ENOTSUP: 'this file system cannot',
  EROFS: 'read-only file system',
  ESTALE: 'stale network file',
  EXDEV: 'on another file system',
};

/** `permission denied (EACCES)`. */
export function errnoText(errno: string): string {
  const words = ERRNO_WORDS[errno];
  return words === undefined ? escapeText(errno) : `${words} (${errno})`;
}

/** Where a value came from, for `paths --explain`. */
export function originText(origin: Origin): string {
  switch (origin.from) {
    case 'default':
      return 'default';
    case 'config':
    case 'known-key':
      return `${placeText(origin.place)} ${escapeText(origin.key)}`;
    default:
      return origin satisfies never;
  }
}

/** How one action ended; `deed` is what it was to do. */
export function outcomeText(outcome: StepOutcome, deed: 'removed' | 'written' | 'put back' | 'renamed'): string {
  switch (outcome.result) {
    case 'done':
      return deed;
    case 'gone':
      return 'already gone';
    case 'lost':
      return 'no longer in the trash: somebody emptied it meanwhile';
    case 'unfreed':
      return 'not all of it is freed yet';
    case 'failed':
      return `could not be ${deed}: ${errnoText(outcome.errno)}`;
    case 'skipped':
      return outcome.holder === undefined
        ? SKIPPED[outcome.why]
        : `left alone: ${escapeText(outcome.holder.process)} (pid ${outcome.holder.pid}) opened it meanwhile`;
    default:
      return outcome satisfies never;
  }
}

const SKIPPED: Readonly<Record<SkippedWhy, string>> = {
  changed: 'left alone: it changed meanwhile',
  moved: 'left alone: its folder was moved or replaced meanwhile',
  stray: 'left alone: something else has its name now',
  extra: 'left alone: something was added to it meanwhile',
  interrupted: 'not reached: interrupted',
  exists: 'left alone: something is there already',
  protected: 'left alone: it must stay by now',
  'no-trash': 'left alone: the trash was removed meanwhile',
  together: 'left alone: what goes with it could not be done',
  'in-use': 'left alone: a program opened it meanwhile',
  'in-part': 'deleted but for what changed in it meanwhile, which stays in its place',
};

const CONFLICTS: Readonly<Record<UndoConflict['why'], string>> = {
  taken: 'something else has its name now; it stays in the trash',
  missing: 'neither in the trash nor where it was',
  stray: 'something else lies in its place in the trash; it stays there',
  section: 'no section has the name of its section any more; it stays in the trash',
  refused: 'its section may not be changed; it stays in the trash',
  mount: 'its section is on another disk now; it stays in the trash',
  together: 'goes back only with what was renamed with it; it keeps its new name',
  folder: 'the way to it is closed: a folder above it is a link or a file now; it stays in the trash',
};

/** Why something cannot be put back. */
export function conflictText(why: UndoConflict['why']): string {
  return CONFLICTS[why];
}

const STATES: Readonly<Record<HistoryState, string>> = {
  done: 'done',
  partial: 'done in part',
  interrupted: 'interrupted',
  'partly-undone': 'undone in part',
  undone: 'undone',
  redone: 'redone',
  purging: 'being freed',
  purged: 'freed',
  damaged: 'damaged',
};

export function stateText(state: HistoryState): string {
  return STATES[state];
}

/** `newest 2 of 3`. Where all are kept, or only one, the rank says nothing. */
function rankText(what: string, rank: number | undefined, of: Count | undefined): string {
  return rank === undefined || of === undefined || of === 'all' || of === 1 ? what : `${what} ${rank} of ${of}`;
}

/** `daily 2 of 14`; `oldest, daily within 1y`. */
function periodText(what: string, oldest: true | undefined): string {
  return oldest ? `oldest, ${what}` : what;
}

/** `val_loss 0.0312`. Digits beyond the sixth are nobody's reason. */
function metricText({ name, value }: NamedValue): string {
  return `${escapeText(name)} ${Number(value.toPrecision(6))}`;
}

/** One clause. Paths in it are shown relative to `base`. */
export function reasonText(reason: Reason, base: PathText): string {
  switch (reason.code) {
    case 'best': {
      const { rank, of, metric, end } = reason;
      const value = metric === undefined ? '' : ` (${end === undefined ? '' : `${end} `}${metricText(metric)})`;
      return rankText(end === undefined ? 'best' : 'perhaps best', rank, of) + value;
    }
    case 'no-metric':
      return `no ${reason.metric === null ? 'metric' : escapeText(reason.metric)} to rank it by`;
    case 'contradictory-metric':
      return `its sources differ: ${escapeText(reason.metric)} ${reason.values.map((value) => Number(value.toPrecision(6))).join(' or ')}`;
    case 'final':
      return 'final';
    case 'last':
      return reason.of === 'all' ? 'last' : rankText('newest', reason.rank, reason.of);
    case 'last-of-generation':
      return `last of training run ${reason.generation} of ${reason.of}`;
    case 'every':
      return `a multiple of ${reason.every} ${reason.unit}`;
    case 'hourly':
    case 'daily':
    case 'weekly':
    case 'monthly':
    case 'yearly':
      return periodText(rankText(reason.code, reason.rank, reason.of), reason.oldest);
    case 'within':
      return `newer than ${reason.limit}`;
    case 'within-hourly':
    case 'within-daily':
    case 'within-weekly':
    case 'within-monthly':
    case 'within-yearly':
      return periodText(`${reason.code.slice('within-'.length)} within ${reason.limit}`, reason.oldest);
    case 'pinned':
      return `pinned by ${escapeText(reason.by)}`;
    case 'pointed-at':
      return `${pathText(reason.by, base)} points to it`;
    case 'referenced':
      return `named in ${pathText(reason.by, base)}${reason.line === undefined ? '' : `:${reason.line}`}`;
    case 'unread-pointer':
      return `${pathText(reason.pointer, base)} may name it: ${escapeText(reason.why)}`;
    case 'recent':
      return `changed in the last ${reason.limit}`;
    case 'in-use':
      return `${reason.path === undefined ? '' : `${pathText(reason.path, base)} is `}open in ${escapeText(reason.process)} (pid ${reason.pid})`;
    case 'incomplete':
      return `incomplete: ${escapeText(reason.why)}`;
    case 'pointer':
      return 'says which checkpoint is meant';
    case 'unrecognized':
      return 'name not recognised';
    case 'survivor':
      return 'one of its model always stays';
    case 'tracked':
      return 'tracked by git';
    case 'sticky':
      return `of user ${reason.uid}, who alone may move it out of a sticky folder`;
    case 'skeleton':
      return 'belongs to the folder itself';
    case 'credential':
      return 'a token or key, which is no cache';
    case 'unsynced':
      return `the only copy: ${escapeText(reason.why)}`;
    case 'unknown-entry':
      return 'not part of any section';
    case 'not-a-log':
      return `not a log: ${escapeText(reason.why)}`;
    case 'not-a-regular-file':
      return 'not a regular file';
    case 'future':
      return 'dated in the future';
    case 'unreadable':
      return `could not be read: ${errnoText(reason.errno)}`;
    case 'mount':
      return 'another file system is mounted there';
    case 'repository':
      return 'a repository of its own';
    case 'edited':
      return 'changed since it was promoted';
    case 'superseded':
      return 'no rule keeps it';
    case 'duplicate':
      return `the same bytes as ${pathText(reason.of, base)}`;
    case 'stale-incomplete':
      return `incomplete and old: ${escapeText(reason.why)}`;
    case 'budget':
      return `step ${reason.step} to meet the budget: ${escapeText(reason.why)}`;
    case 'older-than':
      return `older than ${reason.limit}`;
    case 'cleaned':
      return 'asked for';
    case 'not-removed':
      return outcomeText(reason.outcome, 'removed');
    default:
      return reason satisfies never;
  }
}
