// How an error is shown: for a person as `error: file:line:column: what` and a hint, for a program as one JSON object.

import { type OutputsError, placeText } from '../../core/lib/errors.ts';
import { escapeText } from '../../core/lib/escape.ts';
import { documentPieces, SCHEMA_VERSION } from '../text/json-document.ts';
import type { Style } from '../text/style.ts';

/** An error with its exit code decided (`cli/terminal/exit-code.ts`). `details`: lines for a bug report. */
export interface Failure {
  /** One of `ErrorCode`, or `system` where the system refused something nobody expected, or `bug`. */
  readonly code: string;
  readonly message: string;
  readonly place?: OutputsError['place'];
  readonly hint?: string | undefined;
  readonly details?: readonly string[];
  readonly exitCode: number;
}

export function failureText({ place, message, hint, details = [] }: Failure, style: Style): string {
  const where = place === undefined ? '' : `${placeText(place)}: `;
  const lines = [
    `${style.remove('error:')} ${where}${message}`,
    ...details.map((line) => style.faint(escapeText(line))),
    ...(hint === undefined ? [] : [`${style.attention('hint:')} ${hint}`]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

export function failureDocument({ code, message, place, hint, details, exitCode }: Failure): Iterable<string> {
  return documentPieces({ schemaVersion: SCHEMA_VERSION, error: { code, message, ...place, hint, details, exitCode } });
}
