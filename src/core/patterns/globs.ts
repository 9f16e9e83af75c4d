// Decides whether a path matches a glob pattern that a person wrote.

import { configError, OutputsError } from '../lib/errors.ts';
import { escapeText } from '../lib/escape.ts';
import type { Parsed } from '../lib/quantities.ts';
import type { PathText } from '../types/primitives.ts';
import { LONGEST_GLOB, parseGlob } from './glob-syntax.ts';
import { compilePattern } from './pattern-program.ts';
import { fitsPattern } from './pattern-run.ts';
import { fitsPieces, piecesOf } from './wildcard.ts';

/** Half a character, as YAML's "\\ud800" writes it: no name on any disk has one. The other halves stand for bytes (`path-text.ts`). */
const IN_NO_NAME = /[\ud800-\udc7f\udd00-\udfff]/u;

/** The first pattern that matches, or null. */
export type Matcher = (path: PathText) => string | null;

/**
 * Case counts, `*` stays within one name, `**` crosses folders, braces and extglobs work, hidden files are files, a leading `!` is
 * itself; a name that is the pattern itself, like `[x]`, matches too. Throws a config error for a pattern that cannot be read.
 */
export function matcher(patterns: readonly string[]): Matcher {
  const tests = patterns.map((pattern) => ({ pattern, matches: compile(pattern) }));
  return (path) => tests.find(({ matches }) => matches(path))?.pattern ?? null;
}

/** Why `matcher` throws for it, as a clause; null for a pattern that can be read. */
export function whyNoPattern(pattern: string): string | null {
  const matches = compiled(pattern);
  return matches.ok ? null : matches.why;
}

export { LONGEST_GLOB };
export const LONG_PATTERN_HINT = 'write several shorter patterns: a list may have 1,000';
export const BROKEN_PATTERN_HINT = 'put \\ before a character that is meant literally';

type Test = (path: PathText) => boolean;

function compile(pattern: string): Test {
  const matches = compiled(pattern);
  if (matches.ok) return matches.value;
  throw configError(
    `"${escapeText(pattern)}" is not a pattern that can be matched: ${matches.why}`,
    undefined,
    BROKEN_PATTERN_HINT,
  );
}

function compiled(pattern: string): Parsed<Test> {
  // More than is allowed is refused before it is read as a path.
  const bare = pattern.length > 2 * LONGEST_GLOB ? pattern : pattern.replace(/^(\.\/)+/, '').replace(/(?<!\/)\/+$/, '');
  if (IN_NO_NAME.test(bare)) return { ok: false, why: 'it holds half a character' };
  try {
    const node = parseGlob(bare);
    const quick = quickTest(bare);
    if (quick !== null) return { ok: true, value: quick };
    const program = compilePattern(node);
    return { ok: true, value: (path) => path === bare || fitsPattern(program, path) };
  } catch (error) {
    if (error instanceof OutputsError) return { ok: false, why: error.message };
    throw error;
  }
}

/** `*.log`, `logs/*.log`, `**` and `/*.log`: by pieces, a tenth of the time. Null for what says more. */
function quickTest(bare: string): Test | null {
  if (/[\\?[\](){}|"]|[+@!](?=\()/.test(bare)) return null;
  const isAnywhere = bare.startsWith('**/');
  const below = isAnywhere ? bare.slice(3) : bare;
  if (below === '' || below.includes('**')) return null;
  const names = below.split('/').map(piecesOf);
  return (path) => {
    let end = path.length;
    for (let index = names.length - 1; index >= 0; index--) {
      if (end < 0) return false;
      const start = path.lastIndexOf('/', end - 1) + 1;
      if (!fitsPieces(path.slice(start, end), names[index] as readonly string[])) return false;
      end = start - 1;
    }
    return isAnywhere || end < 0;
  };
}
