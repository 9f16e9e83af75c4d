// Decides whether a path matches a glob pattern that a person wrote. The one owner of picomatch.

import picomatch from 'picomatch';
import { configError } from '../errors.ts';
import { escapeText } from '../escape.ts';
import type { PathText } from '../types.ts';

/**
 * `dot`: hidden files are files. `nonegate`: a pin called `!x` pins `!x`, not everything else. `flags: 's'`: a name may hold a
 * newline. `debug` and `strictBrackets`: without them a broken pattern matches nothing in silence, and what it should have pinned
 * would go.
 */
const OPTIONS: picomatch.PicomatchOptions = {
  dot: true,
  nonegate: true,
  windows: false,
  flags: 's',
  debug: true,
  strictBrackets: true,
};

/** Half a character, as YAML's "\\ud800" writes it: no name on any disk has one. The other halves stand for bytes (`path-text.ts`). */
const IN_NO_NAME = /[\ud800-\udc7f\udd00-\udfff]/u;

/** The first pattern that matches, or null. */
export type Matcher = (path: PathText) => string | null;

/**
 * Case counts, `*` stays within one name, `**` crosses folders, braces and extglobs work; a name that is the pattern itself,
 * like `[x]`, matches too. Throws a config error for a pattern that cannot be read.
 */
export function matcher(patterns: readonly string[]): Matcher {
  const tests = patterns.map((pattern) => ({ pattern, matches: compile(pattern) }));
  return (path) => tests.find(({ matches }) => matches(path))?.pattern ?? null;
}

/** False for what `matcher` throws for. */
export function canMatch(pattern: string): boolean {
  return compiled(pattern) !== null;
}

export const BROKEN_PATTERN_HINT = 'put \\ before a character that is meant literally';

function compile(pattern: string): (path: PathText) => boolean {
  const matches = compiled(pattern);
  if (matches !== null) return matches;
  throw configError(`"${escapeText(pattern)}" is not a pattern that can be matched`, undefined, BROKEN_PATTERN_HINT);
}

function compiled(pattern: string): ((path: PathText) => boolean) | null {
  const bare = pattern.replace(/^(\.\/)+/, '').replace(/\/+$/, '');
  if (IN_NO_NAME.test(bare)) return null;
  try {
    return picomatch(bare, OPTIONS);
  } catch {
    return null;
  }
}
