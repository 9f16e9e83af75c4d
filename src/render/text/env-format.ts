// Decides how an environment variable is written so that each reader gets exactly the value, and which values a format cannot hold.

import { isPlainText } from '../../core/lib/path-text.ts';
import type { PathText } from '../../core/types/primitives.ts';
import type { EnvFormat } from '../../core/types/reports.ts';
import { exportLine } from './shell-quote.ts';

/** Why this format cannot hold the value; null where it can. A sentence fragment. */
export function cannotHold(format: EnvFormat, value: PathText): string | null {
  if (format === 'sh' || format === 'fish' || format === 'powershell') return null;
  if (!isPlainText(value)) return 'it is not UTF-8';
  if (format === 'json') return null;
  // Python reads CR as a line end, and so do Docker and GitHub's runner.
  if (value.includes('\r')) return 'it holds a carriage return';
  if (format === 'docker') return value.includes('\n') ? 'it holds a line end' : null;
  return format === 'dotenv' && quoteDotenv(value) === null ? 'not every reader of such files would read it alike' : null;
}

/** One assignment, without a line end after it. The format can hold the value. */
export function assignment(format: Exclude<EnvFormat, 'json'>, name: string, value: PathText): string {
  switch (format) {
    case 'sh':
    case 'fish':
    case 'powershell':
      return exportLine(format, name, value);
    case 'dotenv':
      return `${name}=${quoteDotenv(value)}`;
    case 'github':
      return value.includes('\n') ? heredoc(name, value) : `${name}=${value}`;
    case 'docker':
      // `docker run --env-file`: everything behind the first `=` is the value, quotes too.
      return `${name}=${value}`;
    default:
      return format satisfies never;
  }
}

/** Null where the format has no way to say it. */
export function removal(format: EnvFormat, name: string): string | null {
  switch (format) {
    case 'sh':
      return `unset ${name}`;
    case 'fish':
      return `set -e ${name}`;
    case 'powershell':
      return `Remove-Item Env:${name} -ErrorAction SilentlyContinue`;
    case 'dotenv':
    case 'json':
    case 'github':
    case 'docker':
      return null;
    default:
      return format satisfies never;
  }
}

/**
 * As sh, python-dotenv and direnv read alike. python-dotenv expands `${…}` in single quotes too, and takes `\\` and `\'` in them for one
 * character; sh expands `$`, `` ` `` and `\` in double quotes. Null where no quotes do.
 */
function quoteDotenv(value: string): string | null {
  if (/\$\{|\\\\|\\$/.test(value)) return null;
  if (!value.includes("'")) return `'${value}'`;
  return /[$`"\\]/.test(value) ? null : `"${value}"`;
}

/** A delimiter that is no line of the value. */
function heredoc(name: string, value: string): string {
  const lines = new Set(value.split('\n'));
  let end = 'EOF';
  while (lines.has(end)) end += '_';
  return `${name}<<${end}\n${value}\n${end}`;
}
