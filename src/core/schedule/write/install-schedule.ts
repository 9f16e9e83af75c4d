// Changes what the machine runs by itself: the user's crontab, as a whole and only if it is still the one that was read, and systemd's units.

import { readCrontab } from '../../disk/read-crontab.ts';
import { ask, type Env } from '../../disk/run-program.ts';
import { escapeText } from '../../lib/escape.ts';

/** Why it was not written, escaped, or null. Each byte one character. Throws a refusal where it can no longer be read. */
export function writeCrontab(before: string, after: string, env: Env): string | null {
  // Somebody may have edited it while the question stood. There is no lock on a crontab; this is as late as it can be.
  if (readCrontab(env) !== before) return 'it was changed meanwhile';
  const written = ask(['crontab', '-'], env, after);
  if (written?.status !== 0) return escapeText(written?.stderr ?? '') || 'crontab does not take it';
  return readCrontab(env) === after ? null : 'it does not say now what was written';
}

/** Whether the user's own systemd did it. */
export function tellSystemd(words: readonly string[], env: Env): boolean {
  return ask(['systemctl', '--user', ...words], env)?.status === 0;
}
