// The document of `clean`, `prune-logs` and `prune-checkpoints` with `--json`. The same plan has the same verdicts, dry run or not.

import { amountOf } from '../../core/items/count-bytes.ts';
import { isoText } from '../../core/lib/amounts.ts';
import { stateOf } from '../../core/plans/operation-result.ts';
import { doubtText, FIRST } from '../../core/trash/expired-operations.ts';
import { trashedUntil } from '../../core/trash/expiry-date.ts';
import { isBeingFreed } from '../../core/trash/item-location.ts';
import type { Operation } from '../../core/types/operation.ts';
import type { Verdict } from '../../core/types/plan.ts';
import type { RemovalReport } from '../../core/types/reports.ts';
import { budgetFields } from '../blocks/budget.ts';
import { layoutFields } from '../blocks/layouts-read.ts';
import { abilityFields } from '../blocks/run-abilities.ts';
import { trashFields, trashWarnings } from '../blocks/trash-summary.ts';
import { documentPieces, type JsonFields, problemFields, SCHEMA_VERSION, warningFields } from '../text/json-document.ts';

export function removalDocument(report: RemovalReport): Iterable<string> {
  const { plan, project } = report;
  const kept = plan.verdicts.filter(({ keep }) => keep);
  const removed = plan.verdicts.filter(({ keep }) => !keep);
  return documentPieces({
    schemaVersion: SCHEMA_VERSION,
    command: report.command,
    dryRun: report.dryRun,
    planId: plan.id,
    verdicts: plan.verdicts.map(verdictFields),
    totals: {
      kept: { entries: kept.length, ...amountOf(kept) },
      removed: { entries: removed.length, ...amountOf(removed, kept) },
    },
    operation: report.operation === null ? null : operationFields(report.operation, report, removed.length),
    trash: report.trash ? trashFields(report.trash, isoText) : null,
    layouts: plan.layouts?.map((read) => layoutFields(read, project)),
    abilities: plan.abilities?.map((change) => abilityFields(change, project)),
    budget: plan.budget && budgetFields(plan.budget, plan.actions, report.measured),
    unseenProcesses: plan.unseenProcesses ?? 0,
    problems: plan.problems.map((problem) => problemFields(problem, project)),
    warnings: [...plan.warnings.map(warningFields), ...trashWarnings(report.trash)],
  });
}

function verdictFields({ entry, keep, reasons, checkpoint }: Verdict): JsonFields {
  return {
    path: entry.absolute,
    section: entry.section,
    kind: entry.kind,
    bytes: entry.bytes,
    allocatedBytes: entry.allocatedBytes,
    modifiedAt: isoText(entry.modifiedAt),
    keep,
    reasons,
    model: checkpoint?.model,
    role: checkpoint?.role,
    epoch: checkpoint?.epoch,
    step: checkpoint?.step,
  };
}

function operationFields(operation: Operation, { project }: RemovalReport, entries: number): JsonFields {
  const isKept = operation.trash !== null && !isBeingFreed(operation.trash);
  const doubt = operation.startedAt < FIRST ? doubtText('first') : null;
  return {
    id: operation.id,
    startedAt: isoText(operation.startedAt),
    state: stateOf(operation),
    entries,
    freedBytes: operation.onDisk.freed,
    heldBytes: operation.onDisk.held,
    trash: operation.trash,
    undoableUntil: isKept && doubt === null ? isoText(trashedUntil(operation.startedAt, project.trashKeep)) : null,
    doubt: isKept ? doubt : null,
  };
}
