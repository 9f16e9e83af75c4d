// Decides which logs go: regular files with a log's name, anywhere below a logs section, that are old enough.
// Never folders, never training curves or checkpoints kept below the logs, never a log that some process still writes.

import { escapeText } from '../escape.ts';
import { logNames, whyNotALog } from '../policy/log-names.ts';
import { byCodePoint } from '../policy/order.ts';
import { protectionOf, protects } from '../policy/protect.ts';
import { formatDuration, olderThan } from '../policy/quantity.ts';
import { isSkeleton } from '../policy/skeleton.ts';
import type { Duration, Instant, Item, Plan, Reason, Scan, Verdict, Warning } from '../types.ts';
import { entryOf } from './entry.ts';
import { pinWarnings } from './pin-warnings.ts';
import { assemblePlan, type PlanningInput } from './plan.ts';
import { closedReason, errnosOf, kept, removed } from './verdict.ts';
import { leavesOf } from './walk.ts';

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
  const errnos = errnosOf(scan);
  const verdicts: Verdict[] = [];
  for (const { item, pinnedBy } of leavesOf(scan.items, protection.pins)) {
    const isFolder = item.facts.type === 'directory';
    if (!isFolder && !isLog(item.path)) continue;
    const entry = entryOf(scan.section, scan.realPath, item);
    const never = isFolder ? closedReason(item, errnos) : (reasonOfNature(item) ?? reasonOfAge(item, input));
    const reasons = [...(never === null ? [] : [never]), ...protects(item, pinnedBy, protection)];
    if (reasons.length > 0) verdicts.push(kept(entry, reasons));
    else verdicts.push(removed(entry, { code: 'older-than', limit: formatDuration(input.olderThan) }));
  }
  return verdicts;
}

/** What is no log, whatever its age. */
function reasonOfNature(item: Item): Reason | null {
  if (item.facts.type !== 'file') return { code: 'not-a-regular-file' };
  if (isSkeleton(item.path)) return { code: 'skeleton' };
  const why = whyNotALog(item.path);
  return why === null ? null : { code: 'not-a-log', why };
}

/** A time in the future says nothing about age. */
function reasonOfAge(item: Item, { now, olderThan: limit }: PruneLogsInput): Reason | null {
  const modifiedAt: Instant = item.facts.mtimeNs;
  if (modifiedAt > now) return { code: 'future' };
  return olderThan(modifiedAt, now, limit) ? null : { code: 'within', limit: formatDuration(limit) };
}

function warningsFor(verdicts: readonly Verdict[]): readonly Warning[] {
  const future = verdicts.filter(({ reasons }) => reasons.some(({ code }) => code === 'future'));
  const first = future.map(({ entry }) => entry.absolute).sort(byCodePoint)[0];
  if (first === undefined) return [];
  const others = future.length === 1 ? '' : ` (and ${future.length - 1} more)`;
  return [{ text: `${escapeText(first)}${others} has a modification time in the future: age unknown, so it stays` }];
}
