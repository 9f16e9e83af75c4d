// Asks the machine's schedulers what there is: the user's crontab, whether systemd understands a time, which programs a job can run under.

import { accessSync, constants } from 'node:fs';
import { ask, type Env } from '../disk/ask-program.ts';
import { attempt } from '../disk/directory.ts';
import { refusal, usageError } from '../errors.ts';
import { escapeText } from '../escape.ts';

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

/** Throws a usage error where systemd does not know such a time. Without systemd nobody can tell. */
export function checkCalendar(every: string, env: Env): void {
  const wrong = (why: string) =>
    usageError(
      `--every ${escapeText(every)}: ${why}`,
      "for example daily, weekly, 'Mon..Fri 03:30' (systemd.time(7)); five fields of cron need --cron",
    );
  if (every === '' || /[^ -~]/.test(every) || every.startsWith('-')) throw wrong('that is no time');
  const checked = ask(['systemd-analyze', 'calendar', every], env);
  if (checked !== null && checked.status !== 0) throw wrong('systemd does not understand that');
}

/** What keeps a job of cron out of the way of those who work here. */
export function gentlePrograms(): readonly string[] {
  const has = (program: string): boolean =>
    ['/usr/bin', '/bin'].some((folder) => attempt(() => accessSync(`${folder}/${program}`, constants.X_OK)).ok);
  return [...(has('nice') ? ['nice -n 10'] : []), ...(has('ionice') ? ['ionice -c 3'] : [])];
}
