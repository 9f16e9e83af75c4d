// Asks the machine whether systemd understands a time, and which programs a job of cron can run under.

import { accessSync, constants } from 'node:fs';
import { attempt } from '../../disk/directory.ts';
import { ask, type Env } from '../../disk/run-program.ts';
import { usageError } from '../../lib/errors.ts';
import { escapeText } from '../../lib/escape.ts';

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
