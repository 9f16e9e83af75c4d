// Reads the user's crontab, by the program that may.

import { refusal } from '../lib/errors.ts';
import { escapeText } from '../lib/escape.ts';
import { ask, type Env } from './run-program.ts';

/** What cron, cronie and busybox say of a user who has none. */
const NONE_YET = /no crontab for|can't open '[^']*': No such file/;

/** Each byte one character; '' where there is none yet. Throws a refusal where it cannot be read: unknown is not empty. */
export function readCrontab(env: Env): string {
  const listed = ask(['crontab', '-l'], env);
  if (listed === null)
    throw refusal('there is no crontab program here, or it does not answer', 'install cron, or leave --cron away for systemd');
  if (listed.status === 0) return listed.stdout;
  if (NONE_YET.test(listed.stderr)) return '';
  throw refusal(
    `your crontab cannot be read: ${escapeText(listed.stderr) || `crontab -l ended with ${listed.status}`}`,
    'nothing was touched',
  );
}

export function hasCrontab(env: Env): boolean {
  return ask(['crontab', '-l'], env) !== null;
}
