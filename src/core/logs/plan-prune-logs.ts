// Decides which logs go: regular files with a log's name, anywhere below a logs section, that are old enough.
// Never folders, never training curves or checkpoints kept below the logs, never a log that some process still writes.

import { byCodePoint } from '../lib/code-point-order.ts';
import { escapeText } from '../lib/escape.ts';
import { assemblePlan, type PlanningInput } from '../plans/assemble-plan.ts';
import { entryOf } from '../plans/entries.ts';
import { closedReason, errnosOf, kept, removed } from '../plans/verdicts.ts';
import { pinWarnings } from '../protection/pin-warnings.ts';
import { protectionOf, protects } from '../protection/protection-reasons.ts';
import { eachLeaf } from '../protection/walk-protected.ts';
import type { Scan } from '../types/items.ts';
import type { Plan, Verdict } from '../types/plan.ts';
import type { Duration, Warning } from '../types/primitives.ts';
import { logNames } from './log-names.ts';
import { logAge, reasonsToStay } from './log-rule.ts';

export interface PruneLogsInput extends PlanningInput {
  readonly olderThan: Duration;
}

/** Only scans of `logs` sections are looked at. A file whose name is no log's gets no verdict. */
export function pruneLogsPlan(input: PruneLogsInput): Plan {
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
  const age = logAge(input.now, input.olderThan);
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
