// Decides which logs go: regular files with a log's name, anywhere below a logs section, that are old enough.
// Never folders, never training curves or checkpoints kept below the logs, never a log that some process still writes.

import { escapeText } from '../escape.ts';
import { logNames } from '../policy/log-names.ts';
import { ageOf, reasonsToStay } from '../policy/log-rule.ts';
import { byCodePoint } from '../policy/order.ts';
import { protectionOf, protects } from '../policy/protect.ts';
import type { Duration, Plan, Scan, Verdict, Warning } from '../types.ts';
import { entryOf } from './entry.ts';
import { pinWarnings } from './pin-warnings.ts';
import { assemblePlan, type PlanningInput } from './plan.ts';
import { closedReason, errnosOf, kept, removed } from './verdict.ts';
import { eachLeaf } from './walk.ts';

export interface PruneLogsInput extends PlanningInput {
  readonly olderThan: Duration;
}

/** Only scans of `logs` sections are looked at. A file whose name is no log's gets no verdict. */
export function planPruneLogs(input: PruneLogsInput): Plan {
  const scans = input.scans.filter((scan) => scan.section.kind === 'logs');
  const verdicts = scans.flatMap((scan) => verdictsFor(scan, input));
  return assemblePlan({
    ...input,
    command: 'prune-logs',
    scans,
    verdicts,
    warnings: [...pinWarnings(input.project, scans), ...warningsFor(verdicts)],
  });
}

function verdictsFor(scan: Scan, input: PruneLogsInput): readonly Verdict[] {
  const isLog = logNames(scan.section.patterns);
  const protection = protectionOf(input.project, scan, input.surroundings);
  const age = ageOf(input.now, input.olderThan);
  const errnos = errnosOf(scan);
  const verdicts: Verdict[] = [];
  eachLeaf(scan.items, protection, (item, { pinnedBy }) => {
    const isFolder = item.facts.type === 'directory';
    if (!isFolder && !isLog(item.path)) return;
    const entry = entryOf(scan.section, scan.realPath, item);
    const reasons = isFolder
      ? [closedReason(item, errnos), ...protects(item, pinnedBy, protection)]
      : reasonsToStay(item, pinnedBy, age, protection);
    if (reasons.length > 0) verdicts.push(kept(entry, reasons));
    else verdicts.push(removed(entry, { code: 'older-than', limit: age.limit }));
  });
  return verdicts;
}

function warningsFor(verdicts: readonly Verdict[]): readonly Warning[] {
  const future = verdicts.filter(({ reasons }) => reasons.some(({ code }) => code === 'future'));
  const first = future.map(({ entry }) => entry.absolute).sort(byCodePoint)[0];
  if (first === undefined) return [];
  const others = future.length === 1 ? '' : ` (and ${future.length - 1} more)`;
  return [{ text: `${escapeText(first)}${others} has a modification time in the future: age unknown, so it stays` }];
}
