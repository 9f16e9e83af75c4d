// The errors that people see: what is wrong, where, what to do next. Anything else that is thrown is a bug in this program.

import type { SourcePlace } from '../types/primitives.ts';
import { escapeText } from './escape.ts';

/** `usage` and `config` exit 2, `refused` 4, `locked` 5, `interrupted` 130 (`cli/terminal/exit-code.ts`). */
export type ErrorCode = 'usage' | 'config' | 'refused' | 'locked' | 'interrupted';

interface ErrorDetails {
  readonly place?: SourcePlace;
  readonly hint?: string;
  readonly cause?: unknown;
}

/** A message for a person. `message` and `hint` must already be fit for a screen: put names through `escapeText`. */
export class OutputsError extends Error {
  readonly code: ErrorCode;
  readonly place: SourcePlace | undefined;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined);
    this.name = 'OutputsError';
    this.code = code;
    this.place = details.place;
    this.hint = details.hint;
  }
}

export function usageError(message: string, hint?: string): OutputsError {
  return new OutputsError('usage', message, hint === undefined ? {} : { hint });
}

export function configError(message: string, place?: SourcePlace, hint?: string): OutputsError {
  return new OutputsError('config', message, { ...(place && { place }), ...(hint !== undefined && { hint }) });
}

export function refusal(message: string, hint?: string): OutputsError {
  return new OutputsError('refused', message, hint === undefined ? {} : { hint });
}

/** `file:line:column` as editors understand it. */
export function placeText(place: SourcePlace): string {
  return `${escapeText(place.file)}:${place.line}:${place.column}`;
}

/** The errno of a failed system call (`'EACCES'`), or undefined for any other error. */
export function errnoOf(error: unknown): string | undefined {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error) return error.code;
  return undefined;
}
