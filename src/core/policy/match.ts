// Decides whether a path matches a glob pattern that a person wrote. The one owner of picomatch.

import picomatch from 'picomatch';
import { configError } from '../errors.ts';
import { escapeText } from '../escape.ts';
import type { PathText } from '../types.ts';

/**
 * `dot`: hidden files are files. `nonegate`: a pin called `!x` pins `!x`, not everything else. `flags: 's'`: a name may hold a
 * newline. `debug`: without it a broken pattern matches nothing in silence, and what it should have pinned would go.
 */
const OPTIONS: picomatch.PicomatchOptions = { dot: true, nonegate: true, windows: false, flags: 's', debug: true };

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

function compile(pattern: string): (path: PathText) => boolean {
  const bare = pattern.replace(/^(\.\/)+/, '').replace(/\/+$/, '');
  try {
    return picomatch(bare, OPTIONS);
  } catch {
    throw configError(
      `"${escapeText(pattern)}" is not a pattern that can be matched`,
      undefined,
      'put \\ before a character that is meant literally',
    );
  }
}
