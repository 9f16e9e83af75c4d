// What `trust` shows a person: one line for each thing that is trusted, then what became of the file.

import { escapeText } from '../../core/lib/escape.ts';
import { OWN_CONFIG_FOLDER_HINT } from '../../core/trust/user-config-path.ts';
import type { TrustChange, TrustReport } from '../../core/types/reports.ts';
import { outcomeText } from '../text/reason-text.ts';
import type { Style } from '../text/style.ts';

const PROJECT =
  'its config and .git may belong to another user, and the config may set any variable, call any folder a cache or logs that go unasked, and shorten trash.keep';
const PATH = 'its sections may lie there, and be changed';

export function trustText(report: TrustReport, style: Style): string {
  const { did, changes } = report;
  const lines =
    did === 'list' ? listLines(report, style) : [...changes.map((change) => lineOf(change, report, style)), trustedText(report)];
  return lines.map((line) => `${line}\n`).join('');
}

function listLines({ trusted, file }: TrustReport, style: Style): readonly string[] {
  if (trusted.length === 0) return [`Nothing is trusted. ${escapeText(file)} would say it.`];
  return trusted.flatMap(({ root, project, paths }) => [
    style.heading(escapeText(root)),
    ...(project ? [`  the project  ${PROJECT}`] : []),
    ...paths.map((path) => `  ${escapeText(path)}  ${PATH}`),
  ]);
}

function lineOf({ what, path, already }: TrustChange, { did }: TrustReport, style: Style): string {
  const about = what === 'project' ? PROJECT : PATH;
  if (did === 'remove') return `${style.attention('remove')}  ${escapeText(path)}${already ? '  was not trusted' : ''}`;
  return `${style.keep('trust')}  ${escapeText(path)}  ${already ? 'trusted already' : about}`;
}

/** `Wrote 1 line…` would say less: what counts is where it stands. */
export function trustedText({ did, dryRun, file, root, changes, outcome }: TrustReport): string {
  if (changes.every(({ already }) => already)) return 'Nothing to do.';
  const what = `${did === 'add' ? 'to' : 'from'} ${escapeText(file)}, for the project ${escapeText(root)}`;
  if (dryRun || outcome === null) return `Would be ${did === 'add' ? 'added' : 'removed'} ${what}. Nothing was changed.`;
  if (outcome.result !== 'done') {
    const why = `Nothing was changed: ${escapeText(file)} ${outcomeText(outcome, 'written')}.`;
    return outcome.result === 'failed' ? `${why}\nTo keep it elsewhere: ${OWN_CONFIG_FOLDER_HINT}.` : why;
  }
  return `${did === 'add' ? 'Added' : 'Removed'} ${what}.`;
}
