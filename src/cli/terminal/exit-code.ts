// Decides how the command ends. One table: help prints it, README repeats it, tests compare them.

import { severityOf } from '../../core/conventions/rules/severity.ts';
import { type ErrorCode, errnoOf, OutputsError } from '../../core/lib/errors.ts';
import { escapeText } from '../../core/lib/escape.ts';
import { stateOf } from '../../core/plans/operation-result.ts';
import type { Purged } from '../../core/types/operation.ts';
import type { Plan } from '../../core/types/plan.ts';
import type { CheckFixReport, CheckReport, Report, VerifyReport } from '../../core/types/reports.ts';
import type { Failure } from '../../render/blocks/failure.ts';
import { errnoText } from '../../render/text/reason-text.ts';

export const EXIT_CODES = [
  { code: 0, meaning: 'done, or nothing to do, or answered no' },
  { code: 1, meaning: 'check, doctor, parse or verify found what is not as it should be' },
  { code: 2, meaning: 'wrong usage, or a broken configuration' },
  { code: 3, meaning: 'something could not be read, done or printed; the rest was done' },
  { code: 4, meaning: 'refused by a guard; nothing was touched' },
  { code: 5, meaning: 'another operation holds the lock' },
  { code: 70, meaning: 'a bug in outputs' },
  { code: 130, meaning: 'interrupted (143 when terminated)' },
] as const;

export type ExitCode = (typeof EXIT_CODES)[number]['code'] | 143;

export type StopSignal = 'SIGINT' | 'SIGTERM';

export function exitCodeOfSignal(signal: StopSignal): ExitCode {
  return signal === 'SIGINT' ? 130 : 143;
}

export function exitCodeOfReport(report: Report, signal: StopSignal | null): ExitCode {
  switch (report.report) {
    case 'paths':
    case 'name':
    case 'env':
    case 'history':
    case 'pins':
    case 'simulation':
    case 'completion':
      return 0;
    case 'schedule':
      return report.toRun.length > 0 || report.parts.some(({ outcome }) => typeof outcome === 'object') ? 3 : 0;
    case 'trust':
      return report.outcome === null || report.outcome.result === 'done' ? 0 : 3;
    case 'compare':
      return report.unread.length > 0 ? 3 : 0;
    case 'status':
      return report.problems.length > 0 || report.trash.warnings.length > 0 ? 3 : 0;
    case 'verify':
      return codeOfVerify(report);
    case 'check':
      return codeOfCheck(report);
    case 'check-fix':
      return codeOfFix(report, signal);
    case 'parse':
      return report.names.some(({ reading }) => reading === null) ? 1 : 0;
    case 'doctor':
      return report.findings.length > 0 ? 1 : report.unread.length > 0 ? 3 : 0;
    case 'empty-trash':
      return codeOfPurges(report.purged ?? [], signal) || (report.purged?.some(({ left }) => left !== null) ? 3 : 0);
    case 'init':
    case 'pin':
    case 'promote':
    case 'removal':
    case 'undo':
      return codeOfWork(report, signal);
    default:
      return report satisfies never;
  }
}

/** What could not be read comes first: it may hide more. What is only unknown is no finding. */
function codeOfVerify({ entries, problems }: VerifyReport): ExitCode {
  if (problems.length > 0) return 3;
  return entries.some(({ completeness, damaged }) => damaged || completeness === 'incomplete') ? 1 : 0;
}

/** A note fails nothing. */
function codeOfCheck({ findings, problems }: Pick<CheckReport, 'findings' | 'problems'>): ExitCode {
  if (problems.length > 0) return 3;
  return findings.some(({ rule }) => severityOf(rule) !== 'note') ? 1 : 0;
}

function codeOfFix(report: CheckFixReport, signal: StopSignal | null): ExitCode {
  const code = codeOfWork(report, signal);
  return code !== 0 || report.declined ? code : codeOfCheck({ findings: report.left, problems: [] });
}

function codeOfWork(report: Extract<Report, { readonly plan: Plan }>, signal: StopSignal | null): ExitCode {
  if ('declined' in report && report.declined) return 0;
  const state = report.operation === null ? 'done' : stateOf(report.operation);
  if (state === 'interrupted') return exitCodeOfSignal(signal ?? 'SIGINT');
  if (state !== 'done' || report.plan.problems.length > 0) return 3;
  // Of a saved plan, what is not carried out is not even begun.
  if (report.plan.verdicts.some(({ reasons: [why] }) => why.code === 'not-removed' && why.outcome.result !== 'gone')) return 3;
  if (report.report === 'undo') return report.conflicts.length > 0 ? 3 : 0;
  if (report.report === 'pin' || report.report === 'promote') return 0;
  return codeOfPurges(report.trash?.purged ?? [], signal);
}

/** What could not be freed fails every command until somebody has looked; what nobody tries to free, for its journal is damaged, does not. */
function codeOfPurges(purged: readonly Purged[], signal: StopSignal | null): ExitCode {
  if (purged.some(({ left }) => left?.result === 'skipped' && left.why === 'interrupted'))
    return exitCodeOfSignal(signal ?? 'SIGINT');
  return purged.some(({ left }) => left !== null && left.result !== 'damaged') ? 3 : 0;
}

const EXIT_OF: Readonly<Record<ErrorCode, ExitCode>> = { usage: 2, config: 2, refused: 4, locked: 5, interrupted: 130 };

/** An error of ours as it is; an errno nobody expected as `system`; anything else is a bug and says how to report it. */
export function failureOf(error: unknown): Failure {
  if (error instanceof OutputsError) {
    const { code, message, place, hint } = error;
    return { code, message, place, hint, exitCode: EXIT_OF[code] };
  }
  const errno = errnoOf(error);
  if (errno !== undefined) return { code: 'system', message: systemMessage(error as NodeJS.ErrnoException, errno), exitCode: 3 };
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    code: 'bug',
    message: 'outputs has a bug: it stopped where it never should.',
    details: stack.split('\n'),
    hint: 'please report it with the lines above and the command you ran',
    exitCode: 70,
  };
}

/** The work was done, if there was any; only what became of it could not be told on stdout. */
export function unprintedFailure(errno: string, deed: string | null): Failure {
  const what = `the report could not be printed: ${errnoText(errno)}`;
  return { code: 'system', message: deed === null ? what : `${what}; what was done: ${deed}`, exitCode: 3 };
}

/** Node's own message holds raw names; this one does not. */
function systemMessage(error: NodeJS.ErrnoException, errno: string): string {
  const path = typeof error.path === 'string' ? ` of ${escapeText(error.path)}` : '';
  return `the system refused ${error.syscall ?? 'a call'}${path}: ${errno}`;
}
