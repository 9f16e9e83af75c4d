// What `schedule` shows a person: the unit files or the crontab block as they are, and what became of them.

import { escapeText } from '../../core/lib/escape.ts';
import type { SchedulePart, ScheduleReport } from '../../core/types/reports.ts';
import type { Style } from '../text/style.ts';

export function scheduleText(report: ScheduleReport, style: Style): string {
  if (report.did === 'print') return scheduleParts(report);
  if (report.declined) return 'Nothing was installed.\n';
  const shown = report.dryRun && report.did === 'install' ? scheduleParts(report) : '';
  const lines = report.parts.map((part) => `${style.heading(wordOf(part, report))}  ${partPath(part)}`);
  return [shown, ...[...lines, ...endOf(report)].map((line) => `${line}\n`)].join('');
}

/** Each file under its name, as `systemctl cat` shows them; a block of a crontab just as it is, to be piped. */
export function scheduleParts({ parts }: ScheduleReport): string {
  return parts.map(({ path, text }) => `${path === null ? '' : `# ${escapeText(path)}\n`}${text ?? ''}`).join('\n');
}

/** What was done, in one line; null where nothing was. */
export function scheduledText({ did, dryRun, declined, name }: ScheduleReport): string | null {
  if (did === 'print' || dryRun || declined) return null;
  return did === 'install' ? `Installed ${name}.` : `Removed ${name}.`;
}

function wordOf({ outcome }: SchedulePart, { did }: ScheduleReport): string {
  if (typeof outcome === 'object') return 'failed ';
  if (outcome === 'same') return 'is so  ';
  return did === 'install' ? (outcome === 'shown' ? 'write  ' : 'wrote  ') : outcome === 'shown' ? 'remove ' : 'removed';
}

function partPath({ path, outcome }: SchedulePart): string {
  const place = path === null ? 'your crontab' : escapeText(path);
  return typeof outcome === 'object' ? `${place}: ${outcome.failed}` : place;
}

function endOf(report: ScheduleReport): readonly string[] {
  const { did, form, dryRun, name, parts, toRun } = report;
  if (did === 'remove' && parts.length === 0) return ['Nothing to do: nothing is installed for this project.'];
  if (dryRun) return ['Nothing was changed.'];
  if (parts.some(({ outcome }) => typeof outcome === 'object')) return ['Not all of it was done.'];
  const instead = did === 'install' ? ' (without systemd: outputs schedule --cron --install)' : '';
  const left =
    toRun.length === 0
      ? []
      : [`systemctl --user does not answer here. Where it does, run${instead}:`, ...toRun.map((line) => `  ${line}`)];
  if (did === 'remove') return [`Removed ${name}.`, ...left];
  if (form === 'cron')
    return [`Installed ${name}. crontab -l shows it; its log has only what went wrong, outputs history what was done.`];
  const next = toRun.length === 0 ? 'systemctl --user list-timers shows when it runs next.' : 'It does not run yet.';
  return [
    `Installed ${name}. ${next}`,
    ...left,
    'It runs while you are logged in; with loginctl enable-linger always.',
    `What went wrong: journalctl --user -u ${name}; what was done: outputs history.`,
  ];
}
